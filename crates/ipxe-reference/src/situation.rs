//! What a user can do wrong, and what is seen then.

use crate::{ErrorId, Platform, Release};

/// Something that goes wrong, or looks as if it did.
#[derive(Debug)]
pub struct Situation {
    /// A name for it.
    pub name: &'static str,
    /// The error, or `None` if it ends in success.
    pub error: Option<ErrorId>,
    /// The platform code, where it is not the one of the POSIX error.
    pub code: Option<u8>,
    /// The only platforms on which it happens; empty for all.
    pub platforms: &'static [Platform],
    /// What is shown, by way of example. `{error}` stands for the text and the
    /// address of the error ([`strerror`](crate::strerror)), `{usage}` for the
    /// usage text of the command ([`Command::usage_text`](crate::Command::usage_text)),
    /// names in angle brackets for what differs.
    pub console: &'static str,
    /// Other texts that were shown: each in all releases before the one that is named.
    pub consoles_before: &'static [(Release, &'static str)],
    /// Something to know about it.
    pub note: Option<&'static str>,
}

impl Situation {
    /// The error number on a platform.
    #[must_use]
    pub fn number(&self, platform: Platform) -> Option<u32> {
        let code = self.code;
        self.error
            .map(|id| code.map_or_else(|| id.number(platform), |code| id.number_with(code)))
    }

    /// What a release shows.
    #[must_use]
    pub fn console_in(&self, release: Release) -> &'static str {
        let before = self.consoles_before.iter().find(|(end, _)| release < *end);
        before.map_or(self.console, |&(_, text)| text)
    }
}
