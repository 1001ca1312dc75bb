//! Setting types: text to raw value and back (`core/settings.c`, section "Setting types").

mod base64;
mod busdevfn;
mod dnssl;
mod hex;
mod integer;
mod ipv4;
mod ipv6;
mod string;
mod uuid;

use ipxe_reference::SettingType;

use crate::dialect::Dialect;
use crate::error::SettingsError;
use crate::number::until_nul;
use crate::raw_value::RawValue;
use hex::Separator;

pub use integer::{denumerate, numerate};
pub use uuid::mangle as mangle_uuid;

/// Reads a value of a type from text (`core/settings.c: setting_parse`).
///
/// The text is a C string: a NUL byte ends it. Numbers keep only the bits that the type has; no
/// number is out of range.
///
/// # Errors
///
/// What the type's own reader says, or [`SettingsError::CannotParse`] for types that can only be
/// shown.
pub fn parse<'a>(
    setting_type: SettingType,
    text: &'a [u8],
    dialect: &Dialect,
) -> Result<RawValue<'a>, SettingsError> {
    if !setting_type.parses(dialect.release()) {
        return Err(SettingsError::CannotParse);
    }
    let text = until_nul(text);
    let width = dialect.long_width();
    if let Some(numeric) = setting_type.info().numeric {
        return integer::parse(text, numeric, dialect);
    }
    Ok(match setting_type {
        SettingType::String => RawValue::borrowed(text),
        SettingType::Uristring => RawValue::owned(string::parse_uri_string(text, dialect)),
        SettingType::Ipv4 => RawValue::copied(&ipv4::parse(text, width)?),
        SettingType::Ipv6 if !dialect.has_ipv6() => return Err(SettingsError::TypeNotBuilt),
        SettingType::Ipv6 => RawValue::copied(&ipv6::parse(text, width)?),
        SettingType::Hex => RawValue::owned(hex::parse(text, Separator::Required(b':'))?),
        SettingType::Hexhyp => RawValue::owned(hex::parse(text, Separator::Required(b'-'))?),
        SettingType::Hexraw => RawValue::owned(hex::parse(text, Separator::None)?),
        SettingType::Base64 => RawValue::owned(base64::parse(text)?),
        SettingType::Uuid => RawValue::copied(&uuid::parse(text)?),
        SettingType::Guid => {
            let mut raw = uuid::parse(text)?;
            uuid::mangle(&mut raw);
            RawValue::copied(&raw)
        }
        // The numbers were handled above; the rest is for showing only.
        _ => return Err(SettingsError::CannotParse),
    })
}

/// Appends a raw value as text (`core/settings.c: setting_format`).
///
/// The text may contain NUL bytes; where iPXE goes on with it as a C string, only
/// [`until_nul`] of it counts. On an error `out` is as before.
///
/// # Errors
///
/// What the type's own writer says about the length or the content of the value.
pub fn format(
    setting_type: SettingType,
    raw: &[u8],
    dialect: &Dialect,
    out: &mut Vec<u8>,
) -> Result<(), SettingsError> {
    let start = out.len();
    let result = format_unchecked(setting_type, raw, dialect, out);
    if result.is_err() {
        out.truncate(start);
    }
    result
}

fn format_unchecked(
    setting_type: SettingType,
    raw: &[u8],
    dialect: &Dialect,
    out: &mut Vec<u8>,
) -> Result<(), SettingsError> {
    if let Some(numeric) = setting_type.info().numeric {
        return integer::format(raw, numeric, dialect, out);
    }
    match setting_type {
        SettingType::Uristring => string::format_uri_string(raw, dialect, out),
        SettingType::Ipv4 => ipv4::format(raw, out)?,
        SettingType::Ipv6 if !dialect.has_ipv6() => return Err(SettingsError::TypeNotBuilt),
        SettingType::Ipv6 => ipv6::format(raw, out)?,
        SettingType::Hex => hex::format(raw, Some(b':'), out),
        SettingType::Hexhyp => hex::format(raw, Some(b'-'), out),
        SettingType::Hexraw => hex::format(raw, None, out),
        SettingType::Base64 => base64::format(raw, out),
        SettingType::Uuid | SettingType::Guid => {
            let mut raw: [u8; uuid::LEN] =
                raw.try_into().map_err(|_| SettingsError::NotUuidLength)?;
            if setting_type == SettingType::Guid {
                uuid::mangle(&mut raw);
            }
            uuid::format(&raw, out);
        }
        SettingType::Busdevfn => busdevfn::format(raw, dialect.long_width(), out)?,
        SettingType::Dnssl => dnssl::format(raw, out)?,
        // `string`; the numbers were handled above.
        _ => out.extend_from_slice(raw),
    }
    Ok(())
}

/// A raw value as text; see [`format`](fn@format).
///
/// # Errors
///
/// As [`format`](fn@format).
pub fn to_text(
    setting_type: SettingType,
    raw: &[u8],
    dialect: &Dialect,
) -> Result<Vec<u8>, SettingsError> {
    let mut out = Vec::new();
    format(setting_type, raw, dialect, &mut out)?;
    Ok(out)
}
