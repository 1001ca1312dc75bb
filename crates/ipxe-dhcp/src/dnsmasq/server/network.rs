//! What a server knows of the network that a range is in (`dhcp.c: complete_context`).

use std::net::Ipv4Addr;

use super::{Server, State};
use crate::dnsmasq::config::{Range, RangeKind, SharedAt};
use crate::dnsmasq::tag::Tags;
use crate::{Interface, InterfaceAddress};

/// Filled in from interfaces and relays when packets come. Zero addresses are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    pub(super) netmask: Ipv4Addr,
    pub(super) broadcast: Ipv4Addr,
    /// The server's address there.
    pub(super) local: Ipv4Addr,
    /// The server's or the relay's address there.
    pub(super) router: Ipv4Addr,
    /// Changes where the search for a free address begins.
    pub(super) epoch: u32,
}

impl Network {
    pub(super) fn of(range: &Range) -> Self {
        Self {
            netmask: range.netmask.unwrap_or(Ipv4Addr::UNSPECIFIED),
            broadcast: range.broadcast.unwrap_or(Ipv4Addr::UNSPECIFIED),
            local: Ipv4Addr::UNSPECIFIED,
            router: Ipv4Addr::UNSPECIFIED,
            epoch: 0,
        }
    }

    /// Whether `address` is in the network of this range.
    pub(super) fn holds(&self, range: &Range, address: Ipv4Addr) -> bool {
        same_net(address, range.start, self.netmask)
    }

    fn holds_range(&self, range: &Range, address: Ipv4Addr) -> bool {
        self.netmask != Ipv4Addr::UNSPECIFIED
            && same_net(address, range.start, self.netmask)
            && same_net(address, range.end, self.netmask)
    }

    fn guess_broadcast(&mut self, range: &Range) {
        if range.broadcast.is_none() {
            self.broadcast = range.start | !self.netmask;
        }
    }
}

pub(super) fn same_net(one: Ipv4Addr, other: Ipv4Addr, netmask: Ipv4Addr) -> bool {
    one & netmask == other & netmask
}

impl Server {
    /// Looks at all addresses of all interfaces and returns the ranges for clients at `arrival`, best first.
    ///
    /// With `first`, that address comes before the others of the interface.
    pub(super) fn complete_networks(
        &self,
        state: &mut State,
        arrival: &Interface,
        first: Option<InterfaceAddress>,
    ) -> Vec<usize> {
        let mut chain = Vec::new();
        if let Some(first) = first {
            self.complete(state, arrival, first, true, &mut chain);
        }
        for interface in &self.host.interfaces {
            let here = interface.name == arrival.name;
            for &address in &interface.addresses {
                self.complete(state, interface, address, here, &mut chain);
            }
        }
        chain
    }

    fn complete(
        &self,
        state: &mut State,
        interface: &Interface,
        own: InterfaceAddress,
        here: bool,
        chain: &mut Vec<usize>,
    ) {
        let ranges = &self.config.ranges;
        for share in self.config.shared_networks.iter().rev() {
            let applies = match &share.at {
                SharedAt::Interface(name) => *name == interface.name,
                SharedAt::Address(address) => *address == own.address,
            };
            if !applies {
                continue;
            }
            for (number, range) in ranges.iter().enumerate().rev() {
                let network = &mut state.networks[number];
                if !network.holds_range(range, share.address) {
                    continue;
                }
                if !chain.contains(&number) {
                    // Nothing tells the router of another network.
                    network.router = Ipv4Addr::UNSPECIFIED;
                    network.local = own.address;
                    chain.insert(0, number);
                }
                network.guess_broadcast(range);
            }
        }
        let netmask = own.netmask();
        for (range, network) in ranges.iter().zip(&mut state.networks) {
            let touches = same_net(own.address, range.start, netmask)
                || same_net(own.address, range.end, netmask);
            if range.netmask.is_none() && touches {
                network.netmask = netmask;
            }
        }
        for (number, range) in ranges.iter().enumerate().rev() {
            let network = &mut state.networks[number];
            if !network.holds_range(range, own.address) {
                continue;
            }
            if here && !chain.contains(&number) {
                network.router = own.address;
                network.local = own.address;
                chain.insert(0, number);
            }
            if range.broadcast.is_none() {
                let given = own.broadcast();
                network.broadcast = if same_net(given, range.start, network.netmask) {
                    given
                } else {
                    range.start | !network.netmask
                };
            }
        }
    }

    /// The ranges for clients in the network of `address`, which is behind a relay or was named by the client
    /// (`rfc2131.c: dhcp_reply`). With `relay`, networks shared at the relay count too.
    pub(super) fn distant_ranges(
        &self,
        state: &mut State,
        address: Ipv4Addr,
        relay: Option<Ipv4Addr>,
        giaddr: Ipv4Addr,
        fallback: Ipv4Addr,
    ) -> Vec<usize> {
        let mut chain = Vec::new();
        for (number, range) in self.config.ranges.iter().enumerate().rev() {
            let network = &mut state.networks[number];
            let mut netmask = network.netmask;
            if range.netmask.is_none() && netmask == Ipv4Addr::UNSPECIFIED {
                netmask = class_netmask(range).unwrap_or(netmask);
            }
            let known = netmask != Ipv4Addr::UNSPECIFIED;
            let inside = |address: Ipv4Addr| {
                known
                    && same_net(address, range.start, netmask)
                    && same_net(address, range.end, netmask)
            };
            let shared = relay.is_some_and(|relay| {
                self.config.shared_networks.iter().any(|share| {
                    let at = matches!(share.at, SharedAt::Address(at) if at == relay);
                    at && inside(share.address)
                })
            });
            if !shared && !inside(address) {
                continue;
            }
            network.netmask = netmask;
            if network.local == Ipv4Addr::UNSPECIFIED {
                network.local = fallback;
            }
            if network.router == Ipv4Addr::UNSPECIFIED && !shared {
                network.router = giaddr;
            }
            if network.broadcast == Ipv4Addr::UNSPECIFIED {
                network.guess_broadcast(range);
            }
            chain.insert(0, number);
        }
        chain
    }

    /// The range that an address may be given from (`dhcp.c: address_available`).
    pub(super) fn range_with(
        &self,
        state: &State,
        chain: &[usize],
        address: Ipv4Addr,
        tags: &Tags<'_>,
    ) -> Option<usize> {
        let first = state.networks.get(*chain.first()?)?;
        if address == first.router {
            return None;
        }
        chain.iter().copied().find(|&number| {
            let range = &self.config.ranges[number];
            range.kind == RangeKind::Dynamic
                && (range.start..=range.end).contains(&address)
                && tags.match_all(&range.needs, true)
        })
    }

    /// The range that an address belongs to, if need be one that does not have it (`dhcp.c: narrow_context`).
    pub(super) fn narrow(
        &self,
        state: &State,
        chain: &[usize],
        address: Ipv4Addr,
        tags: &Tags<'_>,
    ) -> Option<usize> {
        let near = |accept: fn(RangeKind) -> bool| {
            chain.iter().copied().find(|&number| {
                let range = &self.config.ranges[number];
                accept(range.kind)
                    && tags.match_all(&range.needs, true)
                    && state.networks[number].holds(range, address)
            })
        };
        self.range_with(state, chain, address, tags)
            .or_else(|| near(|kind| kind == RangeKind::Static))
            .or_else(|| near(|kind| kind != RangeKind::Proxy))
    }
}

/// The netmask of the address class that both ends of a range are in.
fn class_netmask(range: &Range) -> Option<Ipv4Addr> {
    let class = |address: Ipv4Addr| match address.octets()[0] {
        0..=127 => Some(8),
        128..=191 => Some(16),
        192..=223 => Some(24),
        _ => None,
    };
    let bits = class(range.start).filter(|_| class(range.start) == class(range.end))?;
    Some(Ipv4Addr::from_bits(u32::MAX << (32 - bits)))
}
