//! Byte offset to line and column, in logarithmic time whatever the length of the lines.

use memchr::memchr_iter;

use crate::lossy_chars;

/// A place in a file as people count it: everything starts at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line; a line ends after its `\n`.
    pub line: u32,
    /// Column in bytes.
    pub column: u32,
    /// Column in UTF-16 code units, a bad byte being one. A place inside a character has the
    /// column of that character.
    pub utf16: u32,
}

/// At most so many bytes are decoded to answer one question.
const STRIDE: usize = 256;

/// Where lines start, and how many UTF-16 code units come before chosen offsets.
#[derive(Debug)]
pub(crate) struct LineIndex {
    /// Offset of each line's first byte; the first is 0.
    starts: Vec<u32>,
    /// `(offset, UTF-16 code units before it)`, about one each [`STRIDE`] bytes, on character
    /// boundaries. Empty for a file of ASCII, where both are the same.
    units: Vec<(u32, u32)>,
}

impl LineIndex {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', bytes).map(|at| to_u32(at + 1)));
        Self {
            starts,
            units: unit_counts(bytes),
        }
    }

    /// Number of lines; one more than there are `\n`.
    pub(crate) fn line_count(&self) -> u32 {
        to_u32(self.starts.len())
    }

    /// Offset of the first byte of `line` (from 1), or none beyond the last.
    pub(crate) fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// The line (from 1) of the byte at `offset`.
    pub(crate) fn line_at(&self, offset: u32) -> u32 {
        to_u32(self.starts.partition_point(|&start| start <= offset))
    }

    /// The place of `offset`, which must not lie beyond the end of `bytes`.
    pub(crate) fn position(&self, bytes: &[u8], offset: u32) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let utf16 = self.units_before(bytes, offset) - self.units_before(bytes, start);
        Position {
            line: to_u32(line),
            column: offset - start + 1,
            utf16: utf16 + 1,
        }
    }

    /// Offset of the character at column `utf16` (from 1) of `line` (from 1); the end of the line,
    /// before its `\n`, where the line is shorter. None where there is no such line.
    pub(crate) fn offset_of_utf16(&self, bytes: &[u8], line: u32, utf16: u32) -> Option<u32> {
        let start = self.line_start(line)?;
        let end = match self.line_start(line + 1) {
            Some(next) => next - 1,
            None => to_u32(bytes.len()),
        };
        let wanted = u64::from(self.units_before(bytes, start)) + u64::from(utf16.max(1) - 1);
        let known = self
            .units
            .partition_point(|&(_, units)| u64::from(units) <= wanted);
        let (from, mut units) = match known.checked_sub(1) {
            Some(known) => (self.units[known].0, u64::from(self.units[known].1)),
            None => return Some(end.min(to_u32(usize::try_from(wanted).unwrap_or(usize::MAX)))),
        };
        for (at, c) in lossy_chars(&bytes[from as usize..end.max(from) as usize]) {
            units += c.len_utf16() as u64;
            if units > wanted {
                return Some(from + to_u32(at.start));
            }
        }
        Some(end)
    }

    /// UTF-16 code units of the characters that end at or before `offset`.
    fn units_before(&self, bytes: &[u8], offset: u32) -> u32 {
        let known = self.units.partition_point(|&(at, _)| at <= offset);
        let Some(known) = known.checked_sub(1) else {
            return offset;
        };
        let (from, units) = self.units[known];
        // The character at `offset` is decoded whole; else its first bytes would count as bad ones.
        let end = bytes.len().min(offset as usize + 4);
        let more: usize = lossy_chars(&bytes[from as usize..end])
            .take_while(|(at, _)| from as usize + at.end <= offset as usize)
            .map(|(_, c)| c.len_utf16())
            .sum();
        units + to_u32(more)
    }
}

fn unit_counts(bytes: &[u8]) -> Vec<(u32, u32)> {
    if bytes.is_ascii() {
        return Vec::new();
    }
    let mut counts = vec![(0, 0)];
    let mut units = 0;
    let mut next = STRIDE;
    for (at, c) in lossy_chars(bytes) {
        if at.start >= next {
            counts.push((to_u32(at.start), to_u32(units)));
            next = at.start + STRIDE;
        }
        units += c.len_utf16();
    }
    counts
}

/// Offsets are 32 bits wide; a file beyond that has its last lines and columns run together.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and columns counted one character at a time from the start of the file.
    fn counted(bytes: &[u8], offset: usize) -> Position {
        let line_start = bytes[..offset]
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1);
        let line = bytes[..line_start].iter().filter(|&&b| b == b'\n').count() + 1;
        let units: usize = lossy_chars(&bytes[line_start..])
            .take_while(|(at, _)| line_start + at.end <= offset)
            .map(|(_, c)| c.len_utf16())
            .sum();
        Position {
            line: to_u32(line),
            column: to_u32(offset - line_start + 1),
            utf16: to_u32(units + 1),
        }
    }

    #[test]
    fn places_are_those_that_counting_gives() {
        let awkward = "a\u{e9}\u{1f600}\u{fffd}\r\n\tz\n\n".as_bytes();
        let mut long = Vec::new();
        for n in 0..200_u8 {
            long.extend_from_slice(awkward.get(..usize::from(n) % awkward.len()).unwrap());
            long.push(n);
        }
        for bytes in [
            b"".as_slice(),
            b"\n",
            b"a\nb",
            b"\xff\xe2\x82\n\xc3",
            awkward,
            &long,
        ] {
            let index = LineIndex::new(bytes);
            for offset in 0..=bytes.len() {
                let place = index.position(bytes, to_u32(offset));
                assert_eq!(place, counted(bytes, offset), "at {offset} of {bytes:?}");
                let back = index
                    .offset_of_utf16(bytes, place.line, place.utf16)
                    .unwrap();
                let again = index.position(bytes, back);
                assert_eq!((again.line, again.utf16), (place.line, place.utf16));
                assert!(to_u32(offset) - back < 4, "{offset} came back as {back}");
            }
        }
    }

    #[test]
    fn a_column_beyond_the_line_is_its_end() {
        for bytes in [b"ab\ncd".as_slice(), "a\u{e9}\ncd".as_bytes()] {
            let index = LineIndex::new(bytes);
            let newline = to_u32(bytes.iter().position(|&b| b == b'\n').unwrap());
            assert_eq!(index.offset_of_utf16(bytes, 1, 99), Some(newline));
            assert_eq!(
                index.offset_of_utf16(bytes, 2, u32::MAX),
                Some(to_u32(bytes.len()))
            );
            assert_eq!(index.offset_of_utf16(bytes, 3, 1), None);
            assert_eq!(index.offset_of_utf16(bytes, 0, 1), None);
        }
    }
}
