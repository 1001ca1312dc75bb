//! The labels of a script. Kept apart from the other facts because nearly every script asks for them.

use std::cell::RefCell;
use std::collections::HashMap;

use ipxe_reference::nearest::nearest;
use ipxe_syntax::{Script, Span};

/// A label by its first definition.
#[derive(Clone, Copy, Debug)]
pub struct LabelFact {
    /// The label with its colon.
    pub span: Span,
    /// Index of its logical line.
    pub line: usize,
}

/// The labels of a script by name.
#[derive(Debug, Default)]
pub struct Labels<'a> {
    first: HashMap<&'a [u8], LabelFact, foldhash::fast::RandomState>,
    colons: bool,
    first_line: Option<usize>,
    nearest: RefCell<HashMap<Vec<u8>, Option<String>>>,
}

impl<'a> Labels<'a> {
    /// Gathers the labels of a script.
    #[must_use]
    pub fn gather(script: &'a Script<'a>) -> Self {
        let mut labels = Self::default();
        for label in script.labels() {
            let fact = LabelFact {
                span: label.span(),
                line: label.line(),
            };
            labels.first_line.get_or_insert(fact.line);
            let name = label.name();
            labels.colons |= name.starts_with(b":");
            labels.first.entry(name).or_insert(fact);
        }
        labels
    }

    /// The first definition of `name`: the one that `goto` finds.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<LabelFact> {
        self.first.get(name).copied()
    }

    /// Index of the first logical line with a label.
    #[must_use]
    pub fn first_line(&self) -> Option<usize> {
        self.first_line
    }

    /// True where the script defines `name`.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        self.first.contains_key(name)
    }

    /// True where some label begins with a second colon, so that `goto :...` may find one.
    #[must_use]
    pub fn some_begins_with_colon(&self) -> bool {
        self.colons
    }

    /// How many different labels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// True where the script has no label.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// All names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&[u8]> {
        let mut names: Vec<&[u8]> = self.first.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// The label most similar to `name`, and where it is defined.
    ///
    /// Each name is looked up once, and scripts with very many labels get no suggestion.
    #[must_use]
    pub fn nearest(&self, name: &[u8]) -> Option<(String, LabelFact)> {
        const MOST: usize = 1000;
        if self.len() > MOST {
            return None;
        }
        let mut known = self.nearest.borrow_mut();
        let found = known.entry(name.to_vec()).or_insert_with(|| {
            let names = self.names();
            let texts = names
                .iter()
                .filter_map(|label| std::str::from_utf8(label).ok());
            nearest(name, texts).map(str::to_owned)
        });
        let label = found.clone()?;
        let fact = self.get(label.as_bytes())?;
        Some((label, fact))
    }
}
