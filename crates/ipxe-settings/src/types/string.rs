//! The types `string` and `uristring`.

use ipxe_reference::Release;

use crate::dialect::Dialect;
use crate::number::strtoul;

/// Decodes a percent-encoded string (`core/uri.c: uri_decode`).
///
/// Up to two characters after a `%` are read by `strtoul`, so one digit, a sign or blanks are
/// accepted too. A `%` that is followed by nothing of that kind stays.
pub(super) fn parse_uri_string(text: &[u8], dialect: &Dialect) -> Vec<u8> {
    let mut raw = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            raw.push(byte);
            continue;
        }
        let digits = after.get(..2).unwrap_or(after);
        let (value, used) = strtoul(digits, 16, dialect.long_width());
        raw.push(if used == 0 { byte } else { value as u8 });
        rest = after.get(used..).unwrap_or_default();
    }
    raw
}

/// Percent-encodes every byte that a URI parser could take amiss (`core/uri.c: uri_encode` with
/// field 0).
///
/// Where `char` is signed, bytes from 0x80 on come out sign-extended: `%FFFFFFC3`.
pub(super) fn format_uri_string(raw: &[u8], dialect: &Dialect, out: &mut Vec<u8>) {
    for &byte in raw {
        if !is_escaped(byte, dialect) {
            out.push(byte);
            continue;
        }
        out.push(b'%');
        if byte >= 0x80 && dialect.char_is_signed() {
            out.extend_from_slice(b"FFFFFF");
        }
        out.push(UPPER_DIGITS[usize::from(byte >> 4)]);
        out.push(UPPER_DIGITS[usize::from(byte & 0xf)]);
    }
}

const UPPER_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

fn is_escaped(byte: u8, dialect: &Dialect) -> bool {
    match byte {
        b'%' | b'/' | b'#' | b':' | b'@' | b'?' | b'=' | b'&' => true,
        b'+' => dialect.release() >= Release::Master,
        _ => !byte.is_ascii_graphic(),
    }
}
