//! The type `ipv4`.

use crate::error::SettingsError;
use crate::number::{LongWidth, format_decimal, strtoul};

/// Length of an address in bytes.
pub(super) const LEN: usize = 4;

/// Reads four numbers with dots between them (`net/ipv4.c: inet_aton`).
///
/// Each is read like any iPXE number, so octal, hexadecimal, signs and leading whitespace are
/// accepted; each must be at most 255.
pub(super) fn parse(text: &[u8], width: LongWidth) -> Result<[u8; LEN], SettingsError> {
    let mut address = [0; LEN];
    let mut rest = text;
    for (index, byte) in address.iter_mut().enumerate() {
        let (value, used) = strtoul(rest, 0, width);
        if used == 0 {
            return Err(SettingsError::BadIpv4);
        }
        *byte = u8::try_from(value).map_err(|_| SettingsError::BadIpv4)?;
        rest = match rest.get(used..).and_then(<[u8]>::split_first) {
            Some((b'.', after)) if index + 1 < LEN => after,
            None if index + 1 == LEN => &[],
            _ => return Err(SettingsError::BadIpv4),
        };
    }
    Ok(address)
}

/// Appends the first four bytes in dotted decimal (`net/ipv4.c: format_ipv4_setting`).
pub(super) fn format(raw: &[u8], out: &mut Vec<u8>) -> Result<(), SettingsError> {
    let address = raw.get(..LEN).ok_or(SettingsError::BadIpv4)?;
    for (index, &byte) in address.iter().enumerate() {
        if index > 0 {
            out.push(b'.');
        }
        format_decimal(i64::from(byte), LongWidth::Bits64, out);
    }
    Ok(())
}
