//! Text edits and the fixes made of them.

use ipxe_syntax::Span;

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// Keeps what the file does, or does what its author certainly meant.
    Safe,
    /// May change what the file does; a person must look at it.
    Unsafe,
}

impl Applicability {
    /// `safe` or `unsafe`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Puts `replacement` where the bytes of `span` are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// The bytes that come; empty for a deletion.
    pub replacement: Vec<u8>,
}

impl Edit {
    /// Puts `replacement` where the bytes of `span` are.
    #[must_use]
    pub fn replace(span: Span, replacement: impl Into<Vec<u8>>) -> Self {
        Self {
            span,
            replacement: replacement.into(),
        }
    }

    /// Takes the bytes of `span` away.
    #[must_use]
    pub const fn delete(span: Span) -> Self {
        Self {
            span,
            replacement: Vec::new(),
        }
    }

    /// Puts `text` before the byte at `offset`.
    #[must_use]
    pub fn insert(offset: u32, text: impl Into<Vec<u8>>) -> Self {
        Self {
            span: Span::at(offset),
            replacement: text.into(),
        }
    }
}

/// Edits that belong together: all of them are applied, or none.
///
/// The edits of one fix must not overlap one another. Insertions at the same offset are put in
/// the order in which they stand here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What the fix does, as an editor's menu shows it: "Replace `foo` by `bar`".
    pub title: String,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// What to change.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that may be applied without asking.
    #[must_use]
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            applicability: Applicability::Safe,
            edits,
        }
    }

    /// A fix that a person must look at.
    #[must_use]
    pub fn needs_review(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            applicability: Applicability::Unsafe,
            edits,
        }
    }
}
