//! From a packet on the wire to the ranges that its client may use (`dhcp.c: dhcp_packet`).

use std::borrow::Cow;
use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::{BROADCAST_FLAG, Message, PXE_PORT, Packet};

use super::answer::{Exchange, Outcome};
use super::{Server, State};
use crate::dnsmasq::config::Config;
use crate::{Answer, Interface, InterfaceAddress, Link, Reply, Request, Silence};

impl Server {
    /// What dnsmasq does with a packet.
    #[must_use]
    pub fn answer(&self, state: &mut State, request: &Request) -> Answer {
        match self.exchange(state, request) {
            Ok(answer) => answer,
            Err(silence) => Answer {
                silence: Some(silence),
                ..Answer::default()
            },
        }
    }

    fn exchange(&self, state: &mut State, request: &Request) -> Result<Answer, Silence> {
        let config = &self.config;
        let port = request.destination.port();
        let boot_service = config.pxe && port == PXE_PORT;
        if config.ranges.is_empty() && config.relays.is_empty() {
            return Err(silence("DHCP is not switched on: there is no dhcp-range"));
        }
        if port != config.server_port && !boot_service {
            return Err(silence(format!("nobody listens on port {port}")));
        }
        let Ok(packet) = Packet::new(&request.payload) else {
            return Err(silence("the packet is too short"));
        };
        let name = bridged(config, &request.interface);
        let interface = self.host.interface(&name);
        let interface = interface.ok_or_else(|| silence("the packet came in on no interface"))?;
        let &primary = interface
            .addresses
            .first()
            .ok_or_else(|| silence("the interface has no address"))?;
        let excluded = config.no_dhcp_interfaces.iter();
        if excluded
            .into_iter()
            .any(|pattern| wildcard_match(pattern, name.as_bytes()))
        {
            return Err(silence("DHCP is switched off on this interface"));
        }
        let (own, first) = if self.is_allowed(interface, primary.address) {
            (primary.address, None)
        } else {
            let other = self.listen_address(interface);
            let other = other.ok_or_else(|| silence("this interface is not to be served"))?;
            (other.address, Some(other))
        };
        self.relayed(interface)?;
        let chain = self.complete_networks(state, interface, first);
        if config.ranges.is_empty() {
            return Err(silence("there is no dhcp-range"));
        }
        let mut exchange = Exchange::new(
            self,
            state,
            packet,
            chain,
            own,
            boot_service,
            request,
            &name,
        );
        let outcome = exchange.run();
        let (labels, reasons, log, delay) = exchange.into_parts();
        let mut answer = Answer {
            labels,
            reasons,
            log,
            ..Answer::default()
        };
        match outcome {
            Outcome::Silent(silence) => answer.silence = Some(silence),
            Outcome::Reply { payload, inform } => {
                let reply = self.reply(request, primary, payload, boot_service, inform, delay);
                answer.replies.extend(reply);
            }
        }
        Ok(answer)
    }

    /// Packets on an interface that `dhcp-relay` names go to another server.
    fn relayed(&self, interface: &Interface) -> Result<(), Silence> {
        let own = |address: Ipv4Addr| {
            interface
                .addresses
                .iter()
                .any(|known| known.address == address)
        };
        match self.config.relays.iter().find(|relay| own(relay.local)) {
            Some(relay) => Err(Silence {
                place: Some(relay.place),
                why: "the packet is relayed to another server".into(),
            }),
            None => Ok(()),
        }
    }

    /// Whether `interface`, `listen-address` and `except-interface` allow this one (`network.c: iface_check`).
    fn is_allowed(&self, interface: &Interface, address: Ipv4Addr) -> bool {
        let config = &self.config;
        let name = interface.name.as_bytes();
        let limited = !config.interfaces.is_empty()
            || !config.listen_addresses.is_empty()
            || config.listens_on_ipv6;
        let by_address = config
            .listen_addresses
            .iter()
            .any(|(listed, _)| *listed == address);
        let by_name = config
            .interfaces
            .iter()
            .any(|pattern| !pattern.name.is_empty() && wildcard_match(&pattern.name, name));
        let excepted = config
            .except_interfaces
            .iter()
            .any(|pattern| wildcard_match(pattern, name));
        by_address || ((by_name || !limited) && !excepted)
    }

    fn listen_address(&self, interface: &Interface) -> Option<InterfaceAddress> {
        let listed = |own: &&InterfaceAddress| {
            self.config
                .listen_addresses
                .iter()
                .any(|(listed, _)| *listed == own.address)
        };
        interface.addresses.iter().find(listed).copied()
    }

    /// Where a reply goes.
    fn reply(
        &self,
        request: &Request,
        primary: InterfaceAddress,
        payload: Vec<u8>,
        boot_service: bool,
        inform: bool,
        delay_seconds: u32,
    ) -> Option<Reply> {
        let (message, _) = Message::decode_leniently(&payload).ok()?;
        let config = &self.config;
        let from = SocketAddrV4::new(primary.address, request.destination.port());
        let mut to = request.source;
        let mut link = Link::Resolved;
        let given = |address: Ipv4Addr| address != Ipv4Addr::UNSPECIFIED;
        if boot_service {
            if given(message.ciaddr) {
                to.set_ip(message.ciaddr);
            }
        } else if given(message.giaddr) {
            to = SocketAddrV4::new(message.giaddr, config.server_port);
        } else if given(message.ciaddr) {
            let trusted = inform || *to.ip() == message.ciaddr;
            if !trusted || to.port() == 0 || !given(*to.ip()) {
                to = SocketAddrV4::new(message.ciaddr, config.client_port);
            }
        } else {
            let no_mac = message.hlen == 0 || message.hlen > 14 || message.htype == 0;
            if message.flags & BROADCAST_FLAG != 0 || no_mac {
                to = SocketAddrV4::new(Ipv4Addr::BROADCAST, config.client_port);
                link = Link::Broadcast;
            } else {
                to = SocketAddrV4::new(message.yiaddr, config.client_port);
                link = Link::Client;
            }
        }
        Some(Reply {
            from,
            to,
            link,
            payload,
            message,
            delay_seconds,
        })
    }
}

/// The interface that `name` counts as (`bridge-interface`).
fn bridged(config: &Config, name: &str) -> String {
    let alias = |pattern: &Vec<u8>| wildcard_match(pattern, name.as_bytes());
    let bridge = config
        .bridges
        .iter()
        .rev()
        .find(|bridge| bridge.aliases.iter().any(alias));
    bridge.map_or_else(
        || name.to_owned(),
        |bridge| String::from_utf8_lossy(&bridge.interface).into_owned(),
    )
}

/// Whether `name` is `pattern`, in which `*` stands for all the rest (`util.c: wildcard_match`).
pub(super) fn wildcard_match(pattern: &[u8], name: &[u8]) -> bool {
    let mut rest = name.iter();
    for &wanted in pattern {
        match rest.next() {
            Some(_) if wanted == b'*' => return true,
            Some(&found) if found == wanted => {}
            _ => return false,
        }
    }
    rest.next().is_none()
}

pub(super) fn silence(why: impl Into<Cow<'static, str>>) -> Silence {
    Silence {
        place: None,
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_the_rest() {
        assert!(wildcard_match(b"eth*", b"eth0") && wildcard_match(b"*", b"x"));
        assert!(
            !wildcard_match(b"eth*", b"eth"),
            "something must be there for it"
        );
        assert!(!wildcard_match(b"eth", b"eth0"));
    }
}
