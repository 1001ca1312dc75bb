//! Bytes shown as text: one U+FFFD for each byte that is not UTF-8.
//!
//! The standard library replaces a whole broken sequence by one U+FFFD. One a byte keeps every
//! byte of the source at a place of its own, so that columns stay true.

use std::borrow::Cow;
use std::ops::Range;

/// The text of `bytes`, with one U+FFFD for each byte that is not part of valid UTF-8.
#[must_use]
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(lossy_chars(bytes).map(|(_, c)| c).collect()),
    }
}

/// The characters of `bytes` with the bytes that each stands for, one U+FFFD for each bad byte.
pub fn lossy_chars(bytes: &[u8]) -> impl Iterator<Item = (Range<usize>, char)> + '_ {
    let mut offset = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let start = offset;
        let middle = start + chunk.valid().len();
        offset = middle + chunk.invalid().len();
        let good = chunk
            .valid()
            .char_indices()
            .map(move |(at, c)| (start + at..start + at + c.len_utf8(), c));
        let bad = (middle..offset).map(|at| (at..at + 1, char::REPLACEMENT_CHARACTER));
        good.chain(bad)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_byte_is_one_replacement() {
        assert_eq!(lossy(b"plain"), "plain");
        // A truncated three-byte sequence is two bad bytes, not one.
        assert_eq!(lossy(b"a\xe2\x82b"), "a\u{fffd}\u{fffd}b");
        assert_eq!(lossy(b"\xff\xc3\xa9\xc3"), "\u{fffd}\u{e9}\u{fffd}");
        let offsets: Vec<_> = lossy_chars(b"\xff\xc3\xa9\xc3!").collect();
        assert_eq!(
            offsets,
            [
                (0..1, '\u{fffd}'),
                (1..3, '\u{e9}'),
                (3..4, '\u{fffd}'),
                (4..5, '!')
            ]
        );
    }
}
