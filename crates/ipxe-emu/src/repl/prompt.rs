//! The prompt on a terminal.

use std::borrow::Cow;

use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::complete::Names;
use super::session::END_OF_SCRIPT;

/// What the editor of lines is told.
#[derive(Debug)]
pub(super) struct Prompt {
    pub names: Names,
}

/// A hint that is only to be read.
#[derive(Debug)]
pub(super) struct Usage(String);

impl Hint for Usage {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Completer for Prompt {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let found = self.names.complete(line, at);
        Ok((found.start, found.candidates))
    }
}

impl Hinter for Prompt {
    type Hint = Usage;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Usage> {
        (at == line.len())
            .then(|| self.names.hint(line))
            .flatten()
            .map(Usage)
    }
}

impl Highlighter for Prompt {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[m"))
    }
}

impl Validator for Prompt {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        // A script goes on to its end; one that was pasted as a whole needs an empty line or the end.
        let input = context.input();
        let is_open = input.starts_with("#!ipxe")
            && !input.trim_end_matches(' ').ends_with("\n\n")
            && input.lines().last() != Some(END_OF_SCRIPT);
        Ok(if is_open {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

impl Helper for Prompt {}
