//! Routes (`net/ipv4.c`, `net/ipv6.c`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipxe_machine::ports::Host;
use ipxe_settings::{BlockId, Settings};

/// The way out of the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The interface.
    pub(crate) interface: Vec<u8>,
    /// The address that packets are sent to: the gateway's or that of the destination.
    pub(crate) next_hop: IpAddr,
}

/// An entry of the IPv4 routing table (`include/ipxe/in.h: struct ipv4_miniroute`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route4 {
    /// The interface.
    pub interface: Vec<u8>,
    /// The computer's own address.
    pub address: Ipv4Addr,
    /// The network that it leads to.
    pub network: Ipv4Addr,
    /// The mask of that network.
    pub netmask: Ipv4Addr,
    /// The gateway, if it is not on the link.
    pub gateway: Option<Ipv4Addr>,
}

/// The IPv4 routing table, more specific routes first (`net/ipv4.c: ipv4_create_routes`).
#[must_use]
pub fn routes4(host: &Host<'_>) -> Vec<Route4> {
    let mut routes = Vec::new();
    for interface in host.interfaces.all() {
        if let Some(block) = host.settings.find_block(&interface.name) {
            add_routes4(host.settings, block, &interface.name, &mut routes);
        }
    }
    routes
}

/// The routes of one interface (`net/ipv4.c: ipv4_add_miniroutes`).
fn add_routes4(settings: &Settings, block: BlockId, interface: &[u8], routes: &mut Vec<Route4>) {
    let fetch = |name: &str| {
        let address = settings
            .fetch_ipv4(block, settings.dialect().key(name)?)
            .ok()?;
        Some(Ipv4Addr::from(address)).filter(|address| !address.is_unspecified())
    };
    let Some(address) = fetch("ip") else { return };
    let netmask = fetch("netmask").unwrap_or_else(|| class_mask(address));
    let network = Ipv4Addr::from(u32::from(address) & u32::from(netmask));
    let mut add = |network, netmask, gateway| {
        let route = Route4 {
            interface: interface.to_vec(),
            address,
            network,
            netmask,
            gateway,
        };
        let more_specific = |before: &Route4| u32::from(netmask) & !u32::from(before.netmask) != 0;
        let at = routes.iter().position(more_specific);
        routes.insert(at.unwrap_or(routes.len()), route);
    };
    add(network, netmask, None);
    let static_routes = settings
        .dialect()
        .key("static-routes")
        .and_then(|key| settings.fetch(block, key).ok());
    match static_routes {
        Some(encoded) => {
            for (network, netmask, gateway) in static_routes4(&encoded.value) {
                add(network, netmask, gateway);
            }
        }
        None => {
            if let Some(gateway) = fetch("gateway") {
                add(Ipv4Addr::UNSPECIFIED, Ipv4Addr::UNSPECIFIED, Some(gateway));
            }
        }
    }
}

/// The mask that an address implies by its class.
fn class_mask(address: Ipv4Addr) -> Ipv4Addr {
    match address.octets()[0] {
        0..128 => Ipv4Addr::new(255, 0, 0, 0),
        128..192 => Ipv4Addr::new(255, 255, 0, 0),
        192..224 => Ipv4Addr::new(255, 255, 255, 0),
        _ => Ipv4Addr::UNSPECIFIED,
    }
}

/// Classless static routes (RFC 3442) up to the first malformed one (`net/ipv4.c: ipv4_add_static`).
fn static_routes4(encoded: &[u8]) -> Vec<(Ipv4Addr, Ipv4Addr, Option<Ipv4Addr>)> {
    let mut routes = Vec::new();
    let mut rest = encoded;
    while let Some((&width, after)) = rest.split_first() {
        let octets = usize::from(width).div_ceil(8);
        if width > 32 {
            break;
        }
        let Some((significant, after)) = after.split_at_checked(octets) else {
            break;
        };
        let Some((gateway, after)) = after.split_first_chunk::<4>() else {
            break;
        };
        let mut network = [0; 4];
        network[..octets].copy_from_slice(significant);
        let mask = u32::MAX.checked_shl(32 - u32::from(width)).unwrap_or(0);
        let network = u32::from_be_bytes(network) & mask;
        let gateway = Ipv4Addr::from(*gateway);
        let gateway = (!gateway.is_unspecified()).then_some(gateway);
        routes.push((Ipv4Addr::from(network), Ipv4Addr::from(mask), gateway));
        rest = after;
    }
    routes
}

/// Finds the route to a destination over an open interface.
pub(crate) fn route(host: &Host<'_>, destination: IpAddr) -> Option<Route> {
    match destination {
        IpAddr::V4(address) => route4(host, address),
        IpAddr::V6(address) => route6(host, address),
    }
}

fn is_open(host: &Host<'_>, interface: &[u8]) -> bool {
    host.interfaces
        .find(interface)
        .is_some_and(|interface| interface.is_open)
}

/// `net/ipv4.c: ipv4_route`
fn route4(host: &Host<'_>, destination: Ipv4Addr) -> Option<Route> {
    let found = routes4(host).into_iter().find(|route| {
        let differs = u32::from(destination) ^ u32::from(route.network);
        is_open(host, &route.interface) && differs & u32::from(route.netmask) == 0
    })?;
    Some(Route {
        interface: found.interface,
        next_hop: IpAddr::V4(found.gateway.unwrap_or(destination)),
    })
}

/// `net/ipv6.c: ipv6_route`. A link-local address is reached over the first open interface.
fn route6(host: &Host<'_>, destination: Ipv6Addr) -> Option<Route> {
    if !host.build.has_option("NET_PROTO_IPV6") {
        return None;
    }
    let mut best: Option<(u8, Route)> = None;
    for interface in host
        .interfaces
        .all()
        .iter()
        .filter(|interface| interface.is_open)
    {
        let name = interface.name.clone();
        if destination.is_unicast_link_local() {
            let next_hop = IpAddr::V6(destination);
            return Some(Route {
                interface: name,
                next_hop,
            });
        }
        let Some(block) = host.settings.find_block(&name) else {
            continue;
        };
        for (address, length, gateway) in addresses6(host.settings, block) {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            let is_on_link = (u128::from(address) ^ u128::from(destination)) & mask == 0;
            let (length, next_hop) = match gateway {
                _ if is_on_link => (length, destination),
                Some(gateway) => (0, gateway),
                None => continue,
            };
            if best.as_ref().is_none_or(|(known, _)| *known < length) {
                let next_hop = IpAddr::V6(next_hop);
                best = Some((
                    length,
                    Route {
                        interface: name.clone(),
                        next_hop,
                    },
                ));
            }
        }
    }
    best.map(|(_, route)| route)
}

/// Addresses, prefix lengths and gateways of the blocks of an interface.
fn addresses6(settings: &Settings, top: BlockId) -> Vec<(Ipv6Addr, u8, Option<Ipv6Addr>)> {
    let mut found = Vec::new();
    let mut pending = vec![top];
    let [Some(ip6), Some(len6), Some(gateway6)] =
        ["ip6", "len6", "gateway6"].map(|name| settings.dialect().key(name))
    else {
        return found;
    };
    while let Some(block) = pending.pop() {
        let fetch = |key| {
            let fetched = settings.fetch(block, key).ok()?;
            let octets = <[u8; 16]>::try_from(fetched.value.as_slice()).ok()?;
            Some(Ipv6Addr::from(octets)).filter(|address| !address.is_unspecified())
        };
        if let Some(address) = fetch(ip6) {
            let length = settings.fetch_uint(block, len6).unwrap_or(64).min(128);
            found.push((address, length as u8, fetch(gateway6)));
        }
        pending.extend(settings.children(block));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_routes_end_at_the_first_malformed_one() {
        let encoded = [24, 10, 1, 2, 10, 0, 2, 9, 0, 10, 0, 2, 1, 33, 0];
        let routes = static_routes4(&encoded);
        let address = |text: &str| text.parse::<Ipv4Addr>().unwrap();
        assert_eq!(
            routes,
            [
                (
                    address("10.1.2.0"),
                    address("255.255.255.0"),
                    Some(address("10.0.2.9"))
                ),
                (
                    address("0.0.0.0"),
                    address("0.0.0.0"),
                    Some(address("10.0.2.1"))
                ),
            ]
        );
    }

    #[test]
    fn classes_imply_masks() {
        let mask = |text: &str| class_mask(text.parse().unwrap()).to_string();
        assert_eq!(mask("10.0.0.1"), "255.0.0.0");
        assert_eq!(mask("172.16.0.1"), "255.255.0.0");
        assert_eq!(mask("192.0.2.1"), "255.255.255.0");
        assert_eq!(mask("240.0.0.1"), "0.0.0.0");
    }
}
