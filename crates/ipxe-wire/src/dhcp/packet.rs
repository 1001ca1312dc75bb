//! The checked view of received bytes.

use std::net::Ipv4Addr;

use thiserror::Error;

use super::option;

/// Length of the header before the magic cookie.
pub const FIXED_LEN: usize = 236;
/// What options start with.
pub const MAGIC_COOKIE: [u8; 4] = [99, 130, 83, 99];

const SNAME: std::ops::Range<usize> = 44..108;
const FILE: std::ops::Range<usize> = 108..FIXED_LEN;

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Shorter than the fixed header.
    #[error("{0} bytes are too short for a BOOTP header of {FIXED_LEN} bytes")]
    Short(usize),
    /// An option's length leads beyond the end of its field.
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

/// An option whose length leads beyond the end of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("option {code} at byte {at} leads beyond the end of its field")]
pub struct Malformed {
    /// Number of the option.
    pub code: u8,
    /// Offset of the option in its field.
    pub at: usize,
}

/// Bytes that are long enough for the fixed header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Looks at `bytes` as a message.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Short`]; nothing else is checked.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.len() < FIXED_LEN {
            return Err(DecodeError::Short(bytes.len()));
        }
        Ok(Self { bytes })
    }

    /// All bytes.
    #[must_use]
    pub const fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// 1 for requests, 2 for replies.
    #[must_use]
    pub const fn op(self) -> u8 {
        self.bytes[0]
    }

    /// Type of the hardware address; 1 is Ethernet.
    #[must_use]
    pub const fn htype(self) -> u8 {
        self.bytes[1]
    }

    /// Length of the hardware address, as the packet says it: may be more than 16.
    #[must_use]
    pub const fn hlen(self) -> u8 {
        self.bytes[2]
    }

    /// Number of relays passed.
    #[must_use]
    pub const fn hops(self) -> u8 {
        self.bytes[3]
    }

    /// Transaction identifier.
    #[must_use]
    pub fn xid(self) -> u32 {
        u32::from_be_bytes(self.array(4))
    }

    /// Seconds since the client began.
    #[must_use]
    pub fn secs(self) -> u16 {
        u16::from_be_bytes(self.array(8))
    }

    /// Flags; the highest bit asks for broadcast answers.
    #[must_use]
    pub fn flags(self) -> u16 {
        u16::from_be_bytes(self.array(10))
    }

    /// The client's own address.
    #[must_use]
    pub fn ciaddr(self) -> Ipv4Addr {
        self.address(12)
    }

    /// The address given to the client.
    #[must_use]
    pub fn yiaddr(self) -> Ipv4Addr {
        self.address(16)
    }

    /// The next server.
    #[must_use]
    pub fn siaddr(self) -> Ipv4Addr {
        self.address(20)
    }

    /// The relay.
    #[must_use]
    pub fn giaddr(self) -> Ipv4Addr {
        self.address(24)
    }

    /// The field of the hardware address, all of its 16 bytes.
    #[must_use]
    pub fn chaddr_field(self) -> [u8; 16] {
        self.array(28)
    }

    /// The hardware address: as much of the field as `hlen` says.
    #[must_use]
    pub fn chaddr(self) -> &'a [u8] {
        &self.bytes[28..28 + usize::from(self.hlen()).min(16)]
    }

    /// The field of the server's name.
    #[must_use]
    pub fn sname(self) -> [u8; 64] {
        self.array(SNAME.start)
    }

    /// The field of the boot file.
    #[must_use]
    pub fn file(self) -> [u8; 128] {
        self.array(FILE.start)
    }

    /// Whether the magic cookie is there: without it there are no options.
    #[must_use]
    pub fn has_cookie(self) -> bool {
        self.bytes[FIXED_LEN..].starts_with(&MAGIC_COOKIE)
    }

    /// The options of the option field alone, up to its end option.
    #[must_use]
    pub fn option_field(self) -> OptionFields<'a> {
        let options = match self.bytes[FIXED_LEN..].strip_prefix(&MAGIC_COOKIE) {
            Some(options) if self.has_cookie() => options,
            _ => &[],
        };
        OptionFields::new(options)
    }

    /// The options in the header field of the boot file, whether or not the packet says that there are any.
    #[must_use]
    pub fn file_field(self) -> OptionFields<'a> {
        OptionFields::new(&self.bytes[FILE])
    }

    /// The options in the header field of the server's name, likewise.
    #[must_use]
    pub fn sname_field(self) -> OptionFields<'a> {
        OptionFields::new(&self.bytes[SNAME])
    }

    /// Which header fields carry options (RFC 2132, 9.3): bit 0 the boot file, bit 1 the server's name.
    #[must_use]
    pub fn overload(self) -> u8 {
        let said = |(code, data): &(u8, &[u8])| *code == option::OVERLOAD && data.len() == 1;
        let mut options = self.option_field().map_while(Result::ok);
        options.find(said).map_or(0, |(_, data)| data[0] & 3)
    }

    fn address(self, at: usize) -> Ipv4Addr {
        Ipv4Addr::from(self.array::<4>(at))
    }

    fn array<const N: usize>(self, at: usize) -> [u8; N] {
        let mut array = [0; N];
        array.copy_from_slice(&self.bytes[at..at + N]);
        array
    }
}

/// The options of one field in their order: number and data. Stops after what is malformed.
#[derive(Clone, Debug)]
pub struct OptionFields<'a> {
    field: &'a [u8],
    at: usize,
}

impl<'a> OptionFields<'a> {
    /// The options in `field`, which has neither magic cookie nor header.
    #[must_use]
    pub const fn new(field: &'a [u8]) -> Self {
        Self { field, at: 0 }
    }
}

impl<'a> Iterator for OptionFields<'a> {
    type Item = Result<(u8, &'a [u8]), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let at = self.at;
            let code = *self.field.get(at)?;
            self.at += 1;
            match code {
                option::PAD => {}
                option::END => {
                    self.at = self.field.len();
                    return None;
                }
                code => {
                    let length = self.field.get(at + 1).map(|&length| usize::from(length));
                    let data = length.and_then(|length| self.field.get(at + 2..at + 2 + length));
                    let Some(data) = data else {
                        self.at = self.field.len();
                        return Some(Err(Malformed { code, at }));
                    };
                    self.at = at + 2 + data.len();
                    return Some(Ok((code, data)));
                }
            }
        }
    }
}
