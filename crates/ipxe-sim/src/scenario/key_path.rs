//! Where a value stands in a scenario.

use std::fmt;

use toml::de::{DeTable, DeValue};

/// The way to a value: `server[0].http[1].port`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPath {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

impl KeyPath {
    /// The way to a key at the top.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self::default().key(key)
    }

    /// The way to a key of the table that this leads to.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// The way to an element of the list that this leads to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { steps }
    }

    /// The offset in a document at which the value begins, or the table that it is missing from. `None` where the
    /// document does not say anything about it.
    pub(super) fn find(&self, document: &str) -> Option<usize> {
        let table = DeTable::parse(document).ok()?;
        let (last, parents) = self.steps.split_last()?;
        let mut parents = parents.iter();
        let Some(Step::Key(first)) = parents.next() else {
            return entry(table.get_ref(), last);
        };
        let mut value = table.get_ref().get(first.as_str())?;
        for step in parents {
            value = match (value.get_ref(), step) {
                (DeValue::Table(table), Step::Key(key)) => table.get(key.as_str())?,
                (DeValue::Array(values), Step::Index(index)) => values.get(*index)?,
                _ => return None,
            };
        }
        let inner = match (value.get_ref(), last) {
            (DeValue::Table(table), _) => entry(table, last),
            (DeValue::Array(values), Step::Index(index)) => {
                values.get(*index).map(|value| value.span().start)
            }
            _ => None,
        };
        inner.or_else(|| Some(value.span().start))
    }
}

fn entry(table: &DeTable<'_>, step: &Step) -> Option<usize> {
    let Step::Key(key) = step else { return None };
    table.get(key.as_str()).map(|value| value.span().start)
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if at > 0 { "." } else { "" };
                    if !key.is_empty() && key.chars().all(is_bare) {
                        write!(f, "{dot}{key}")?;
                    } else {
                        write!(f, "{dot}{key:?}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "a = 1\n[[b]]\nc = { d = 2 }\n[[b]]\n'e f' = [3, 4]\n";

    fn line(path: &KeyPath) -> Option<usize> {
        let at = path.find(DOCUMENT)?;
        Some(DOCUMENT[..at].matches('\n').count() + 1)
    }

    #[test]
    fn values_are_found_in_the_document() {
        let b = KeyPath::new("b");
        assert_eq!(line(&KeyPath::new("a")), Some(1));
        assert_eq!(line(&b.index(0).key("c").key("d")), Some(3));
        assert_eq!(line(&b.index(1).key("e f").index(1)), Some(5));
    }

    #[test]
    fn of_what_is_missing_the_table_is_found() {
        let b = KeyPath::new("b");
        assert_eq!(line(&b.index(1).key("c")), Some(4));
        assert_eq!(line(&b.index(2).key("c")), None);
        assert_eq!(line(&KeyPath::new("z")), None);
        assert_eq!(line(&KeyPath::new("z").key("a")), None);
    }

    #[test]
    fn ways_are_written_as_in_messages() {
        let path = KeyPath::new("server").index(0).key("files").key("a b");
        assert_eq!(path.to_string(), "server[0].files.\"a b\"");
    }
}
