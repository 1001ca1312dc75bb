//! The types `int8` to `uint32`.

use ipxe_reference::{Numeric, SettingType};

use crate::dialect::Dialect;
use crate::error::SettingsError;
use crate::number::{format_decimal, format_hexadecimal, numeric_value, strtoul};
use crate::raw_value::RawValue;

/// Reads a complete number and keeps the low bits that the type holds
/// (`core/settings.c: parse_int_setting`).
pub(super) fn parse(
    text: &[u8],
    numeric: Numeric,
    dialect: &Dialect,
) -> Result<RawValue<'static>, SettingsError> {
    let (value, used) = strtoul(text, 0, dialect.long_width());
    if used < text.len() {
        return Err(SettingsError::BadInteger);
    }
    Ok(raw(value, numeric))
}

/// Big-endian bytes of the low bits (`core/settings.c: denumerate_int_setting`).
fn raw(value: u64, numeric: Numeric) -> RawValue<'static> {
    let bytes = value.to_be_bytes();
    let size = usize::from(numeric.bits / 8).min(bytes.len());
    RawValue::copied(bytes.get(bytes.len() - size..).unwrap_or_default())
}

/// Appends signed decimal or unsigned hexadecimal, whatever the length of the value
/// (`core/settings.c: format_int_setting, format_uint_setting`).
pub(super) fn format(
    raw: &[u8],
    numeric: Numeric,
    dialect: &Dialect,
    out: &mut Vec<u8>,
) -> Result<(), SettingsError> {
    let width = dialect.long_width();
    let value =
        numeric_value(raw, numeric.signed, width).map_err(|_| SettingsError::NumberTooWide)?;
    if numeric.signed {
        format_decimal(width.sign_extend(value), width, out);
    } else {
        format_hexadecimal(value, out);
    }
    Ok(())
}

/// The number that a raw value stands for (`core/settings.c: setting_numerate`).
///
/// The result is the bit pattern of a C `long`.
///
/// # Errors
///
/// [`SettingsError::NotNumeric`] for types that are not numbers, [`SettingsError::NumberTooWide`]
/// for values that do not fit.
pub fn numerate(
    setting_type: SettingType,
    raw: &[u8],
    dialect: &Dialect,
) -> Result<u64, SettingsError> {
    let numeric = setting_type
        .info()
        .numeric
        .ok_or(SettingsError::NotNumeric)?;
    numeric_value(raw, numeric.signed, dialect.long_width())
        .map_err(|_| SettingsError::NumberTooWide)
}

/// The raw value that stands for a number (`core/settings.c: setting_denumerate`).
///
/// # Errors
///
/// [`SettingsError::NotNumeric`] for types that are not numbers.
pub fn denumerate(
    setting_type: SettingType,
    value: u64,
) -> Result<RawValue<'static>, SettingsError> {
    let numeric = setting_type
        .info()
        .numeric
        .ok_or(SettingsError::NotNumeric)?;
    Ok(raw(value, numeric))
}
