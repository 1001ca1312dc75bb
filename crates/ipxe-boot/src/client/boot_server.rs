//! Asking PXE boot servers (`net/udp/dhcp.c: start_pxebs`).

use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use ipxe_machine::ports::{Host, SettingsUpdate};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::SettingKey;
use ipxe_settings::dhcp::{DhcpPacket, encapsulated};
use ipxe_wire::dhcp::{CLIENT_PORT, MessageType, PXE_PORT, SERVER_PORT, encode_suboptions, option};
use ipxe_wire::pxe::{BOOT_ITEM, BOOT_SERVERS, DISCOVERY_CONTROL};

use super::request::{Client, Say};
use super::session::{block, pseudo_identifier};
use super::timer::Timer;
use super::{Ended, TIMED_OUT};
use crate::segment::{Arrival, Segment};

const NO_SERVERS: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Dhcp, 0);

/// Suboption of 43 with the multicast address of boot servers.
const MULTICAST_ADDRESS: u8 = 7;
/// Bits of the discovery control (`include/ipxe/dhcp.h`).
const NO_BROADCAST: u8 = 1;
const NO_MULTICAST: u8 = 2;
const NO_UNKNOWN_SERVERS: u8 = 4;

/// The first timeout for each server (`config/dhcp.h: PXEBS_START_TIMEOUT_SEC`).
const FIRST: Duration = Duration::from_secs(1);
/// How long each server is tried (`PXEBS_MAX_TIMEOUT_SEC`).
const EACH: Duration = Duration::from_secs(3);

/// The servers that are tried, in order, and the only ones whose answers are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempts {
    servers: Vec<Ipv4Addr>,
    accepted: Option<Vec<Ipv4Addr>>,
}

/// Which servers are tried for a type.
///
/// # Errors
/// Where there are none.
pub(crate) fn attempts(host: &Host<'_>, server_type: u16) -> Result<Attempts, ErrorId> {
    let settings = host.settings;
    let fetch = |code: u8| {
        let key = SettingKey::dhcp(encapsulated(43, code));
        let fetched = settings.fetch(settings.root(), key).ok()?;
        Some(fetched.value.to_vec())
    };
    let control = fetch(DISCOVERY_CONTROL).unwrap_or_default();
    let control = control.last().copied().unwrap_or(0);
    let mut servers = Vec::new();
    if control & NO_MULTICAST == 0
        && let Some(octets) = fetch(MULTICAST_ADDRESS).and_then(|raw| <[u8; 4]>::try_from(raw).ok())
        && octets != [0; 4]
    {
        servers.push(Ipv4Addr::from(octets));
    }
    if control & NO_BROADCAST == 0 {
        servers.push(Ipv4Addr::BROADCAST);
    }
    let listed = listed(&fetch(BOOT_SERVERS).unwrap_or_default(), server_type);
    servers.extend(&listed);
    if servers.is_empty() {
        return Err(NO_SERVERS);
    }
    let accepted = (control & NO_UNKNOWN_SERVERS != 0).then_some(listed);
    Ok(Attempts { servers, accepted })
}

/// The listed servers of a type (`pxebs_list`). iPXE keeps the type as it is in memory, low byte first.
fn listed(list: &[u8], server_type: u16) -> Vec<Ipv4Addr> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some((&[low, high, count], after)) = rest.split_first_chunk::<3>() {
        let Some((addresses, after)) = after.split_at_checked(usize::from(count) * 4) else {
            break;
        };
        if u16::from_le_bytes([low, high]) == server_type {
            let addresses = addresses.as_chunks::<4>().0.iter();
            found.extend(addresses.map(|&octets| Ipv4Addr::from(octets)));
        }
        rest = after;
    }
    found
}

/// Asks one server after the other for a type.
pub(crate) fn find_boot_server(
    segment: &mut Segment,
    host: &Host<'_>,
    interface: &[u8],
    server_type: u16,
    attempts: &Attempts,
    began: Duration,
) -> Ended<Vec<SettingsUpdate>> {
    let client = Client { host, interface };
    let own = client.address();
    let mut now = began;
    let (mut count, mut packets) = (0_u16, (0, 0));
    let mut arrivals: Vec<Arrival> = Vec::new();
    let item = [server_type.to_le_bytes(), [0, 0]].concat();
    for &server in &attempts.servers {
        let start = now;
        let mut timer = Timer::new(now, FIRST);
        loop {
            arrivals.sort_by_key(|arrival| arrival.at);
            if arrivals
                .first()
                .is_some_and(|arrival| arrival.at <= timer.expires)
            {
                let arrival = arrivals.remove(0);
                packets.1 += 1;
                if let Some(packet) = accept(&arrival, &client, &item, attempts) {
                    return Ended {
                        after: arrival.at.saturating_sub(began),
                        result: Ok(vec![block(b"", b"pxebs", packet)]),
                        packets,
                    };
                }
                continue;
            }
            now = timer.expires;
            if !timer.expire() {
                break;
            }
            count += 1;
            if now.saturating_sub(start) > EACH {
                break;
            }
            timer.restart(now);
            let mut message = client.message(Say {
                kind: MessageType::REQUEST,
                xid: 0,
                secs: count << 2,
                own,
            });
            let vendor = encode_suboptions([(BOOT_ITEM, item.as_slice())], true);
            message.options.push(option::VENDOR_ENCAPSULATED, vendor);
            let port = if server.is_broadcast() {
                SERVER_PORT
            } else {
                PXE_PORT
            };
            let (from, to) = (
                SocketAddrV4::new(own, CLIENT_PORT),
                SocketAddrV4::new(server, port),
            );
            packets.0 += 1;
            arrivals.extend(segment.send(now, from, to, &message.encode()));
        }
    }
    Ended {
        after: now.saturating_sub(began),
        result: Err(TIMED_OUT),
        packets,
    }
}

/// The packet of an answer that is taken (`dhcp_pxebs_rx`).
fn accept(
    arrival: &Arrival,
    client: &Client<'_>,
    item: &[u8],
    attempts: &Attempts,
) -> Option<DhcpPacket> {
    let packet = DhcpPacket::new(&arrival.payload)?;
    let told = packet
        .fetch(encapsulated(43, BOOT_ITEM))
        .unwrap_or_default();
    let told = told.get(..2).unwrap_or(&[0, 0]);
    let server = pseudo_identifier(arrival);
    let is_accepted = |accepted: &Vec<Ipv4Addr>| accepted.contains(&server);
    let is_taken = arrival.message.xid == 0
        && arrival.message.hardware_address() == client.mac()
        && matches!(arrival.from.port(), SERVER_PORT | PXE_PORT)
        && arrival.message.message_type() == Some(MessageType::ACK)
        && item.starts_with(told)
        && attempts.accepted.as_ref().is_none_or(is_accepted);
    is_taken.then_some(packet)
}
