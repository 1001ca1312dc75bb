//! What the neighbour on the link announces: the block `net0.lldp` (`net/lldp.c`).

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// The last LLDP data unit that was received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LldpNeighbour {
    /// The type-length-value records in wire format (IEEE 802.1AB); empty if none came.
    pub records: Vec<u8>,
}

impl LldpNeighbour {
    /// Bytes of the record that the tag names (`lldp_fetch`).
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let [p0, p1, p2, p3, kind, index, offset, len] = setting.tag.to_be_bytes();
        let prefix = [p0, p1, p2, p3];
        let prefix_len = if prefix == [0; 4] {
            0
        } else {
            usize::from(offset).min(4)
        };
        let prefix = prefix.get(4 - prefix_len..).unwrap_or_default();
        let value = self
            .iter()
            .filter(|(record_kind, value)| *record_kind == kind && value.starts_with(prefix))
            .nth(usize::from(index))
            .map(|(_, value)| value)?;
        let Some(rest) = value.get(usize::from(offset)..) else {
            return Some(BlockValue::untyped(RawValue::borrowed(b"")));
        };
        Some(match usize::from(len) {
            0 => BlockValue::typed(RawValue::borrowed(rest), SettingType::String),
            len => {
                let bytes = rest.get(..len).unwrap_or(rest);
                BlockValue::typed(RawValue::borrowed(bytes), SettingType::Hex)
            }
        })
    }

    /// Types and values of the records up to the end record; stops where they are malformed.
    pub fn iter(&self) -> impl Iterator<Item = (u8, &[u8])> {
        let mut rest = self.records.as_slice();
        std::iter::from_fn(move || {
            let (&[high, low], after) = rest.split_first_chunk::<2>()?;
            let kind = high >> 1;
            let len = usize::from(high & 1) << 8 | usize::from(low);
            let (value, next) = after.split_at_checked(len).filter(|_| kind != 0)?;
            rest = next;
            Some((kind, value))
        })
    }
}
