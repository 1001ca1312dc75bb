//! The options of a request, found as dnsmasq finds them (`rfc2131.c: option_find`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{OptionFields, Packet, option};

/// Shortest option field.
const OPTIONS: usize = 240;

/// A request's packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming<'a> {
    pub(super) packet: Packet<'a>,
}

impl<'a> Incoming<'a> {
    /// The first option `code` with at least `least` bytes: in the option field, else in overloaded header
    /// fields. The magic cookie is not looked at.
    pub(super) fn option(self, code: u8, least: usize) -> Option<&'a [u8]> {
        let options = self.packet.bytes().get(OPTIONS..).unwrap_or_default();
        if let Some(found) = find(OptionFields::new(options), code, least) {
            return Some(found);
        }
        let overload = find(OptionFields::new(options), option::OVERLOAD, 1)?[0];
        let file = (overload & 1 != 0).then(|| find(self.packet.file_field(), code, least));
        let sname = || (overload & 2 != 0).then(|| find(self.packet.sname_field(), code, least));
        file.flatten().or_else(|| sname().flatten())
    }

    pub(super) fn address(self, code: u8) -> Option<Ipv4Addr> {
        address(self.option(code, 4)?)
    }

    /// The first two bytes of an option as a number.
    pub(super) fn number16(self, code: u8) -> Option<u16> {
        let bytes = self.option(code, 2)?.first_chunk()?;
        Some(u16::from_be_bytes(*bytes))
    }

    pub(super) fn number32(self, code: u8) -> Option<u32> {
        let bytes = self.option(code, 4)?.first_chunk()?;
        Some(u32::from_be_bytes(*bytes))
    }

    /// Where the end option stands, if the options are well formed up to it.
    pub(super) fn end(self) -> Option<usize> {
        let bytes = self.packet.bytes();
        let mut at = OPTIONS;
        loop {
            match *bytes.get(at)? {
                option::END => return Some(at),
                option::PAD => at += 1,
                _ => at += 2 + usize::from(*bytes.get(at + 1)?),
            }
        }
    }
}

/// A suboption with at least `least` bytes.
pub(super) fn suboption(data: &[u8], code: u8, least: usize) -> Option<&[u8]> {
    find(OptionFields::new(data), code, least)
}

/// The address that data begins with.
pub(super) fn address(data: &[u8]) -> Option<Ipv4Addr> {
    data.first_chunk()
        .map(|octets: &[u8; 4]| Ipv4Addr::from(*octets))
}

fn find<'a>(mut options: OptionFields<'a>, code: u8, least: usize) -> Option<&'a [u8]> {
    let found = options.by_ref().map_while(Result::ok);
    let mut wanted = found.filter(|(number, data)| *number == code && data.len() >= least);
    wanted.next().map(|(_, data)| data)
}
