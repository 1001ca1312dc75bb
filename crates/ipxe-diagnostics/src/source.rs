//! A file that findings are about.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use ipxe_syntax::Span;

use crate::line_index::LineIndex;
use crate::{Position, lossy};

/// The name and the bytes of a file, with line and column of each offset.
///
/// Lines are counted when first asked for, so that a file without findings costs nothing. Cloning
/// shares the bytes. Any bytes will do; whatever is not UTF-8 shows as one U+FFFD a byte.
#[derive(Clone)]
pub struct SourceFile {
    name: String,
    bytes: Arc<Vec<u8>>,
    lines: Arc<OnceLock<LineIndex>>,
}

impl SourceFile {
    /// The file `name`, as the user gave it, with `bytes` in it.
    ///
    /// A name that is not UTF-8 is to be given as [`lossy`] shows it.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: Arc::new(bytes.into()),
            lines: Arc::default(),
        }
    }

    /// The name as the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the file holds.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of lines: one more than there are `\n`.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.index().line_count()
    }

    /// The bytes of `line` (from 1) without its `\n`, or none beyond the last.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Option<Span> {
        let start = self.index().line_start(line)?;
        let end = match self.index().line_start(line + 1) {
            Some(next) => next - 1,
            None => self.end(),
        };
        Some(Span::new(start, end))
    }

    /// The line (from 1) that the byte at `offset` is in; the last line beyond the end of the file.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> u32 {
        self.index().line_at(offset)
    }

    /// Line and column of the byte at `offset`; of the end of the file where that lies beyond it.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.index().position(&self.bytes, offset.min(self.end()))
    }

    /// Offset of the character at column `utf16` of `line`, both from 1; the end of the line, before
    /// its `\n`, where the line is shorter. None where there is no such line.
    #[must_use]
    pub fn offset_of_utf16(&self, line: u32, utf16: u32) -> Option<u32> {
        self.index().offset_of_utf16(&self.bytes, line, utf16)
    }

    /// What of `span` lies within the file.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Span {
        let start = span.start.min(self.end());
        Span::new(start, span.end.clamp(start, self.end()))
    }

    /// The bytes of `span`, or what of it lies within the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &[u8] {
        &self.bytes[self.clamp(span).range()]
    }

    /// The bytes of `span` as text, one U+FFFD for each bad byte.
    #[must_use]
    pub fn text(&self, span: Span) -> Cow<'_, str> {
        lossy(self.slice(span))
    }

    /// Offset after the last byte that a span can name.
    fn end(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }

    fn index(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.bytes))
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceFile")
            .field("name", &self.name)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
