//! The type `base64`.

use crate::error::SettingsError;
use crate::number::is_space;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Reads Base64 (`core/base64.c: base64_decode`).
///
/// Whitespace is skipped. What is left without the padding must be a whole number of bytes, and
/// nothing may follow the padding.
pub(super) fn parse(text: &[u8]) -> Result<Vec<u8>, SettingsError> {
    let mut raw = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut pending: u32 = 0;
    let mut bits: u32 = 0;
    let mut padding: u32 = 0;
    for &byte in text.iter().filter(|&&byte| !is_space(byte)) {
        if byte == b'=' {
            padding += 1;
            if padding > 2 {
                return Err(SettingsError::BadBase64);
            }
            continue;
        }
        if padding > 0 {
            return Err(SettingsError::BadBase64);
        }
        let sextet = sextet(byte).ok_or(SettingsError::BadBase64)?;
        pending = (pending << 6 | sextet) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            raw.push((pending >> bits) as u8);
        }
    }
    // Each padding character says that two of the last bits are unused.
    if bits == 2 * padding {
        Ok(raw)
    } else {
        Err(SettingsError::BadBase64)
    }
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// Appends Base64 with padding (`core/base64.c: base64_encode`).
pub(super) fn format(raw: &[u8], out: &mut Vec<u8>) {
    for chunk in raw.chunks(3) {
        let group = chunk
            .iter()
            .fold(0u32, |group, &byte| group << 8 | u32::from(byte))
            << (8 * (3 - chunk.len()));
        for index in 0..4 {
            out.push(if index <= chunk.len() {
                ALPHABET[(group >> (18 - 6 * index)) as usize & 0x3f]
            } else {
                b'='
            });
        }
    }
}
