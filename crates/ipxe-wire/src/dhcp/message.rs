//! A whole message as a plain value.

use std::net::Ipv4Addr;

use super::{DecodeError, Layout, Malformed, Options, Packet, option};

/// `op` of what clients send.
pub const BOOTREQUEST: u8 = 1;
/// `op` of what servers send.
pub const BOOTREPLY: u8 = 2;
/// The flag that asks for broadcast answers.
pub const BROADCAST_FLAG: u16 = 0x8000;

/// Data of option 53.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageType(pub u8);

impl MessageType {
    /// A client looks for servers.
    pub const DISCOVER: Self = Self(1);
    /// A server offers an address.
    pub const OFFER: Self = Self(2);
    /// A client takes an offer, or asks for an address it had.
    pub const REQUEST: Self = Self(3);
    /// A client found the address in use.
    pub const DECLINE: Self = Self(4);
    /// A server confirms.
    pub const ACK: Self = Self(5);
    /// A server refuses.
    pub const NAK: Self = Self(6);
    /// A client gives its address back.
    pub const RELEASE: Self = Self(7);
    /// A client that has an address asks for options.
    pub const INFORM: Self = Self(8);

    /// Its name without "DHCP", or none for numbers above 8 and 0.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "DISCOVER",
            2 => "OFFER",
            3 => "REQUEST",
            4 => "DECLINE",
            5 => "ACK",
            6 => "NAK",
            7 => "RELEASE",
            8 => "INFORM",
            _ => return None,
        })
    }
}

/// A message with its options resolved: long ones joined, overloaded fields emptied.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// [`BOOTREQUEST`] or [`BOOTREPLY`].
    pub op: u8,
    /// Type of the hardware address; 1 is Ethernet.
    pub htype: u8,
    /// Length of the hardware address; received packets may say more than 16.
    pub hlen: u8,
    /// Number of relays passed.
    pub hops: u8,
    /// Transaction identifier.
    pub xid: u32,
    /// Seconds since the client began.
    pub secs: u16,
    /// Flags; see [`BROADCAST_FLAG`].
    pub flags: u16,
    /// The client's own address.
    pub ciaddr: Ipv4Addr,
    /// The address given to the client.
    pub yiaddr: Ipv4Addr,
    /// The next server.
    pub siaddr: Ipv4Addr,
    /// The relay.
    pub giaddr: Ipv4Addr,
    /// Field of the hardware address.
    pub chaddr: [u8; 16],
    /// Field of the server's name.
    pub sname: [u8; 64],
    /// Field of the boot file.
    pub file: [u8; 128],
    /// Whether the magic cookie is there. Without it [`Self::options`] is empty.
    pub cookie: bool,
    /// Options, without end and padding.
    pub options: Options,
}

impl Message {
    /// An empty request of the Ethernet address `mac`.
    #[must_use]
    pub fn request(mac: [u8; 6]) -> Self {
        let mut chaddr = [0; 16];
        chaddr[..6].copy_from_slice(&mac);
        Self {
            op: BOOTREQUEST,
            htype: 1,
            hlen: 6,
            hops: 0,
            xid: 0,
            secs: 0,
            flags: 0,
            ciaddr: Ipv4Addr::UNSPECIFIED,
            yiaddr: Ipv4Addr::UNSPECIFIED,
            siaddr: Ipv4Addr::UNSPECIFIED,
            giaddr: Ipv4Addr::UNSPECIFIED,
            chaddr,
            sname: [0; 64],
            file: [0; 128],
            cookie: true,
            options: Options::new(),
        }
    }

    /// Reads a message. Repeated options are joined in the order option field, file, sname (RFC 3396).
    ///
    /// # Errors
    ///
    /// Where the bytes are too short or an option leads beyond the end of its field.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (message, malformed) = Self::decode_leniently(bytes)?;
        match malformed {
            None => Ok(message),
            Some(malformed) => Err(malformed.into()),
        }
    }

    /// Reads a message as far as it is well formed: each field up to the first malformed option,
    /// which is returned beside it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Short`].
    pub fn decode_leniently(bytes: &[u8]) -> Result<(Self, Option<Malformed>), DecodeError> {
        let packet = Packet::new(bytes)?;
        let mut options = Options::new();
        let mut malformed = None;
        let overload = packet.overload();
        let fields = [
            Some(packet.option_field()),
            (overload & 1 != 0).then(|| packet.file_field()),
            (overload & 2 != 0).then(|| packet.sname_field()),
        ];
        for found in fields.into_iter().flatten().flatten() {
            match found {
                Ok((option::OVERLOAD, [1..=3])) => {}
                Ok((code, data)) => options.join(code, data),
                Err(bad) => malformed = malformed.or(Some(bad)),
            }
        }
        let unless = |bit: u8| overload & bit == 0;
        let message = Self {
            op: packet.op(),
            htype: packet.htype(),
            hlen: packet.hlen(),
            hops: packet.hops(),
            xid: packet.xid(),
            secs: packet.secs(),
            flags: packet.flags(),
            ciaddr: packet.ciaddr(),
            yiaddr: packet.yiaddr(),
            siaddr: packet.siaddr(),
            giaddr: packet.giaddr(),
            chaddr: packet.chaddr_field(),
            sname: if unless(2) { packet.sname() } else { [0; 64] },
            file: if unless(1) { packet.file() } else { [0; 128] },
            cookie: packet.has_cookie(),
            options,
        };
        Ok((message, malformed))
    }

    /// Writes the message without a limit, padded to nothing: see [`Layout`] for more.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Layout::unlimited().emit_all(self)
    }

    /// The hardware address: as much of the field as `hlen` says.
    #[must_use]
    pub fn hardware_address(&self) -> &[u8] {
        &self.chaddr[..usize::from(self.hlen).min(16)]
    }

    /// Option 53, where it is there and has one byte.
    #[must_use]
    pub fn message_type(&self) -> Option<MessageType> {
        match self.options.get(option::MESSAGE_TYPE) {
            Some(&[number]) => Some(MessageType(number)),
            _ => None,
        }
    }

    /// The server's name up to its first zero.
    #[must_use]
    pub fn server_name(&self) -> &[u8] {
        up_to_zero(&self.sname)
    }

    /// The boot file up to its first zero.
    #[must_use]
    pub fn boot_file(&self) -> &[u8] {
        up_to_zero(&self.file)
    }

    /// Puts `name` into the field of the server's name, cut to `limit` bytes.
    pub fn set_server_name(&mut self, name: &[u8], limit: usize) {
        fill(&mut self.sname, name, limit);
    }

    /// Puts `name` into the field of the boot file, cut to `limit` bytes.
    pub fn set_boot_file(&mut self, name: &[u8], limit: usize) {
        fill(&mut self.file, name, limit);
    }
}

fn up_to_zero(field: &[u8]) -> &[u8] {
    let length = field.iter().position(|&byte| byte == 0);
    &field[..length.unwrap_or(field.len())]
}

fn fill(field: &mut [u8], name: &[u8], limit: usize) {
    let length = name.len().min(limit).min(field.len());
    field.fill(0);
    field[..length].copy_from_slice(&name[..length]);
}
