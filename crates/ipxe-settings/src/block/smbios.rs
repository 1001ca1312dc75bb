//! The block `smbios` (`interface/smbios/smbios_settings.c`).

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;
use crate::types::mangle_uuid;

/// The first version whose UUIDs have three little-endian fields: 2.6.
const MANGLED_SINCE: u16 = 0x0206;

/// One SMBIOS structure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmbiosStructure {
    /// The formatted area: type, length, handle (two bytes), then the fields.
    pub formatted: Vec<u8>,
    /// The strings, without their NUL; the first has number 1.
    pub strings: Vec<Vec<u8>>,
}

impl SmbiosStructure {
    /// `smbios_string`.
    fn string(&self, number: u8) -> Option<&[u8]> {
        let index = usize::from(number).checked_sub(1)?;
        // An empty string marks the end of the strings.
        let strings = self.strings.iter().take_while(|string| !string.is_empty());
        strings.map(Vec::as_slice).nth(index)
    }
}

/// The SMBIOS tables of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmbiosTables {
    /// The version: major in the high byte, minor in the low byte.
    pub version: u16,
    /// The structures in their order.
    pub structures: Vec<SmbiosStructure>,
}

/// The parts of the tables that predefined settings show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmbiosIdentity {
    /// Setting `manufacturer`.
    pub manufacturer: Vec<u8>,
    /// Setting `product`.
    pub product: Vec<u8>,
    /// Setting `serial`.
    pub serial: Vec<u8>,
    /// Setting `uuid`, in the order in which it is written.
    pub uuid: [u8; 16],
    /// Setting `board-serial`.
    pub board_serial: Vec<u8>,
    /// Setting `asset`.
    pub asset: Vec<u8>,
}

impl SmbiosTables {
    /// Version 2.8 tables with the three structures that the predefined settings are read from.
    /// Empty texts are left out.
    pub fn describing(identity: &SmbiosIdentity) -> Self {
        let mut uuid = identity.uuid;
        mangle_uuid(&mut uuid);
        let mut system = vec![0; 27];
        if let Some(field) = system.get_mut(8..24) {
            field.copy_from_slice(&uuid);
        }
        let texts = [
            (4, identity.manufacturer.as_slice()),
            (5, &identity.product),
            (7, &identity.serial),
        ];
        Self {
            version: 0x0208,
            structures: vec![
                structure(1, system, &texts),
                structure(2, vec![0; 15], &[(7, &identity.board_serial)]),
                structure(3, vec![0; 22], &[(8, &identity.asset)]),
            ],
        }
    }

    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let [.., instance, kind, offset, len] = setting.tag.to_be_bytes();
        let structure = self
            .structures
            .iter()
            .filter(|structure| structure.formatted.first() == Some(&kind))
            .nth(usize::from(instance))?;
        let formatted = structure.formatted.as_slice();
        let (raw, default_type) = match (offset, len) {
            (0, 0) => (formatted, SettingType::Hex),
            (0, number) => (structure.string(number)?, SettingType::String),
            (offset, 0) => {
                let number = formatted.get(usize::from(offset)).copied().unwrap_or(0);
                (structure.string(number)?, SettingType::String)
            }
            (offset, len) => {
                let rest = formatted.get(usize::from(offset)..).unwrap_or_default();
                (
                    rest.get(..usize::from(len)).unwrap_or(rest),
                    SettingType::Hex,
                )
            }
        };
        if matches!(
            setting.setting_type,
            Some(SettingType::Uuid | SettingType::Guid)
        ) && self.version >= MANGLED_SINCE
            && let Ok(mut uuid) = <[u8; 16]>::try_from(raw)
        {
            mangle_uuid(&mut uuid);
            return Some(BlockValue::untyped(RawValue::copied(&uuid)));
        }
        Some(BlockValue::typed(RawValue::borrowed(raw), default_type))
    }
}

/// A structure whose fields at the given offsets refer to the given texts.
fn structure(kind: u8, mut formatted: Vec<u8>, texts: &[(usize, &[u8])]) -> SmbiosStructure {
    let len = formatted.len() as u8;
    if let Some(start) = formatted.get_mut(..2) {
        start.copy_from_slice(&[kind, len]);
    }
    let mut strings = Vec::new();
    for &(offset, text) in texts {
        if text.is_empty() {
            continue;
        }
        strings.push(text.to_vec());
        if let Some(field) = formatted.get_mut(offset) {
            *field = strings.len() as u8;
        }
    }
    SmbiosStructure { formatted, strings }
}
