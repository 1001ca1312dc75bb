//! The finding itself.

use std::fmt;

use ipxe_syntax::Span;

use crate::Fix;

/// How grave a finding is. Ordered: `Note < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Probably not what was meant.
    Warning,
    /// Fails, or does something else than it says.
    Error,
}

impl Severity {
    /// The word that compilers use for it: `error`, `warning` or `note`. SARIF has the same words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What kind of code a finding points at, for editors that show it differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// The code has no effect; editors fade it out.
    Unnecessary,
    /// The code works but has a successor; editors strike it through.
    Deprecated,
}

impl Tag {
    /// `unnecessary` or `deprecated`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unnecessary => "unnecessary",
            Self::Deprecated => "deprecated",
        }
    }
}

/// Another place of the same file that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What that place has to do with the finding.
    pub message: String,
}

/// One finding about one place of one file.
///
/// Which file it is about is not part of it: whoever holds diagnostics holds them beside their
/// [`SourceFile`](crate::SourceFile). Spans are bytes of that file; renderers cut off what lies
/// beyond its end instead of failing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Stable code of the rule, such as `E101`.
    pub code: &'static str,
    /// Name of the rule, such as `undefined-label`.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The bytes it is about. Empty where something is missing between two bytes.
    pub span: Span,
    /// What was found, in one sentence without a final full stop.
    pub message: String,
    /// Text under the caret. Without it only the place is marked.
    pub label: Option<String>,
    /// Other places of the same file.
    pub related: Vec<Related>,
    /// How to mend it.
    pub help: Option<String>,
    /// What iPXE (or whatever reads the file) would print or do.
    pub console: Option<String>,
    /// Further explanation.
    pub note: Option<String>,
    /// Page that explains the rule.
    pub url: Option<String>,
    /// What kind of code this is, for editors.
    pub tags: Vec<Tag>,
    /// Edits that mend it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding with nothing but the required parts.
    #[must_use]
    pub fn new(
        code: &'static str,
        rule: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            rule,
            severity,
            span,
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
            console: None,
            note: None,
            url: None,
            tags: Vec::new(),
            fix: None,
        }
    }

    /// With `label` under the caret.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With one more place.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related {
            span,
            message: message.into(),
        });
        self
    }

    /// With advice on how to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With what iPXE would print or do.
    #[must_use]
    pub fn with_console(mut self, console: impl Into<String>) -> Self {
        self.console = Some(console.into());
        self
    }

    /// With further explanation.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With a link to the page that explains the rule.
    #[must_use]
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// With one more tag.
    #[must_use]
    pub fn with_tag(mut self, tag: Tag) -> Self {
        self.tags.push(tag);
        self
    }

    /// With edits that mend it.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
