//! The block `acpi` (`core/acpi_settings.c`).

use std::sync::Arc;

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// The ACPI tables of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AcpiTables {
    /// The tables in their order, each from its signature on.
    pub tables: Vec<Arc<[u8]>>,
}

impl AcpiTables {
    /// Bytes of the table that the tag names; backwards for numbers, since ACPI is little-endian.
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let [s0, s1, s2, s3, index, offset_high, offset_low, len] = setting.tag.to_be_bytes();
        let table = self
            .tables
            .iter()
            .filter(|table| table.starts_with(&[s0, s1, s2, s3]))
            .nth(usize::from(index))?;
        let offset = usize::from(u16::from_be_bytes([offset_high, offset_low]));
        let rest = table.get(offset..)?;
        let bytes = match usize::from(len) {
            0 => rest,
            len => rest.get(..len).unwrap_or(rest),
        };
        let raw = if setting
            .setting_type
            .is_some_and(|wanted| wanted.info().numeric.is_some())
        {
            RawValue::owned(bytes.iter().rev().copied().collect())
        } else {
            RawValue::borrowed(bytes)
        };
        Some(BlockValue::typed(raw, SettingType::Hexraw))
    }
}
