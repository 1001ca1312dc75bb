//! The block of a network interface (`net/netdev_settings.c`).

use std::sync::Arc;

use super::{BlockValue, GenericBlock};
use crate::error::SettingsError;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// Properties of a network interface, and whatever else was stored in its block.
#[derive(Debug, Clone, Default)]
pub struct Interface {
    /// The link-layer address in use. Storing `mac` changes it; its length stays.
    pub mac: Vec<u8>,
    /// The link-layer address that the hardware address leads to; clearing `mac` restores it.
    pub initial_mac: Vec<u8>,
    /// The permanent hardware address.
    pub hwaddr: Vec<u8>,
    /// Kind of bus: `PCI`, `TAP`. Absent for kinds of bus without a name.
    pub bustype: Option<Arc<[u8]>>,
    /// Position on the bus.
    pub busloc: u32,
    /// Bus type, vendor and device: five bytes, as in DHCP option 175.177.
    pub busid: [u8; 5],
    /// Link-layer protocol: `Ethernet`. Absent in releases before 2.0.0.
    pub linktype: Option<Arc<[u8]>>,
    /// Name of the driver.
    pub chip: Arc<[u8]>,
    /// Name of the interface: `net0`.
    pub ifname: Arc<[u8]>,
    /// Everything else.
    pub settings: GenericBlock,
}

impl Interface {
    /// The computed property of this name, if it is one; the inner value is absent where the
    /// interface has none.
    fn property(&self, name: &[u8]) -> Option<Option<RawValue<'_>>> {
        Some(match name {
            b"mac" => Some(RawValue::borrowed(&self.mac)),
            b"hwaddr" => Some(RawValue::borrowed(&self.hwaddr)),
            b"bustype" => self.bustype.as_deref().map(RawValue::borrowed),
            b"busloc" => Some(RawValue::copied(&self.busloc.to_be_bytes())),
            b"busid" => Some(RawValue::borrowed(&self.busid)),
            b"linktype" => Some(RawValue::borrowed(self.linktype.as_deref()?)),
            b"chip" => Some(RawValue::borrowed(&self.chip)),
            b"ifname" => Some(RawValue::borrowed(&self.ifname)),
            _ => return None,
        })
    }

    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        match self.property(setting.name) {
            Some(value) => value.map(BlockValue::untyped),
            None => self.settings.fetch(setting),
        }
    }

    pub(crate) fn store(
        &mut self,
        setting: &SettingKey<'_>,
        value: Option<&[u8]>,
    ) -> Result<(), SettingsError> {
        if setting.name == b"mac" {
            return self.store_mac(value);
        }
        if self.property(setting.name).is_some() {
            return Err(SettingsError::ReadOnlyInterface);
        }
        self.settings.store(setting, value.unwrap_or_default());
        Ok(())
    }

    /// `netdev_store_mac`.
    fn store_mac(&mut self, value: Option<&[u8]>) -> Result<(), SettingsError> {
        match value {
            Some(mac) if mac.len() != self.mac.len() => return Err(SettingsError::MacLength),
            Some(mac) => self.mac = mac.to_vec(),
            None => self.mac.clone_from(&self.initial_mac),
        }
        Ok(())
    }
}
