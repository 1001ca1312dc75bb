//! What is wrong with a scenario file.

use thiserror::Error;

use super::contents::Wrong;

/// What is wrong with a scenario file, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.text())]
pub struct ScenarioError {
    /// The file.
    pub file: String,
    /// Line and column, from 1, if it is one place.
    pub place: Option<(usize, usize)>,
    /// The key: `server[0].http[0].port`. Empty if it is none.
    pub key: String,
    /// What was found and what was expected.
    pub message: String,
}

impl ScenarioError {
    pub(super) fn new(file: &str, text: &str, error: &toml::de::Error, key: String) -> Self {
        let place = error.span().map(|span| place(text, span.start));
        let key = if key == "." { String::new() } else { key };
        Self {
            file: file.to_owned(),
            place,
            key,
            message: error.message().trim().replace('\n', ", "),
        }
    }

    pub(super) fn whole(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            key: String::new(),
            message,
        }
    }

    /// What is wrong with a value that the file may or may not have itself: a base may have it.
    pub(super) fn at(file: &str, text: &str, (key, message): &Wrong) -> Self {
        Self {
            file: file.to_owned(),
            place: key.find(text).map(|at| place(text, at)),
            key: key.to_string(),
            message: message.clone(),
        }
    }

    pub(super) fn no_such_base(file: &str, text: &str, base: &str) -> Self {
        let names: Vec<&str> = super::BUILTIN.iter().map(|builtin| builtin.name).collect();
        let at = text.find("base").map(|at| place(text, at));
        Self {
            file: file.to_owned(),
            place: at,
            key: "base".to_owned(),
            message: format!(
                "there is no built-in scenario {base:?}; expected one of {}",
                names.join(", ")
            ),
        }
    }

    fn text(&self) -> String {
        let mut text = self.file.clone();
        if let Some((line, column)) = self.place {
            text += &format!(":{line}:{column}");
        }
        text += ": ";
        if !self.key.is_empty() {
            text += &format!("key `{}`: ", self.key);
        }
        text + &self.message
    }
}

/// Line and column of an offset, from 1; the column counts characters.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}
