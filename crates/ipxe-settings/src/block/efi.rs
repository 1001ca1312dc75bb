//! Settings that UEFI firmware provides.

use std::collections::BTreeMap;

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// EFI variables by name, whatever their GUID: the block `efi` (`interface/efi/efi_settings.c`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EfiVariables {
    /// Contents by name; of several variables of one name the first counts.
    pub variables: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl EfiVariables {
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let contents = self.variables.get(setting.name)?;
        Some(BlockValue::typed(
            RawValue::borrowed(contents),
            SettingType::Hex,
        ))
    }
}

/// Addresses that the firmware used to load iPXE, as part of its device path
/// (`interface/efi/efi_path.c: efi_path_settings`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EfiPathSettings {
    /// Setting `ip`.
    pub ip: Option<[u8; 4]>,
    /// Setting `netmask`.
    pub netmask: Option<[u8; 4]>,
    /// Setting `gateway`.
    pub gateway: Option<[u8; 4]>,
    /// Setting `dns`: whole addresses.
    pub dns: Option<Vec<u8>>,
    /// Setting `ip6`.
    pub ip6: Option<[u8; 16]>,
    /// Setting `len6`.
    pub len6: Option<u8>,
    /// Setting `gateway6`.
    pub gateway6: Option<[u8; 16]>,
    /// Setting `dns6`: whole addresses.
    pub dns6: Option<Vec<u8>>,
}

impl EfiPathSettings {
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let (raw, setting_type) = match setting.name {
            b"ip" => (RawValue::borrowed(self.ip.as_ref()?), SettingType::Ipv4),
            b"netmask" => (
                RawValue::borrowed(self.netmask.as_ref()?),
                SettingType::Ipv4,
            ),
            b"gateway" => (
                RawValue::borrowed(self.gateway.as_ref()?),
                SettingType::Ipv4,
            ),
            b"dns" => (RawValue::borrowed(self.dns.as_ref()?), SettingType::Ipv4),
            b"ip6" => (RawValue::borrowed(self.ip6.as_ref()?), SettingType::Ipv6),
            b"len6" => (RawValue::copied(&[self.len6?]), SettingType::Int8),
            b"gateway6" => (
                RawValue::borrowed(self.gateway6.as_ref()?),
                SettingType::Ipv6,
            ),
            b"dns6" => (RawValue::borrowed(self.dns6.as_ref()?), SettingType::Ipv6),
            _ => return None,
        };
        Some(BlockValue::typed(raw, setting_type))
    }
}
