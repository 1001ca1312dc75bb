//! How options are laid out in a packet: splitting, overloading, limits and padding.

use thiserror::Error;

use super::packet::{FIXED_LEN, MAGIC_COOKIE};
use super::{DhcpOption, Message, option};

/// A part of a packet that carries options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// The option field, after the magic cookie.
    Options,
    /// The header field of the boot file.
    File,
    /// The header field of the server's name.
    ServerName,
}

/// Limits of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Shortest packet; zeros fill it up.
    pub minimum: usize,
    /// Longest packet, or none for no limit.
    pub maximum: Option<usize>,
    /// Whether the header fields may take options that do not fit otherwise (RFC 2132, 9.3).
    /// Only fields that are empty in the message are used.
    pub overload: bool,
}

/// A packet, and the options that had no place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emission {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Numbers of the options left out, in their order.
    pub left_out: Vec<u8>,
}

/// Why a message cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EncodeError {
    /// Some options have no place.
    #[error("no room for options {0:?}")]
    NoRoom(Vec<u8>),
}

impl Layout {
    /// No limits at all.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self {
            minimum: 0,
            maximum: None,
            overload: false,
        }
    }

    /// Writes `message`.
    ///
    /// # Errors
    ///
    /// Where not all options have a place.
    pub fn encode(&self, message: &Message) -> Result<Vec<u8>, EncodeError> {
        let emission = self.emit(message);
        if emission.left_out.is_empty() {
            return Ok(emission.bytes);
        }
        Err(EncodeError::NoRoom(emission.left_out))
    }

    /// Writes `message` with as many of its options as there is room for, in their order.
    ///
    /// Options longer than 255 bytes are split into consecutive ones (RFC 3396). An option goes
    /// whole into the first area that has room for it.
    #[must_use]
    pub fn emit(&self, message: &Message) -> Emission {
        let mut bytes = header(message);
        if !message.cookie {
            bytes.resize(bytes.len().max(self.minimum), 0);
            return Emission {
                bytes,
                left_out: message.options.iter().map(|option| option.code).collect(),
            };
        }
        bytes.extend_from_slice(&MAGIC_COOKIE);
        let mut areas = Areas::new(self, message);
        let left_out = areas.place(message);
        areas.write(&mut bytes);
        bytes.resize(bytes.len().max(self.minimum), 0);
        Emission { bytes, left_out }
    }

    /// Writes `message` where nothing limits it.
    pub(super) fn emit_all(self, message: &Message) -> Vec<u8> {
        debug_assert!(self.maximum.is_none());
        self.emit(message).bytes
    }
}

fn header(message: &Message) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FIXED_LEN + 64);
    bytes.extend([message.op, message.htype, message.hlen, message.hops]);
    bytes.extend(message.xid.to_be_bytes());
    bytes.extend(message.secs.to_be_bytes());
    bytes.extend(message.flags.to_be_bytes());
    for address in [
        message.ciaddr,
        message.yiaddr,
        message.siaddr,
        message.giaddr,
    ] {
        bytes.extend(address.octets());
    }
    bytes.extend(message.chaddr);
    bytes.extend(message.sname);
    bytes.extend(message.file);
    bytes
}

/// Length of an option in a packet, with the heads of all its parts.
fn encoded_len(option: &DhcpOption) -> usize {
    option.data.len() + 2 * option.data.len().div_ceil(255).max(1)
}

fn write_option(into: &mut Vec<u8>, option: &DhcpOption) {
    let mut rest = option.data.as_slice();
    loop {
        let (part, after) = rest.split_at(rest.len().min(255));
        into.push(option.code);
        into.push(u8::try_from(part.len()).expect("a part has at most 255 bytes"));
        into.extend_from_slice(part);
        rest = after;
        if rest.is_empty() {
            return;
        }
    }
}

/// What goes where. Room is counted without the end option of each area.
struct Areas {
    options: Vec<u8>,
    file: Vec<u8>,
    sname: Vec<u8>,
    room: [usize; 3],
}

impl Areas {
    fn new(layout: &Layout, message: &Message) -> Self {
        let total: usize = message.options.iter().map(encoded_len).sum();
        let used = FIXED_LEN + MAGIC_COOKIE.len() + 1;
        let maximum = layout.maximum.unwrap_or(usize::MAX);
        let room = maximum.saturating_sub(used);
        let mut rooms = [room, 0, 0];
        if layout.overload && total > room {
            // The overload option itself takes three bytes.
            rooms[0] = room.saturating_sub(3);
            rooms[1] = if message.file[0] == 0 { 127 } else { 0 };
            rooms[2] = if message.sname[0] == 0 { 63 } else { 0 };
        }
        Self {
            options: Vec::with_capacity(total.min(room)),
            file: Vec::new(),
            sname: Vec::new(),
            room: rooms,
        }
    }

    fn place(&mut self, message: &Message) -> Vec<u8> {
        let mut left_out = Vec::new();
        for option in message.options.iter() {
            let length = encoded_len(option);
            let places = [&mut self.options, &mut self.file, &mut self.sname];
            let mut rooms = places.into_iter().zip(&self.room);
            match rooms.find(|(area, room)| area.len() + length <= **room) {
                Some((area, _)) => write_option(area, option),
                None => left_out.push(option.code),
            }
        }
        left_out
    }

    fn write(self, bytes: &mut Vec<u8>) {
        let said = u8::from(!self.file.is_empty()) | u8::from(!self.sname.is_empty()) << 1;
        if said != 0 {
            bytes.extend([option::OVERLOAD, 1, said]);
        }
        bytes.extend(self.options);
        bytes.push(option::END);
        for (area, at) in [(self.sname, 44), (self.file, 108)] {
            if !area.is_empty() {
                bytes[at..at + area.len()].copy_from_slice(&area);
                bytes[at + area.len()] = option::END;
            }
        }
    }
}
