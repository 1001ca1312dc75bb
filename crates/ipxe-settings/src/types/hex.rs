//! The types `hex`, `hexhyp` and `hexraw`.

use crate::error::SettingsError;
use crate::number::{digit_value, format_hex_byte};

/// What stands between the pairs of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing.
    None,
    /// This byte.
    Required(u8),
    /// This byte or nothing.
    Optional(u8),
}

/// Reads pairs of hexadecimal digits (`core/base16.c: hex_decode`).
pub(super) fn parse(text: &[u8], separator: Separator) -> Result<Vec<u8>, SettingsError> {
    let mut raw = Vec::with_capacity(text.len() / 2);
    let mut rest = text;
    while !rest.is_empty() {
        if !raw.is_empty() {
            rest = match (separator, rest) {
                (Separator::Required(s) | Separator::Optional(s), [first, after @ ..])
                    if *first == s =>
                {
                    after
                }
                (Separator::Required(_), _) => return Err(SettingsError::BadHex),
                _ => rest,
            };
        }
        let [high, low, after @ ..] = rest else {
            return Err(SettingsError::BadHex);
        };
        let (high, low) = (digit_value(*high), digit_value(*low));
        if high >= 16 || low >= 16 {
            return Err(SettingsError::BadHex);
        }
        raw.push((high << 4 | low) as u8);
        rest = after;
    }
    Ok(raw)
}

/// Appends pairs of lower-case digits (`core/base16.c: hex_encode`).
pub(super) fn format(raw: &[u8], separator: Option<u8>, out: &mut Vec<u8>) {
    for (index, &byte) in raw.iter().enumerate() {
        if index > 0 {
            out.extend(separator);
        }
        format_hex_byte(byte, out);
    }
}
