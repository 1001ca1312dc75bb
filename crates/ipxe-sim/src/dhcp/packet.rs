//! DHCP packets (RFC 2131, RFC 2132).

use std::net::Ipv4Addr;

/// Message types of RFC 2132.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    Offer = 2,
    Ack = 5,
    Nak = 6,
}

impl Message {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Offer => "DHCPOFFER",
            Self::Ack => "DHCPACK",
            Self::Nak => "DHCPNAK",
        }
    }
}

/// What the fixed part of a reply says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a> {
    pub(super) xid: u32,
    pub(super) client: &'a [u8],
    pub(super) your_address: Ipv4Addr,
    pub(super) next_server: Ipv4Addr,
    pub(super) file: &'a [u8],
}

/// The shortest packet that servers send (RFC 951).
const MINIMUM: usize = 300;

/// Puts a reply together. Options are in the order given.
pub(super) fn reply(head: Head<'_>, options: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut packet = vec![0; 236];
    packet[..4].copy_from_slice(&[2, 1, head.client.len().min(16) as u8, 0]);
    packet[4..8].copy_from_slice(&head.xid.to_be_bytes());
    packet[16..20].copy_from_slice(&head.your_address.octets());
    packet[20..24].copy_from_slice(&head.next_server.octets());
    let client = &head.client[..head.client.len().min(16)];
    packet[28..28 + client.len()].copy_from_slice(client);
    let file = &head.file[..head.file.len().min(127)];
    packet[108..108 + file.len()].copy_from_slice(file);
    packet.extend([99, 130, 83, 99]);
    for (tag, value) in options {
        // Longer values are split (RFC 3396).
        for part in value.chunks(255) {
            packet.extend([*tag, part.len() as u8]);
            packet.extend_from_slice(part);
        }
    }
    packet.push(255);
    packet.resize(packet.len().max(MINIMUM), 0);
    packet
}
