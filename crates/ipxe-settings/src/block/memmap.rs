//! The block `memmap` (`core/memmap_settings.c`).

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// A range of usable memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemoryRegion {
    /// First address.
    pub start: u64,
    /// Length in bytes.
    pub len: u64,
}

/// The usable memory of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryMap {
    /// The ranges by ascending address.
    pub regions: Vec<MemoryRegion>,
}

impl MemoryMap {
    /// The sum of starts or lengths of the regions that the tag selects, scaled down.
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let tag = setting.tag as u32;
        let count = (tag >> 24) as usize + 1;
        let start = (tag >> 16 & 0xff) as usize;
        let ignore_missing = tag & 0x400 != 0;
        let include_len = tag & 0x200 != 0;
        let include_start = tag & 0x100 != 0;
        let scale = tag & 0x3f;
        let regions = self.regions.iter().skip(start).take(count);
        if regions.len() < count && !ignore_missing {
            return None;
        }
        let sum = regions.fold(0u64, |sum, region| {
            sum.wrapping_add(if include_start { region.start } else { 0 })
                .wrapping_add(if include_len { region.len } else { 0 })
        });
        let raw = RawValue::copied(&(sum >> scale).to_be_bytes());
        Some(BlockValue::typed(raw, SettingType::Hexraw))
    }
}
