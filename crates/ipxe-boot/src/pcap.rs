//! The DHCP messages of a boot as a capture file, for the usual tools.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use ipxe_wire::dhcp::BOOTREQUEST;

use crate::timeline::{Endpoint, Timeline, What};

/// Magic number of capture files with microseconds, and the link type of Ethernet (`pcap-savefile(5)`).
const MAGIC: u32 = 0xa1b2_c3d4;
const ETHERNET: u32 = 1;
const BROADCAST: [u8; 6] = [0xff; 6];
const IPV4: u16 = 0x0800;
const UDP: u8 = 17;
const TIME_TO_LIVE: u8 = 64;

/// A capture file with the DHCP messages of a timeline, each in an Ethernet frame. Downloads are not in it, as their packets
/// were not simulated one by one. `stations` has the servers' Ethernet addresses; times count from `start`, seconds since 1970.
#[must_use]
pub fn pcap(timeline: &Timeline, stations: &BTreeMap<Ipv4Addr, [u8; 6]>, start: u32) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(MAGIC.to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(4_u16.to_le_bytes());
    file.extend([0; 8]);
    file.extend(u32::from(u16::MAX).to_le_bytes());
    file.extend(ETHERNET.to_le_bytes());
    for entry in timeline.entries() {
        let What::Dhcp { message, payload } = &entry.what else {
            continue;
        };
        let mut client = [0; 6];
        client.copy_from_slice(&message.chaddr[..6]);
        let station = |address| {
            stations
                .get(&address)
                .copied()
                .unwrap_or([2, 0, 0, 0, 0, 0])
        };
        let (from, to) = match message.op == BOOTREQUEST {
            true if entry.to.address.is_broadcast() => (client, BROADCAST),
            true => (client, station(entry.to.address)),
            false if entry.to.address.is_broadcast() => (station(entry.from.address), BROADCAST),
            false => (station(entry.from.address), client),
        };
        let Some(packet) = datagram(entry.from, entry.to, payload) else {
            continue;
        };
        let frame = [&to[..], &from, &IPV4.to_be_bytes(), &packet].concat();
        record(&mut file, start, entry.at, &frame);
    }
    file
}

fn record(file: &mut Vec<u8>, start: u32, at: Duration, frame: &[u8]) {
    let seconds = u32::try_from(at.as_secs()).unwrap_or(u32::MAX);
    let length = u32::try_from(frame.len()).expect("an IPv4 packet is shorter than 64 KiB");
    file.extend(start.saturating_add(seconds).to_le_bytes());
    file.extend(at.subsec_micros().to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend_from_slice(frame);
}

/// An IPv4 packet with a UDP datagram (RFC 791, RFC 768); none where it is too long.
fn datagram(from: Endpoint, to: Endpoint, payload: &[u8]) -> Option<Vec<u8>> {
    let udp_length = u16::try_from(payload.len() + 8).ok()?;
    let total = udp_length.checked_add(20)?;
    let mut header = vec![0x45, 0];
    header.extend(total.to_be_bytes());
    header.extend([0, 0, 0, 0, TIME_TO_LIVE, UDP, 0, 0]);
    header.extend(from.address.octets());
    header.extend(to.address.octets());
    let sum = checksum(&header);
    header[10..12].copy_from_slice(&sum.to_be_bytes());
    header.extend(from.port?.to_be_bytes());
    header.extend(to.port?.to_be_bytes());
    header.extend(udp_length.to_be_bytes());
    // A checksum of zero is none.
    header.extend([0, 0]);
    header.extend_from_slice(payload);
    Some(header)
}

/// The checksum of a header of whole 16-bit words (RFC 1071).
fn checksum(header: &[u8]) -> u16 {
    let words = header.as_chunks::<2>().0.iter();
    let mut sum: u32 = words.map(|&word| u32::from(u16::from_be_bytes(word))).sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_their_checksum() {
        let from = Endpoint::new(Ipv4Addr::new(192, 168, 2, 1), 67);
        let to = Endpoint::new(Ipv4Addr::new(192, 168, 2, 100), 68);
        let packet = datagram(from, to, &[1, 2, 3]).expect("it is short");
        assert_eq!(packet.len(), 31);
        assert_eq!(
            checksum(&packet[..20]),
            0,
            "the sum over a right header is zero"
        );
        assert_eq!(packet[24..26], [0, 11], "length of the datagram");
    }
}
