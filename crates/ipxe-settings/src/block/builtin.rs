//! The block `builtin` (`core/settings.c`, section "Built-in settings block").

use std::sync::Arc;

use super::{BlockValue, Dmesg};
use crate::dialect::Dialect;
use crate::error::SettingsError;
use crate::number::numeric_value;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;
use ipxe_reference::Release;

/// The values of the built-in settings. Which of them exist is up to the table of predefined
/// settings; the rest of the fields is never looked at.
#[derive(Debug, Clone, Default)]
pub struct Builtin {
    /// The number of the last failed command's error, as a positive number.
    pub errno: u32,
    /// Processor architecture: `x86_64`.
    pub buildarch: Arc<[u8]>,
    /// Firmware platform: `efi`.
    pub platform: Arc<[u8]>,
    /// Version of iPXE: `2.0.0+ (g0ab22)`.
    pub version: Arc<[u8]>,
    /// The system clock without the adjustment, in seconds since 1970.
    pub clock: i64,
    /// What was added to the clock by storing `unixtime` or by `ntp`, in seconds.
    pub clock_adjustment: i64,
    /// The current working URI, if there is one.
    pub cwuri: Option<Arc<[u8]>>,
    /// The current working URI resolved against `.`.
    pub cwduri: Option<Arc<[u8]>>,
    /// The system MAC address that the ACPI tables name.
    pub sysmac: Option<[u8; 6]>,
    /// Contents of the text screen of a PC, 4000 bytes.
    pub vram: Option<Arc<[u8]>>,
    /// The message log.
    pub dmesg: Dmesg,
}

impl Builtin {
    /// The time that scripts see, in seconds since 1970 (`include/time.h: time`).
    pub const fn unixtime(&self) -> u32 {
        self.clock.wrapping_add(self.clock_adjustment) as u32
    }

    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let raw = match setting.name {
            b"errno" => RawValue::copied(&self.errno.to_be_bytes()),
            b"buildarch" => RawValue::borrowed(&self.buildarch),
            b"platform" => RawValue::borrowed(&self.platform),
            b"version" => RawValue::borrowed(&self.version),
            b"unixtime" => RawValue::copied(&self.unixtime().to_be_bytes()),
            b"cwuri" => RawValue::borrowed(self.cwuri.as_deref()?),
            b"cwduri" => RawValue::borrowed(self.cwduri.as_deref()?),
            b"sysmac" => RawValue::borrowed(self.sysmac.as_ref()?),
            b"vram" => RawValue::borrowed(self.vram.as_deref()?),
            b"dmesg" => RawValue::owned(self.dmesg.text()),
            _ => return None,
        };
        Some(BlockValue::untyped(raw))
    }

    pub(crate) fn store(
        &mut self,
        setting: &SettingKey<'_>,
        value: &[u8],
        dialect: &Dialect,
    ) -> Result<(), SettingsError> {
        match setting.name {
            b"unixtime" if dialect.release() >= Release::Master => {
                let time = numeric_value(value, false, dialect.long_width())
                    .map_err(|_| SettingsError::NumberTooWide)?;
                self.clock_adjustment = if value.is_empty() {
                    0
                } else {
                    (time as i64).wrapping_sub(self.clock)
                };
                Ok(())
            }
            b"dmesg" if value.is_empty() => {
                self.dmesg.clear();
                Ok(())
            }
            b"dmesg" => Err(SettingsError::DmesgOnlyClears),
            b"errno" | b"buildarch" | b"platform" | b"version" | b"unixtime" | b"cwuri"
            | b"cwduri" | b"sysmac" | b"vram" => Err(SettingsError::ReadOnlyBuiltin),
            _ => Err(SettingsError::NoSuchBuiltin),
        }
    }
}
