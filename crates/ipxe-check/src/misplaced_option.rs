//! Options that stand after the other arguments, where iPXE does not look for them.

use ipxe_diagnostics::{Edit, Fix};
use ipxe_reference::{Argument, CommandOption, ValueKind};
use ipxe_settings::number::{LongWidth, parse_integer};
use ipxe_syntax::Span;

use crate::Invocation;

/// A long option of the command among its positional arguments.
#[derive(Clone, Copy, Debug)]
pub struct MisplacedOption {
    /// The option.
    pub option: &'static CommandOption,
    first: usize,
    last: usize,
}

impl MisplacedOption {
    /// The first such option that is certainly meant as one.
    ///
    /// The command line of an image may hold anything, so there only options directly after the
    /// image count; in a text only those that nothing but options follows.
    #[must_use]
    pub fn find(invocation: &Invocation<'_, '_>) -> Option<Self> {
        let spec = invocation.spec?;
        invocation.positionals()?;
        let after = invocation.first_positional + 1;
        let at = |index| Self::at(invocation, index);
        if spec.text_from.is_none() {
            return (after..invocation.args.len()).find_map(at);
        }
        let image = spec
            .positional
            .first()
            .is_some_and(|first| matches!(first.kind, ValueKind::Uri | ValueKind::ImageOrUri));
        if image {
            return at(after);
        }
        let found = (after..invocation.args.len()).find_map(at)?;
        let mut next = found.last + 1;
        while next < invocation.args.len() {
            next = at(next)?.last + 1;
        }
        Some(found)
    }

    fn at(invocation: &Invocation<'_, '_>, first: usize) -> Option<Self> {
        let text = invocation.args.get(first)?.text();
        let name = text.strip_prefix(b"--")?;
        let (name, inline) = match memchr::memchr(b'=', name) {
            Some(at) => (&name[..at], true),
            None => (name, false),
        };
        let option = invocation.spec?.option(name).filter(|_| name.len() > 1)?;
        if option.argument == Argument::None {
            let last = first;
            return (!inline).then_some(Self {
                option,
                first,
                last,
            });
        }
        if inline {
            let last = first;
            return Some(Self {
                option,
                first,
                last,
            });
        }
        let value = invocation.args.get(first + 1)?;
        let fits = match value.known() {
            Some(text) if option.kind.is_integer() => {
                parse_integer(text, LongWidth::Bits64, false).is_ok()
            }
            Some(text) => !text.starts_with(b"-"),
            None => true,
        };
        let last = first + 1;
        fits.then_some(Self {
            option,
            first,
            last,
        })
    }

    /// The option with its value.
    #[must_use]
    pub fn span(&self, invocation: &Invocation<'_, '_>) -> Span {
        let args = invocation.args;
        args[self.first].span().to(args[self.last].span())
    }

    /// Moves the option to where iPXE sees it.
    #[must_use]
    pub fn fix(&self, invocation: &Invocation<'_, '_>) -> Fix {
        let mut text = Vec::new();
        for arg in &invocation.args[self.first..=self.last] {
            text.extend_from_slice(arg.text());
            text.push(b' ');
        }
        let target = invocation.args[invocation.first_positional].span().start;
        Fix::needs_review(
            format!("move `--{}` to the front", self.option.long),
            vec![
                Edit::insert(target, text),
                Edit::delete(invocation.with_blank_before(self.first, self.last)),
            ],
        )
    }
}

impl Invocation<'_, '_> {
    /// The arguments `first..=last` with the blanks before them.
    #[must_use]
    pub fn with_blank_before(&self, first: usize, last: usize) -> Span {
        let before = match first.checked_sub(1) {
            Some(before) => &self.args[before],
            None => self.name,
        };
        Span::new(before.span().end, self.args[last].span().end)
    }
}
