//! Percent escapes.

use super::strtoul::strtoul;
use super::until_nul;

/// Where in a URI a text stands, which decides what must be escaped (`uri_character_escaped`).
///
/// Everywhere, bytes outside `!`..`~` are escaped, and everywhere but in [`Field::Encoded`] also `%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A scheme, a `uristring` setting, a form parameter: escapes `/#:@?=&+`.
    Component,
    /// The same before it included `+` (v2.0.0 and older): escapes `/#:@?=&`.
    ComponentWithoutPlus,
    /// An opaque part: escapes `#`.
    Opaque,
    /// A user name, a password, a port: escapes `/#:@?`.
    Credential,
    /// A host: escapes `/#@?`, and leaves the colons of IPv6 addresses alone.
    Host,
    /// A path, and a query before v2.0.0: escapes `#:@?`.
    Path,
    /// A path, query or fragment whose escapes were kept: escapes nothing more.
    Encoded,
}

impl Field {
    const fn escaped(self) -> &'static [u8] {
        match self {
            Self::Component => b"%/#:@?=&+",
            Self::ComponentWithoutPlus => b"%/#:@?=&",
            Self::Opaque => b"%#",
            Self::Credential => b"%/#:@?",
            Self::Host => b"%/#@?",
            Self::Path => b"%#:@?",
            Self::Encoded => b"",
        }
    }
}

/// Escapes what must be escaped in `field` (`uri_encode`).
///
/// iPXE prints the escaped byte as a signed `char`, so that on x86 a byte above 0x7f becomes eight digits:
/// 0xe9 is written `%FFFFFFE9`. (Where `char` is unsigned, as on ARM, it would be `%E9`.)
#[must_use]
pub fn escape(field: Field, raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    escape_into(&mut out, field, raw);
    out
}

/// [`escape`], appending to `out`.
pub(super) fn escape_into(out: &mut Vec<u8>, field: Field, raw: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in raw {
        if byte.is_ascii_graphic() && !field.escaped().contains(&byte) {
            out.push(byte);
            continue;
        }
        out.push(b'%');
        if !byte.is_ascii() {
            out.extend_from_slice(b"FFFFFF");
        }
        out.push(HEX[usize::from(byte >> 4)]);
        out.push(HEX[usize::from(byte & 0x0f)]);
    }
}

/// Replaces percent escapes by what they stand for (`uri_decode`). Input ends at its first NUL byte; the
/// result may hold NUL bytes.
///
/// What follows `%` is read by `strtoul` in base 16 from at most two bytes, which takes more than two
/// digits: `%4g` is byte 4 and a `g`, `%+1` is 1, `%-1` is 0xff, `% 9` is 9, and `%+z` is 0 and a `z`.
/// A `%` that `strtoul` can do nothing with stays.
#[must_use]
pub fn unescape(encoded: &[u8]) -> Vec<u8> {
    let mut rest = until_nul(encoded);
    let mut out = Vec::with_capacity(rest.len());
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%' {
            let digits = &tail[..tail.len().min(2)];
            let number = strtoul(digits, 16);
            if number.len > 0 {
                out.push(number.value.to_le_bytes()[0]);
                rest = &tail[number.len..];
                continue;
            }
        }
        out.push(byte);
    }
    out
}

/// The field of a URI that `encoded` stands for: unescaped and cut at a NUL (`uri_decode_inplace`).
pub(super) fn unescape_field(encoded: &[u8]) -> Vec<u8> {
    let mut field = unescape(encoded);
    field.truncate(until_nul(&field).len());
    field
}
