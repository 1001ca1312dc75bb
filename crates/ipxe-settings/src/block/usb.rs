//! The block `usb` (`drivers/bus/usb_settings.c`).

use std::collections::BTreeMap;

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// Length of a device descriptor.
const DESCRIPTOR_LEN: usize = 18;

/// A USB device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsbDevice {
    /// The device descriptor as the device sends it (little-endian).
    pub descriptor: [u8; DESCRIPTOR_LEN],
    /// The string descriptors by number, as text of one byte per character.
    pub strings: BTreeMap<u8, Vec<u8>>,
}

/// The USB devices by bus and device number (bus in the high byte, as in `usbscan`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsbDevices {
    /// The devices.
    pub devices: BTreeMap<u16, UsbDevice>,
}

impl UsbDevices {
    /// Bytes of the device descriptor, backwards unless the tag or a whole read says otherwise,
    /// or a string that it refers to.
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let tag = setting.tag as u32;
        let device = self.devices.get(&((tag >> 16 & 0x7fff) as u16))?;
        let forward = tag & 0x8000_0000 != 0;
        let [.., offset, len] = tag.to_be_bytes();
        let descriptor = device.descriptor.as_slice();
        let (bytes, forward) = match (offset, len) {
            (0, 0) => (descriptor, !forward),
            (0, number) => return device.strings.get(&number).map(|text| string(text)),
            (offset, 0) => {
                let number = descriptor.get(usize::from(offset)).copied().unwrap_or(0);
                return device.strings.get(&number).map(|text| string(text));
            }
            (offset, len) => {
                let rest = descriptor.get(usize::from(offset)..).unwrap_or_default();
                (rest.get(..usize::from(len)).unwrap_or(rest), forward)
            }
        };
        let raw = if forward {
            RawValue::borrowed(bytes)
        } else {
            RawValue::owned(bytes.iter().rev().copied().collect())
        };
        Some(BlockValue::typed(raw, SettingType::Hexraw))
    }
}

const fn string(text: &[u8]) -> BlockValue<'_> {
    BlockValue::typed(RawValue::borrowed(text), SettingType::String)
}
