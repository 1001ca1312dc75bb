//! A block of DHCP options in wire format (`net/dhcpopts.c`).
//!
//! The bytes come from the network and are never trusted: missing end markers and lengths that
//! reach beyond the block end the search. Options split over several instances (RFC 3396) are not
//! joined; the first instance counts, as in iPXE.

use crate::error::SettingsError;

/// Padding (RFC 2132).
pub const OPTION_PAD: u8 = 0;
/// End of the options (RFC 2132).
pub const OPTION_END: u8 = 255;

/// Tag and length byte.
const HEADER_LEN: usize = 2;
/// Greatest length that the length byte can hold; iPXE compares it with the length including the
/// header, so a value has at most 253 bytes.
const MAX_LEN: usize = 255;
/// Highest tag that counts as a DHCP option: 254 encapsulated in 254.
const MAX_TAG: u32 = 0xfefe;

/// Whether a tag can be a DHCP option at all (`dhcpopt_applies`).
pub const fn tag_applies(tag: u32) -> bool {
    tag != 0 && tag <= MAX_TAG
}

/// Whether a block of options can grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Growth {
    /// It keeps the length that it was made with, as in a packet (`dhcpopt_no_realloc`).
    Fixed,
    /// It grows and shrinks as needed up to this length in bytes, as in non-volatile storage.
    UpTo(usize),
}

/// A block of DHCP options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DhcpOptions {
    data: Vec<u8>,
    used: usize,
    growth: Growth,
}

/// Where an option was found.
struct Found {
    offset: usize,
    /// Offset of the option that it is encapsulated in.
    encapsulator: Option<usize>,
}

/// Where an option was looked for in vain.
struct Missing {
    /// Offset of the option that it would be encapsulated in.
    encapsulator: Option<usize>,
}

impl DhcpOptions {
    /// Takes a block of options; zeros are padding (`dhcpopt_init`).
    ///
    /// Everything up to the last byte that is not padding counts as used, whatever stands before.
    pub fn new(data: Vec<u8>, growth: Growth) -> Self {
        let mut options = Self {
            data,
            used: 0,
            growth,
        };
        options.update_used();
        options
    }

    /// The options without the padding behind them.
    pub fn used(&self) -> &[u8] {
        self.data.get(..self.used).unwrap_or(&self.data)
    }

    /// The whole block.
    pub fn as_bytes(&self) -> &[u8] {
        &self.data
    }

    /// `dhcpopt_update_used_len`.
    fn update_used(&mut self) {
        self.used = 0;
        let mut offset = 0;
        while offset < self.data.len() {
            let len = self.option_len(offset, self.data.len() - offset);
            if offset + len > self.data.len() {
                break;
            }
            offset += len;
            if self.at(offset - len) != OPTION_PAD {
                self.used = offset;
            }
        }
    }

    /// The byte at an offset; zero beyond the block, where iPXE would read foreign memory.
    fn at(&self, offset: usize) -> u8 {
        self.data.get(offset).copied().unwrap_or(0)
    }

    /// Length of the option at `offset` with its header (`dhcp_option_len`).
    fn option_len(&self, offset: usize, remaining: usize) -> usize {
        if matches!(self.at(offset), OPTION_PAD | OPTION_END) || remaining < HEADER_LEN {
            1
        } else {
            usize::from(self.at(offset + 1)) + HEADER_LEN
        }
    }

    /// `find_dhcp_option_with_encap`.
    fn find(&self, tag: u32) -> Result<Found, Missing> {
        let mut missing = Missing { encapsulator: None };
        if tag == u32::from(OPTION_PAD) {
            return Err(missing);
        }
        let mut tag = tag;
        let mut offset = 0;
        let mut remaining = self.used;
        while remaining > 0 {
            let len = self.option_len(offset, remaining);
            if len > remaining {
                break;
            }
            remaining -= len;
            let option = u32::from(self.at(offset));
            if option == tag {
                return Ok(Found {
                    offset,
                    encapsulator: missing.encapsulator,
                });
            }
            if option == u32::from(OPTION_END) {
                break;
            }
            if tag > 0xff && option == tag >> 8 && len >= HEADER_LEN {
                missing.encapsulator = Some(offset);
                tag &= 0xff;
                remaining = len - HEADER_LEN;
                offset += HEADER_LEN;
            } else {
                offset += len;
            }
        }
        Err(missing)
    }

    /// The value of the first option with this tag (`dhcpopt_fetch`). Tags above 255 are
    /// encapsulated options.
    pub fn fetch(&self, tag: u32) -> Option<&[u8]> {
        let found = self.find(tag).ok()?;
        let start = found.offset + HEADER_LEN;
        let end = start + usize::from(self.at(found.offset + 1));
        let start = start.min(self.data.len());
        self.data.get(start..end.min(self.data.len()))
    }

    /// Stores an option, or deletes it if the value is empty (`dhcpopt_store`).
    ///
    /// Encapsulating options are created and deleted as needed. Deleting an encapsulated option
    /// that does not exist needs room for its encapsulator for a moment, and can fail.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoRoomForOption`] if the value is longer than 253 bytes or the block (or
    /// the encapsulating option) is full; [`SettingsError::PadOption`] for tag 0. The option keeps
    /// the value that it had.
    pub fn store(&mut self, tag: u32, value: &[u8]) -> Result<(), SettingsError> {
        self.set(tag, value).map(|_| ())
    }

    /// `set_dhcp_option`; returns the offset of the option.
    fn set(&mut self, tag: u32, value: &[u8]) -> Result<usize, SettingsError> {
        if tag == u32::from(OPTION_PAD) {
            return Err(SettingsError::PadOption);
        }
        let creation = self
            .find(u32::from(OPTION_END))
            .map_or(self.used, |end| end.offset);
        let (offset, mut encapsulator) = match self.find(tag) {
            Ok(found) => (Some(found.offset), found.encapsulator),
            Err(missing) => (None, missing.encapsulator),
        };
        let old_len = offset.map_or(0, |offset| {
            self.option_len(offset, self.used.saturating_sub(offset))
        });
        let mut creation = creation;
        if tag > 0xff {
            let container = match encapsulator {
                Some(container) => container,
                // The encapsulating option has no encapsulator itself, so this goes one deep.
                None => self.set(tag >> 8, &[OPTION_END])?,
            };
            encapsulator = Some(container);
            creation = container + HEADER_LEN;
        }
        let offset = offset.unwrap_or(creation);
        let new_len = if value.is_empty() {
            0
        } else {
            value.len() + HEADER_LEN
        };
        self.resize(offset, encapsulator, old_len, new_len)?;
        if !value.is_empty() {
            self.put(offset, tag as u8);
            self.put(offset + 1, value.len() as u8);
            let start = offset + HEADER_LEN;
            if let Some(target) = self.data.get_mut(start..start + value.len()) {
                target.copy_from_slice(value);
            }
        }
        if let Some(container) = encapsulator
            && self.at(container + 1) <= 1
        {
            // Nothing but the end marker is left in it. Making the block shorter cannot fail.
            let _ = self.set(tag >> 8, &[]);
        }
        Ok(offset)
    }

    fn put(&mut self, offset: usize, byte: u8) {
        if let Some(target) = self.data.get_mut(offset) {
            *target = byte;
        }
    }

    /// `resize_dhcp_option`; lengths include the header.
    fn resize(
        &mut self,
        offset: usize,
        encapsulator: Option<usize>,
        old_len: usize,
        new_len: usize,
    ) -> Result<(), SettingsError> {
        if new_len > MAX_LEN {
            return Err(SettingsError::NoRoomForOption);
        }
        // A malformed option can claim to be longer than the block.
        let new_used = (self.used + new_len).saturating_sub(old_len);
        if new_used > self.data.len() {
            match self.growth {
                Growth::UpTo(limit) if new_used <= limit => self.data.resize(new_used, 0),
                _ => return Err(SettingsError::NoRoomForOption),
            }
        }
        if let Some(container) = encapsulator {
            let container_len =
                (usize::from(self.at(container + 1)) + new_len).wrapping_sub(old_len);
            if container_len > MAX_LEN {
                return Err(SettingsError::NoRoomForOption);
            }
            self.put(container + 1, container_len as u8);
        }
        self.used = new_used;
        let source = (offset + old_len).min(self.data.len());
        let tail = new_used
            .saturating_sub(offset + new_len)
            .min(self.data.len() - source);
        self.data
            .copy_within(source..source + tail, offset + new_len);
        if matches!(self.growth, Growth::UpTo(_)) {
            self.data.truncate(new_used);
        }
        Ok(())
    }
}
