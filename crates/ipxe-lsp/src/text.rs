//! The text of an open document, and places in it as editors count them.

use gen_lsp_types::{Position, Range};
use ipxe_syntax::Span;
use memchr::memchr2_iter;

/// How an editor counts the characters of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In UTF-16 code units: what every editor can do.
    Utf16,
}

impl Encoding {
    fn units(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
        }
    }
}

/// At most about so many bytes are looked at to find a place in a long line.
const STRIDE: usize = 256;

/// A text with an index of its lines. A line ends after `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub struct Text {
    text: String,
    encoding: Encoding,
    /// Where lines begin; the first is 0.
    starts: Vec<usize>,
    /// Pairs of an offset and the units before it, about one each [`STRIDE`] bytes; the first is
    /// of the start. None where each byte is a unit.
    marks: Vec<(usize, usize)>,
}

impl Text {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: String, encoding: Encoding) -> Self {
        let mut new = Self {
            text,
            encoding,
            starts: Vec::new(),
            marks: Vec::new(),
        };
        new.index();
        new
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn index(&mut self) {
        let bytes = self.text.as_bytes();
        self.starts.clear();
        self.starts.push(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                self.starts.push(at + 1);
            }
        }
        self.marks.clear();
        if self.encoding == Encoding::Utf8 || self.text.is_ascii() {
            return;
        }
        self.marks.push((0, 0));
        let (mut units, mut last) = (0, 0);
        for (at, c) in self.text.char_indices() {
            if at >= last + STRIDE {
                self.marks.push((at, units));
                last = at;
            }
            units += self.encoding.units(c);
        }
    }

    /// Units before `offset`, which must be a boundary of characters.
    fn units_before(&self, offset: usize) -> usize {
        let known = self.marks.partition_point(|&(at, _)| at <= offset);
        match known.checked_sub(1) {
            None => offset,
            Some(known) => {
                let (from, units) = self.marks[known];
                let between = self.text[from..offset].chars();
                units + between.map(|c| self.encoding.units(c)).sum::<usize>()
            }
        }
    }

    /// The end of the line that begins at `starts[line]`, before what ends it.
    fn line_end(&self, line: usize) -> usize {
        let Some(&next) = self.starts.get(line + 1) else {
            return self.text.len();
        };
        let bytes = self.text.as_bytes();
        if bytes[next - 1] == b'\n' && next - 1 > self.starts[line] && bytes[next - 2] == b'\r' {
            next - 2
        } else {
            next - 1
        }
    }

    /// The offset of a position: the end of the line where that is shorter, the end of the text
    /// where it has fewer lines, the start of a character where the position is inside of one.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else {
            return self.text.len();
        };
        let end = self.line_end(line);
        let character = position.character as usize;
        if self.marks.is_empty() {
            return floor(&self.text, start.saturating_add(character).min(end));
        }
        let wanted = self.units_before(start) + character;
        let known = self.marks.partition_point(|&(_, units)| units <= wanted);
        let (from, mut units) = self.marks[known - 1];
        for (at, c) in self.text[from..].char_indices() {
            units += self.encoding.units(c);
            if units > wanted || from + at >= end {
                return (from + at).min(end);
            }
        }
        end
    }

    /// The position of an offset; of the end where it lies beyond.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset.min(self.text.len()));
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        // Between the two bytes of a line's end there is no position.
        let shown = offset.min(self.line_end(line));
        let character = self.units_before(shown) - self.units_before(self.starts[line]);
        Position::new(to_u32(line), to_u32(character))
    }

    /// The positions of a span.
    #[must_use]
    pub fn range(&self, span: Span) -> Range {
        let start = self.position(span.start as usize);
        Range::new(start, self.position(span.end as usize))
    }

    /// The bytes of a range; an empty span where it ends before it starts.
    #[must_use]
    pub fn span(&self, range: Range) -> Span {
        let start = self.offset(range.start);
        Span::new(to_u32(start), to_u32(self.offset(range.end).max(start)))
    }

    /// Puts `new` where `range` is.
    pub fn replace(&mut self, range: Range, new: &str) {
        let span = self.span(range);
        self.text.replace_range(span.range(), new);
        self.index();
    }
}

/// The start of the character that `at` is in.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_the_editor_counts() {
        let text = "a\r\nä𝄞b\rc\n";
        for (encoding, expected) in [
            (Encoding::Utf8, [(0, 0), (1, 2), (1, 6), (2, 1), (3, 0)]),
            (Encoding::Utf16, [(0, 0), (1, 1), (1, 3), (2, 1), (3, 0)]),
        ] {
            let indexed = Text::new(text.to_owned(), encoding);
            for (offset, (line, character)) in [0, 5, 9, 12, 13].into_iter().zip(expected) {
                let position = Position::new(line, character);
                assert_eq!(indexed.position(offset), position, "{offset} {encoding:?}");
                assert_eq!(
                    indexed.offset(position),
                    offset,
                    "{position:?} {encoding:?}"
                );
            }
        }
    }

    #[test]
    fn places_that_do_not_exist_are_moved_to_the_nearest() {
        let text = Text::new("ab\r\n𝄞\n".to_owned(), Encoding::Utf16);
        assert_eq!(text.offset(Position::new(0, 9)), 2);
        assert_eq!(text.offset(Position::new(1, 1)), 4, "inside a pair");
        assert_eq!(text.offset(Position::new(7, 7)), 9);
        assert_eq!(text.position(3), Position::new(0, 2), "inside a line's end");
        assert_eq!(text.offset(Position::new(0, u32::MAX)), 2);
    }

    #[test]
    fn long_lines_have_places_too() {
        let line = "ä".repeat(3000);
        let text = Text::new(format!("\n{line}"), Encoding::Utf16);
        for at in [0, 1, 255, 256, 257, 2999, 3000] {
            let position = Position::new(1, at);
            assert_eq!(text.offset(position), 1 + 2 * at as usize);
            assert_eq!(text.position(1 + 2 * at as usize), position);
        }
    }
}
