//! From the bytes of a file to lines without quotes and comments (`option.c: read_file`).

use super::text::{Text, hide};

/// Bytes that are read as one line: a longer line is taken for two.
const LINE_LIMIT: usize = 1024;

/// A line that is read, not yet looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    chars: Vec<u8>,
    places: Vec<u32>,
    start: u32,
}

/// A line has an opening quote and no closing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenQuote {
    /// Where the quote stands.
    pub(super) at: u32,
}

/// The end of the line that begins at `from`, its newline included.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let limit = bytes.len().min(from + LINE_LIMIT);
    match memchr::memchr(b'\n', &bytes[from..limit]) {
        Some(newline) => from + newline + 1,
        None => limit,
    }
}

impl Line {
    /// Reads the line `bytes[from..to]`, reusing the memory of this one.
    pub(super) fn read(&mut self, bytes: &[u8], from: usize, to: usize) -> Result<(), OpenQuote> {
        self.chars.clear();
        self.places.clear();
        self.start = place(from);
        let line = &bytes[from..to];
        // A zero ends the line for the C functions.
        let line = &line[..memchr::memchr(0, line).unwrap_or(line.len())];
        let mut at = 0;
        let mut blank_before = true;
        while at < line.len() {
            if line[at] == b'"' {
                at = self.quoted(line, at + 1, from)?;
            }
            // What follows a closing quote is taken as it is, even if it is another quote.
            let Some(&byte) = line.get(at) else {
                break;
            };
            if matches!(byte, b' ' | b'\t'..=b'\r') {
                self.push(b' ', from + at);
                blank_before = true;
            } else if blank_before && byte == b'#' {
                break;
            } else {
                self.push(byte, from + at);
                blank_before = false;
            }
            at += 1;
        }
        self.trim();
        Ok(())
    }

    /// The line, none where nothing is on it.
    pub(super) fn text(&self) -> Option<Text<'_>> {
        (!self.chars.is_empty()).then(|| Text::new(&self.chars, &self.places, self.start))
    }

    /// Takes what stands in quotes and returns where the line goes on after them.
    fn quoted(&mut self, line: &[u8], mut at: usize, from: usize) -> Result<usize, OpenQuote> {
        let quote = place(from + at - 1);
        loop {
            let byte = *line.get(at).ok_or(OpenQuote { at: quote })?;
            match (byte, line.get(at + 1)) {
                (b'"', _) => return Ok(at + 1),
                (b'\\', Some(&escaped @ (b'"' | b't' | b'n' | b'e' | b'b' | b'r' | b'\\'))) => {
                    let meant = match escaped {
                        b't' => b'\t',
                        b'n' => b'\n',
                        b'b' => 8,
                        b'r' => b'\r',
                        b'e' => 27,
                        other => other,
                    };
                    self.push(hide(meant), from + at);
                    at += 2;
                }
                (byte, _) => {
                    self.push(hide(byte), from + at);
                    at += 1;
                }
            }
        }
    }

    fn push(&mut self, char: u8, at: usize) {
        self.chars.push(char);
        self.places.push(place(at));
    }

    fn trim(&mut self) {
        while self.chars.last() == Some(&b' ') {
            self.chars.pop();
            self.places.pop();
        }
        let leading = self.chars.iter().take_while(|&&char| char == b' ').count();
        self.chars.drain(..leading);
        self.places.drain(..leading);
    }
}

/// Splits a line into its word and its value, blanks around the first `=` dropped.
pub(super) fn word_and_value(line: Text<'_>) -> (Text<'_>, Option<Text<'_>>) {
    let Some(equals) = memchr::memchr(b'=', line.chars()) else {
        return (line, None);
    };
    let mut end = equals;
    while end > 0 && matches!(line.chars()[end - 1], b' ' | b'=') {
        end -= 1;
    }
    let mut start = equals + 1;
    while line.chars().get(start) == Some(&b' ') {
        start += 1;
    }
    (line.to(end), Some(line.from(start)))
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Option<Vec<u8>>, OpenQuote> {
        let mut line = Line::default();
        line.read(bytes, 0, line_end(bytes, 0))?;
        Ok(line.text().map(Text::revealed))
    }

    #[test]
    fn comments_begin_after_a_blank_only() {
        assert_eq!(read(b"  a=b # c\n"), Ok(Some(b"a=b".to_vec())));
        assert_eq!(read(b"a=b# c\n"), Ok(Some(b"a=b# c".to_vec())));
        assert_eq!(read(b"#\n"), Ok(None));
        assert_eq!(read(b"a=\"b # c\" # d\n"), Ok(Some(b"a=b # c".to_vec())));
    }

    #[test]
    fn quotes_hide_and_must_close() {
        assert_eq!(
            read(b"a=\"x, y\\\"\\\\\"\n"),
            Ok(Some(b"a=x, y\"\\".to_vec()))
        );
        assert_eq!(read(b"a=\"x\n"), Err(OpenQuote { at: 2 }));
        assert_eq!(read(b"a=\"x\"\"\n"), Ok(Some(b"a=x\"".to_vec())));
        let mut line = Line::default();
        line.read(b"a=\"1,2\"", 0, 7).unwrap();
        assert_eq!(line.text().unwrap().pieces().count(), 1);
    }

    #[test]
    fn a_long_line_is_two() {
        let bytes = [b'a'; 1500];
        assert_eq!((line_end(&bytes, 0), line_end(&bytes, 1024)), (1024, 1500));
    }

    #[test]
    fn blanks_around_the_equals_sign_go() {
        let mut line = Line::default();
        line.read(b"a = = b\n", 0, 8).unwrap();
        let (word, value) = word_and_value(line.text().unwrap());
        assert_eq!(
            (word.revealed(), value.unwrap().revealed()),
            (b"a".to_vec(), b"= b".to_vec())
        );
    }
}
