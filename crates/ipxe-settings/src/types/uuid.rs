//! The types `uuid` and `guid`.

use super::hex::{self, Separator};
use crate::error::SettingsError;
use crate::number::format_hex_byte;

/// Length in bytes.
pub(super) const LEN: usize = 16;

/// Reads 16 bytes in hexadecimal, a hyphen allowed between any two (`core/uuid.c: uuid_aton`).
pub(super) fn parse(text: &[u8]) -> Result<[u8; LEN], SettingsError> {
    let raw = hex::parse(text, Separator::Optional(b'-'))?;
    raw.try_into().map_err(|_| SettingsError::BadUuid)
}

/// Appends the canonical form (`core/uuid.c: uuid_ntoa`).
pub(super) fn format(uuid: &[u8; LEN], out: &mut Vec<u8>) {
    for (index, &byte) in uuid.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        format_hex_byte(byte, out);
    }
}

/// Swaps the byte order of the first three fields (`include/ipxe/uuid.h: uuid_mangle`).
pub fn mangle(uuid: &mut [u8; LEN]) {
    for field in [0..4, 4..6, 6..8] {
        if let Some(bytes) = uuid.get_mut(field) {
            bytes.reverse();
        }
    }
}
