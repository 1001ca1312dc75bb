//! The options of a router advertisement: the block `net0.ndp` (`net/ndp.c`).

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// Unit of the length byte of an option.
const UNIT: usize = 8;

/// A router advertisement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouterAdvertisement {
    /// The options in wire format (RFC 4861): type, length in units of eight bytes, value.
    pub options: Vec<u8>,
}

impl RouterAdvertisement {
    /// Bytes of the option that the tag names, header included in the offset (`ndp_fetch`).
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let [.., instance, len, offset, kind] = setting.tag.to_be_bytes();
        let option = self
            .iter()
            .filter(|option| option.first() == Some(&kind))
            .nth(usize::from(instance))?;
        let rest = option.get(usize::from(offset)..)?;
        let bytes = match usize::from(len) {
            0 => rest,
            len => rest.get(..len)?,
        };
        Some(BlockValue::typed(
            RawValue::borrowed(bytes),
            SettingType::Hex,
        ))
    }

    /// The options with their headers; stops where they are malformed.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.options.as_slice();
        std::iter::from_fn(move || {
            let len = usize::from(*rest.get(1)?) * UNIT;
            let (option, after) = rest.split_at_checked(len).filter(|_| len > 0)?;
            rest = after;
            Some(option)
        })
    }
}
