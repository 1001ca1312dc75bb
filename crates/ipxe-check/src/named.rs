//! Menus, forms and parameter lists that a script creates, by name.

use std::collections::BTreeMap;

use ipxe_syntax::Span;

use crate::Invocation;

/// The first command that creates something of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Created {
    /// The command.
    pub span: Span,
    /// Index of its logical line.
    pub line: usize,
}

/// What a script creates of one kind, by name; `None` is what has no name.
#[derive(Debug, Default)]
pub struct Named<'a> {
    by_name: BTreeMap<Option<&'a [u8]>, Created>,
    first: Option<Created>,
    /// True where some name is known only at run time.
    pub dynamic: bool,
}

impl<'a> Named<'a> {
    /// Notes what a command creates, whose option `--name` names it.
    pub(crate) fn note(&mut self, invocation: &Invocation<'_, 'a>) {
        if invocation.positionals().is_none() {
            self.dynamic = true;
            return;
        }
        if invocation.option("delete").is_some() {
            return;
        }
        let name = match invocation.option("name") {
            None => None,
            Some(given) => match invocation.known_value(given) {
                Some((name, _)) => Some(name),
                None => {
                    self.dynamic = true;
                    return;
                }
            },
        };
        let created = Created {
            span: invocation.span(),
            line: invocation.line.index(),
        };
        self.first.get_or_insert(created);
        self.by_name.entry(name).or_insert(created);
    }

    /// The first command that creates one of this name.
    #[must_use]
    pub fn created(&self, name: Option<&[u8]>) -> Option<Created> {
        self.by_name.get(&name).copied()
    }

    /// The first command that creates one of any name.
    #[must_use]
    pub const fn first(&self) -> Option<Created> {
        self.first
    }

    /// The names, as far as they are text.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        const MOST: usize = 100;
        let names = self.by_name.keys().flatten().take(MOST);
        names
            .filter_map(|name| std::str::from_utf8(name).ok())
            .collect()
    }
}
