//! What keeps the program from doing what it was asked for. Whatever it is, the rest is done.

use std::io::{self, Write as _};
use std::path::Path;

use ipxe_check::levels::UnknownRule;
use ipxe_diagnostics::lossy;

/// Something that could not be read, written or understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("cannot read {name}: {reason}")]
    Read { name: String, reason: String },
    #[error("cannot write {name}: {reason}")]
    Write { name: String, reason: String },
    #[error(
        "{name}: no scripts in this folder; looked for *.ipxe and for files that begin with \
         `#!ipxe`, except those that .gitignore or the configuration leave out"
    )]
    NoScripts { name: String },
    #[error("{pattern}: no file has such a name")]
    NoMatch { pattern: String },
    #[error("{pattern}: {reason}")]
    Pattern { pattern: String, reason: String },
    #[error("{name}: not a script but binary data: {what}")]
    Binary { name: String, what: &'static str },
    #[error("{name}: larger than {limit} bytes")]
    Large { name: String, limit: u64 },
    #[error("cannot fetch {0}")]
    Fetch(String),
    #[error("{file}:{line}:{column}: {reason}")]
    Config {
        file: String,
        line: u32,
        column: u32,
        reason: String,
    },
    #[error(transparent)]
    Rule(#[from] UnknownRule),
    #[error("{0}")]
    Usage(String),
    #[error("{name}: the fixes have no end; stopped after many rounds")]
    Endless { name: String },
}

impl Problem {
    /// Writes the problem to standard error.
    pub fn tell(&self) {
        // If standard error is closed, nobody is left to tell.
        let _ = writeln!(io::stderr().lock(), "error: {self}");
    }
}

/// What the system says, without the number that the standard library adds.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// A path for people; what is not UTF-8 shows as U+FFFD.
pub fn shown(path: &Path) -> String {
    lossy(path.as_os_str().as_encoded_bytes()).into_owned()
}
