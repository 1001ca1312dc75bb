//! The DHCP server of a scenario.

use std::net::{IpAddr, Ipv4Addr};

use super::Leases;
use super::packet::{Head, Message, reply};
use crate::scenario::ServerSpec;
use crate::scenario::content::{Bytes, Content};
use crate::scenario::quantity::Mac;
use crate::scenario::server::{DhcpSpec, OptionValue};

/// Time of a lease in seconds, unless option 51 is given.
const LEASE: u32 = 86_400;

/// What a server is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    pub(super) xid: u32,
    /// The client's link-layer address.
    pub(super) client: &'a [u8],
    /// The server and the address that the client has chosen, if it has.
    pub(super) request: Option<(Ipv4Addr, Ipv4Addr)>,
}

/// What a server answers: the kind of message and the packet.
pub(super) type Answer = (Message, Vec<u8>);

/// What the server answers, if anything.
pub(super) fn answer(
    index: usize,
    server: &ServerSpec,
    dhcp: &DhcpSpec,
    leases: &mut Leases,
    question: Question<'_>,
) -> Option<Answer> {
    let own = server
        .address
        .all()
        .iter()
        .find_map(|address| match address {
            IpAddr::V4(address) => Some(*address),
            IpAddr::V6(_) => None,
        })?;
    if dhcp.proxy {
        // A ProxyDHCP server offers no address and hears no requests.
        return question.request.is_none().then(|| {
            let mut options = vec![(60, b"PXEClient".to_vec())];
            options.extend(extra_options(dhcp));
            (
                Message::Offer,
                message(
                    Message::Offer,
                    own,
                    Ipv4Addr::UNSPECIFIED,
                    dhcp,
                    options,
                    question,
                ),
            )
        });
    }
    let address = lease(index, dhcp, leases, question.client)?;
    let kind = match question.request {
        None => Message::Offer,
        Some((chosen, _)) if chosen != own => return None,
        Some((_, wanted)) if dhcp.refuse || wanted != address => Message::Nak,
        Some(_) => Message::Ack,
    };
    if kind == Message::Nak {
        let none = Ipv4Addr::UNSPECIFIED;
        return Some((kind, message(kind, own, none, dhcp, Vec::new(), question)));
    }
    let mut options = vec![(51, LEASE.to_be_bytes().to_vec())];
    let mut add = |tag: u8, value: Option<Vec<u8>>| options.extend(value.map(|value| (tag, value)));
    let octets = |address: Ipv4Addr| address.octets().to_vec();
    add(1, dhcp.netmask.map(octets));
    add(3, dhcp.gateway.map(octets));
    let servers: Vec<u8> = dhcp
        .dns
        .iter()
        .flat_map(|address| address.octets())
        .collect();
    add(6, (!servers.is_empty()).then_some(servers));
    let text = |text: &String| text.clone().into_bytes();
    add(12, dhcp.hostname.as_ref().map(text));
    add(15, dhcp.domain.as_ref().map(text));
    add(17, dhcp.root_path.as_ref().map(text));
    for (tag, value) in extra_options(dhcp) {
        options.retain(|(known, _)| *known != tag);
        options.push((tag, value));
    }
    Some((kind, message(kind, own, address, dhcp, options, question)))
}

fn message(
    kind: Message,
    own: Ipv4Addr,
    address: Ipv4Addr,
    dhcp: &DhcpSpec,
    options: Vec<(u8, Vec<u8>)>,
    question: Question<'_>,
) -> Vec<u8> {
    let mut all = vec![(53, vec![kind as u8]), (54, own.octets().to_vec())];
    all.extend(options);
    let head = Head {
        xid: question.xid,
        client: question.client,
        your_address: address,
        next_server: dhcp.next_server.unwrap_or(Ipv4Addr::UNSPECIFIED),
        file: dhcp.filename.as_deref().unwrap_or_default().as_bytes(),
    };
    reply(head, &all)
}

/// The address for a client: the one that is reserved for it, the one that it had, or the next one.
fn lease(index: usize, dhcp: &DhcpSpec, leases: &mut Leases, client: &[u8]) -> Option<Ipv4Addr> {
    let is_client = |host: &str| host.parse().is_ok_and(|Mac(mac)| mac == *client);
    let reserved = dhcp.hosts.iter().find(|(host, _)| is_client(host));
    if let Some((_, address)) = reserved {
        return Some(*address);
    }
    if let Some(address) = leases.get(&(index, client.to_vec())) {
        return Some(*address);
    }
    let count = leases.keys().filter(|(server, _)| *server == index).count();
    let address = Ipv4Addr::from(u32::from(dhcp.from?).wrapping_add(count as u32));
    leases.insert((index, client.to_vec()), address);
    Some(address)
}

/// The options that a scenario lists by tag; encapsulated ones are put together.
fn extra_options(dhcp: &DhcpSpec) -> Vec<(u8, Vec<u8>)> {
    let mut options: Vec<(u8, Vec<u8>)> = Vec::new();
    for (tag, value) in &dhcp.options {
        let value = match value {
            OptionValue::Text(text) => text.clone().into_bytes(),
            OptionValue::Byte(byte) => vec![*byte],
            OptionValue::Address(address) => address.ip.octets().to_vec(),
            OptionValue::Hex(hex) => match Content::Hex(hex.clone()).bytes() {
                Ok(Bytes::Here(bytes)) => bytes,
                _ => continue,
            },
        };
        let (outer, value) = match tag.split_once('.') {
            None => (tag.as_str(), value),
            Some((outer, inner)) => {
                let Ok(inner) = inner.parse::<u8>() else {
                    continue;
                };
                let value = value[..value.len().min(255)].to_vec();
                (outer, [&[inner, value.len() as u8][..], &value].concat())
            }
        };
        let Ok(outer) = outer.parse::<u8>() else {
            continue;
        };
        match options.iter_mut().find(|(known, _)| *known == outer) {
            Some((_, known)) => known.extend(value),
            None => options.push((outer, value)),
        }
    }
    options
}
