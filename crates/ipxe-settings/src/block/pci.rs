//! The block `pci` (`drivers/bus/pci_settings.c`).

use std::collections::BTreeMap;
use std::sync::Arc;

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// Configuration space of the PCI devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PciConfiguration {
    /// Up to 256 bytes by address (segment, bus, device and function, as `busdevfn` shows them).
    /// What is missing reads as 0xff, as on a bus where nobody answers.
    pub devices: BTreeMap<u32, Arc<[u8]>>,
}

impl PciConfiguration {
    /// Reads bytes backwards, since configuration space is little-endian and settings are
    /// big-endian.
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let address = (setting.tag >> 16) as u32;
        let offset = (setting.tag >> 8 & 0xff) as usize;
        let len = (setting.tag & 0xff) as usize;
        let space = self.devices.get(&address);
        let byte = |at: usize| {
            space
                .and_then(|space| space.get(at))
                .copied()
                .unwrap_or(0xff)
        };
        let bytes = (offset..offset + len).rev().map(byte).collect();
        Some(BlockValue::typed(
            RawValue::owned(bytes),
            SettingType::Hexraw,
        ))
    }
}
