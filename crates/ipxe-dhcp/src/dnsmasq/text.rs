//! A line of a configuration after quotes and comments are dealt with.
//!
//! Inside double quotes, characters that would mean something to the parser are *hidden*: they
//! neither separate nor look like digits, until the value they belong to is stored. dnsmasq maps them to
//! control characters (`option.c: hide_meta`), and so does this.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipxe_diagnostics::Span;

/// Characters that quotes hide. The place of each is the control character it becomes.
const HIDEABLE: [u8; 32] = *b"\x00123456 \x08\t\n78\r90abcdefABCDE\x1bF:,.";

/// What quotes make of `byte`.
pub(super) fn hide(byte: u8) -> u8 {
    let found = HIDEABLE.iter().position(|&hideable| hideable == byte);
    found.map_or(byte, |place| {
        u8::try_from(place).expect("the table has 32 entries")
    })
}

/// What `byte` was before quotes hid it.
pub(super) fn reveal(byte: u8) -> u8 {
    HIDEABLE.get(usize::from(byte)).copied().unwrap_or(byte)
}

/// A piece of a line: its characters, some of them hidden, and where in the file each is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    chars: &'a [u8],
    places: &'a [u32],
    /// Where it stands if it is empty.
    start: u32,
}

impl<'a> Text<'a> {
    /// The line `chars`, the place of each of which is in `places`.
    pub(super) fn new(chars: &'a [u8], places: &'a [u32], start: u32) -> Self {
        debug_assert_eq!(chars.len(), places.len());
        Self {
            chars,
            places,
            start,
        }
    }

    /// The characters, hidden ones as control characters.
    pub(super) const fn chars(self) -> &'a [u8] {
        self.chars
    }

    /// The characters as they were written.
    pub(super) fn revealed(self) -> Vec<u8> {
        self.chars.iter().copied().map(reveal).collect()
    }

    pub(super) const fn len(self) -> usize {
        self.chars.len()
    }

    pub(super) const fn is_empty(self) -> bool {
        self.chars.is_empty()
    }

    /// The bytes of the file that it covers.
    pub(super) fn span(self) -> Span {
        match (self.places.first(), self.places.last()) {
            (Some(&first), Some(&last)) => Span::new(first, last.max(first) + 1),
            _ => Span::at(self.start),
        }
    }

    /// Whether it is `word`, no character of it hidden.
    pub(super) fn is(self, word: &[u8]) -> bool {
        self.chars == word
    }

    /// The characters from `at` on.
    pub(super) fn from(self, at: usize) -> Self {
        self.slice(at, self.len())
    }

    /// The characters before `at`.
    pub(super) fn to(self, at: usize) -> Self {
        self.slice(0, at)
    }

    /// What follows `prefix`, if it begins so.
    pub(super) fn strip_prefix(self, prefix: &[u8]) -> Option<Self> {
        self.chars
            .starts_with(prefix)
            .then(|| self.from(prefix.len()))
    }

    pub(super) fn contains(self, byte: u8) -> bool {
        memchr::memchr(byte, self.chars).is_some()
    }

    pub(super) fn last(self) -> Option<u8> {
        self.chars.last().copied()
    }

    /// Splits at the first `byte`: what comes before it without blanks at its end, and what comes after it
    /// without blanks at its start (`option.c: split_chr`).
    pub(super) fn split(self, byte: u8) -> (Self, Option<Self>) {
        let Some(at) = memchr::memchr(byte, self.chars) else {
            return (self, None);
        };
        let mut end = at;
        while end > 0 && self.chars[end - 1] == b' ' {
            end -= 1;
        }
        let mut start = at + 1;
        while self.chars.get(start) == Some(&b' ') {
            start += 1;
        }
        (self.to(end), Some(self.from(start)))
    }

    /// Splits at the first comma.
    pub(super) fn comma(self) -> (Self, Option<Self>) {
        self.split(b',')
    }

    /// All pieces between commas.
    pub(super) fn pieces(self) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let (piece, after) = rest?.comma();
            rest = after;
            Some(piece)
        })
    }

    /// Whether it has digits only, or nothing.
    pub(super) fn is_digits(self) -> bool {
        self.chars.iter().all(u8::is_ascii_digit)
    }

    /// A number, as `option.c: atoi_check`: hidden digits count, and so does no digit at all (0).
    pub(super) fn number(self) -> Option<i32> {
        let revealed = self.revealed();
        revealed
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| atoi(&revealed))
    }

    /// A number up to 65535, as `option.c: atoi_check16`.
    pub(super) fn number16(self) -> Option<u16> {
        u16::try_from(self.number()?).ok()
    }

    /// An address without leading zeros, as `inet_pton` reads it.
    pub(super) fn ipv4(self) -> Option<Ipv4Addr> {
        std::str::from_utf8(self.chars).ok()?.parse().ok()
    }

    /// An IPv6 address, as `inet_pton` reads it.
    pub(super) fn ipv6(self) -> Option<Ipv6Addr> {
        std::str::from_utf8(self.chars).ok()?.parse().ok()
    }

    fn slice(self, from: usize, to: usize) -> Self {
        let places = &self.places[from..to];
        let start = match places.first() {
            Some(&first) => first,
            None if from == 0 => self.start,
            None => self.places[from - 1] + 1,
        };
        Self {
            chars: &self.chars[from..to],
            places,
            start,
        }
    }
}

/// Leading digits as a number, as the C function: blanks and a sign may come first; what is too
/// large wraps as the conversion from `long` does.
pub(super) fn atoi(text: &[u8]) -> i32 {
    let blanks = text.iter().take_while(|byte| byte.is_ascii_whitespace());
    let text = &text[blanks.count()..];
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let number = digits.fold(0_i64, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
    });
    #[expect(clippy::cast_possible_truncation, reason = "as the C function does")]
    let wrapped = if negative { -number } else { number } as i32;
    wrapped
}

/// Bytes of a hexadecimal constant such as `52:54:00:*:*:*` or `1-02:03`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Hex {
    /// The bytes; 0 where a `*` stands.
    pub(super) bytes: Vec<u8>,
    /// One bit for each byte, the lowest for the last, set where a `*` stands.
    pub(super) wildcards: u32,
    /// The number before a `-`, 0 without one.
    pub(super) kind: i32,
}

/// Reads up to `limit` bytes (`util.c: parse_hex`). With `typed`, a number before the first `-` is a hardware
/// type. None where something else than digits, `*` and separators stands there.
pub(super) fn parse_hex(text: &[u8], limit: usize, typed: bool) -> Option<Hex> {
    let mut hex = Hex::default();
    let mut typed = typed;
    let mut rest = Some(text);
    while let Some(text) = rest {
        if hex.bytes.len() >= limit {
            break;
        }
        let separator = text
            .iter()
            .position(|byte| matches!(byte, b':' | b'-' | b' '));
        let group = &text[..separator.unwrap_or(text.len())];
        rest = separator.map(|at| &text[at + 1..]);
        if !group
            .iter()
            .all(|byte| *byte == b'*' || byte.is_ascii_hexdigit())
        {
            return None;
        }
        let ends_in_dash = separator.is_some_and(|at| text[at] == b'-');
        if group.is_empty() {
            continue;
        }
        if ends_in_dash && typed && hex.bytes.is_empty() {
            hex.kind = i32::try_from(hex_number(group)).unwrap_or(i32::MAX);
            typed = false;
            continue;
        }
        if group == b"*" {
            hex.bytes.push(0);
            hex.wildcards = hex.wildcards << 1 | 1;
            continue;
        }
        for pair in group.chunks(2) {
            if pair.contains(&b'*') {
                return None;
            }
            hex.bytes
                .push(u8::try_from(hex_number(pair)).expect("two digits fit a byte"));
            hex.wildcards <<= 1;
            if hex.bytes.len() == limit {
                break;
            }
        }
    }
    Some(hex)
}

fn hex_number(digits: &[u8]) -> u64 {
    let value = |digit: u8| u64::from(char::from(digit).to_digit(16).unwrap_or(0));
    digits
        .iter()
        .take_while(|digit| digit.is_ascii_hexdigit())
        .fold(0_u64, |number, &digit| {
            number.wrapping_shl(4) | value(digit)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(chars: &[u8]) -> (Vec<u8>, Vec<u32>) {
        (chars.to_vec(), (10..).take(chars.len()).collect())
    }

    #[test]
    fn commas_split_and_blanks_around_them_go() {
        let (chars, places) = text(b"a b  ,  c,");
        let line = Text::new(&chars, &places, 10);
        let pieces: Vec<(Vec<u8>, Span)> = line
            .pieces()
            .map(|piece| (piece.revealed(), piece.span()))
            .collect();
        assert_eq!(
            pieces,
            [
                (b"a b".to_vec(), Span::new(10, 13)),
                (b"c".to_vec(), Span::new(18, 19)),
                (Vec::new(), Span::at(20)),
            ]
        );
    }

    #[test]
    fn hidden_characters_come_back() {
        for byte in 0..=255 {
            if byte >= 32 || matches!(byte, 0 | 8 | b'\t' | b'\n' | b'\r' | 27) {
                assert_eq!(reveal(hide(byte)), byte, "{byte}");
            }
        }
        assert!(
            !b"0123456789abcdefABCDEF:,. "
                .iter()
                .any(|&byte| hide(byte) == byte)
        );
    }

    #[test]
    fn hexadecimal_constants() {
        let hex = parse_hex(b"52:54:00:*:*:*", 16, true).unwrap();
        assert_eq!(
            (hex.bytes, hex.wildcards, hex.kind),
            (vec![0x52, 0x54, 0, 0, 0, 0], 7, 0)
        );
        let hex = parse_hex(b"06-0102", 16, true).unwrap();
        assert_eq!((hex.bytes, hex.wildcards, hex.kind), (vec![1, 2], 0, 6));
        assert_eq!(parse_hex(b"1:2:3", 2, false).unwrap().bytes, [1, 2]);
        assert_eq!(parse_hex(b"00:zz", 16, true), None);
        assert_eq!(parse_hex(b"0*", 16, true), None);
    }
}
