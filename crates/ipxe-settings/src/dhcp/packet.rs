//! A DHCP packet as a source of settings (`net/dhcppkt.c`).

use super::options::{DhcpOptions, Growth};
use crate::error::SettingsError;

/// Length of the packet before its options (RFC 2131 with the magic cookie).
pub const HEADER_LEN: usize = 240;

/// A fixed field of the packet that stands for a setting.
struct Field {
    tag: u32,
    offset: usize,
    len: usize,
    is_address: bool,
}

/// 175.2, 175.3, 66 and 67: `yiaddr`, `siaddr`, `sname`, `file`.
const FIELDS: [Field; 4] = [
    Field {
        tag: super::encapsulated(175, 2),
        offset: 16,
        len: 4,
        is_address: true,
    },
    Field {
        tag: super::encapsulated(175, 3),
        offset: 20,
        len: 4,
        is_address: true,
    },
    Field {
        tag: 66,
        offset: 44,
        len: 64,
        is_address: false,
    },
    Field {
        tag: 67,
        offset: 108,
        len: 128,
        is_address: false,
    },
];

/// A DHCP packet. A fixed field that is not empty counts before the option of the same meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DhcpPacket {
    header: [u8; HEADER_LEN],
    options: DhcpOptions,
}

impl DhcpPacket {
    /// Takes a received packet; `None` if it is shorter than the fixed part.
    ///
    /// The options can never take more room than they had in the packet, padding included.
    pub fn new(packet: &[u8]) -> Option<Self> {
        let (header, options) = packet.split_first_chunk::<HEADER_LEN>()?;
        Some(Self {
            header: *header,
            options: DhcpOptions::new(options.to_vec(), Growth::Fixed),
        })
    }

    /// The fixed part.
    pub const fn header(&self) -> &[u8; HEADER_LEN] {
        &self.header
    }

    /// The options.
    pub const fn options(&self) -> &DhcpOptions {
        &self.options
    }

    /// The packet with what was stored in it.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.header.as_slice(), self.options.as_bytes()].concat()
    }

    fn field(tag: u32) -> Option<&'static Field> {
        FIELDS.iter().find(|field| field.tag == tag)
    }

    /// The value of a setting (`dhcppkt_fetch`). Tags above 255 are encapsulated options.
    pub fn fetch(&self, tag: u32) -> Option<&[u8]> {
        let field = Self::field(tag).and_then(|field| {
            let bytes = self.header.get(field.offset..field.offset + field.len)?;
            if field.is_address {
                return bytes.iter().any(|&byte| byte != 0).then_some(bytes);
            }
            let text = crate::number::until_nul(bytes);
            (!text.is_empty()).then_some(text)
        });
        field.or_else(|| self.options.fetch(tag))
    }

    /// Stores a setting; the empty value deletes it (`dhcppkt_store`).
    ///
    /// What has a fixed field is written there, and an option of the same meaning is deleted.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoRoomInField`] if a fixed field is too short; else as
    /// [`DhcpOptions::store`].
    pub fn store(&mut self, tag: u32, value: &[u8]) -> Result<(), SettingsError> {
        let Some(field) = Self::field(tag) else {
            return self.options.store(tag, value);
        };
        let bytes = self.header.get_mut(field.offset..field.offset + field.len);
        let bytes = bytes.filter(|bytes| value.len() <= bytes.len());
        let (start, rest) = bytes
            .map(|bytes| bytes.split_at_mut(value.len()))
            .ok_or(SettingsError::NoRoomInField)?;
        start.copy_from_slice(value);
        rest.fill(0);
        // iPXE does not look at the result.
        let _ = self.options.store(tag, &[]);
        Ok(())
    }
}
