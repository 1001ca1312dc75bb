//! The type `busdevfn`.

use crate::error::SettingsError;
use crate::number::{LongWidth, format_hex_digits, numeric_value};

/// Appends a PCI address as segment, bus, device and function
/// (`core/settings.c: format_busdevfn_setting`).
pub(super) fn format(raw: &[u8], width: LongWidth, out: &mut Vec<u8>) -> Result<(), SettingsError> {
    let address = numeric_value(raw, false, width).map_err(|_| SettingsError::NumberTooWide)?;
    format_hex_digits(address >> 16 & 0xffff, 4, out);
    out.push(b':');
    format_hex_digits(address >> 8 & 0xff, 2, out);
    out.push(b':');
    format_hex_digits(address >> 3 & 0x1f, 2, out);
    out.push(b'.');
    format_hex_digits(address & 0x07, 1, out);
    Ok(())
}
