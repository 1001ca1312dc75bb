//! Routing tables, as they follow from settings (`net/ipv4.c`, `net/ipv6.c`).
//!
//! iPXE builds the tables anew whenever a setting changes, so that they can just as well be built when they are
//! looked at.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipxe_settings::{BlockId, SettingKey, Settings};

use crate::state::Interfaces;

/// An entry of the IPv4 routing table (`include/ipxe/ip.h: struct ipv4_miniroute`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ipv4Route {
    /// The device.
    pub interface: Vec<u8>,
    /// The device's address.
    pub address: Ipv4Addr,
    /// The network that the route leads to.
    pub network: Ipv4Addr,
    /// The network's mask; zero for the default route.
    pub netmask: Ipv4Addr,
    /// The gateway; zero if there is none.
    pub gateway: Ipv4Addr,
}

/// An entry of the IPv6 routing table (`include/ipxe/ipv6.h: struct ipv6_miniroute`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ipv6Route {
    /// The device.
    pub interface: Vec<u8>,
    /// The device's address, or the prefix.
    pub address: Ipv6Addr,
    /// Length of the prefix in bits.
    pub prefix_len: u8,
    /// The router, if there is one.
    pub router: Option<Ipv6Addr>,
    /// Whether the device has an address there.
    pub has_address: bool,
}

/// The IPv4 routing table, the most specific routes first (`net/ipv4.c: ipv4_apply_routes`).
#[must_use]
pub fn ipv4_routes(settings: &Settings, interfaces: &Interfaces) -> Vec<Ipv4Route> {
    let mut routes = Vec::new();
    for device in interfaces.all() {
        let Some(block) = settings.child(settings.root(), &device.name) else {
            continue;
        };
        let fetch = |name| {
            let key = settings.dialect().key(name);
            key.and_then(|key| settings.fetch_ipv4(block, key).ok())
                .map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from)
        };
        let address = fetch("ip");
        if address.is_unspecified() {
            continue;
        }
        let mut netmask = fetch("netmask");
        if netmask.is_unspecified() {
            netmask = class_mask(address);
        }
        let mut add = |network: Ipv4Addr, netmask: Ipv4Addr, gateway| {
            let route = Ipv4Route {
                interface: device.name.clone(),
                address,
                network,
                netmask,
                gateway,
            };
            // Ahead of any less specific routes.
            let at = routes
                .iter()
                .position(|before: &Ipv4Route| !(netmask & !before.netmask).is_unspecified());
            routes.insert(at.unwrap_or(routes.len()), route);
        };
        add(address & netmask, netmask, Ipv4Addr::UNSPECIFIED);
        let static_routes = settings.dialect().key("static-routes");
        let static_routes = static_routes.and_then(|key| settings.fetch(block, key).ok());
        let gateway = fetch("gateway");
        if let Some(encoded) = static_routes {
            if !add_static_routes(&encoded.value, &mut add) {
                // iPXE gives up here, for the other devices too.
                return routes;
            }
        } else if !gateway.is_unspecified() {
            add(Ipv4Addr::UNSPECIFIED, Ipv4Addr::UNSPECIFIED, gateway);
        }
    }
    routes
}

/// The mask of the class that an address is of (`include/ipxe/in.h`).
fn class_mask(address: Ipv4Addr) -> Ipv4Addr {
    match address.octets()[0] {
        0..0x80 => Ipv4Addr::new(255, 0, 0, 0),
        0x80..0xc0 => Ipv4Addr::new(255, 255, 0, 0),
        0xc0..0xe0 => Ipv4Addr::new(255, 255, 255, 0),
        _ => Ipv4Addr::UNSPECIFIED,
    }
}

/// Adds classless static routes (RFC 3442). False where they are malformed (`net/ipv4.c: ipv4_add_static`).
fn add_static_routes(mut rest: &[u8], add: &mut impl FnMut(Ipv4Addr, Ipv4Addr, Ipv4Addr)) -> bool {
    while let Some((&width, after)) = rest.split_first() {
        let network_len = usize::from(width).div_ceil(8);
        if width > 32 || after.len() < network_len + 4 {
            return false;
        }
        let mask = u32::MAX.checked_shl(32 - u32::from(width)).unwrap_or(0);
        let (network, after) = after.split_at(network_len);
        let mut octets = [0; 4];
        octets[..network_len].copy_from_slice(network);
        let mut gateway = [0; 4];
        let (bytes, after) = after.split_at(4);
        gateway.copy_from_slice(bytes);
        let network = Ipv4Addr::from(u32::from_be_bytes(octets) & mask);
        add(network, Ipv4Addr::from(mask), Ipv4Addr::from(gateway));
        rest = after;
    }
    true
}

/// The IPv6 routing table (`net/ipv6.c: ipv6_create_all_routes`).
#[must_use]
pub fn ipv6_routes(settings: &Settings, interfaces: &Interfaces) -> Vec<Ipv6Route> {
    let mut routes = Vec::new();
    for device in interfaces.all() {
        let Some(block) = settings.child(settings.root(), &device.name) else {
            continue;
        };
        // Children come before their parents, the last children first, so that what is to be preferred is added
        // last, which is at the front. That is the order of a walk from the top, reversed.
        let mut blocks = Vec::new();
        let mut pending = vec![block];
        while let Some(block) = pending.pop() {
            blocks.push(block);
            let children: Vec<BlockId> = settings.children(block).collect();
            pending.extend(children.into_iter().rev());
        }
        for block in blocks.into_iter().rev() {
            add_ipv6_route(settings, &device.name, block, &mut routes);
        }
    }
    routes
}

/// Adds the route of one settings block, if it has an address itself (`net/ipv6.c: ipv6_create_routes`).
fn add_ipv6_route(
    settings: &Settings,
    interface: &[u8],
    block: BlockId,
    routes: &mut Vec<Ipv6Route>,
) {
    let key = |name| settings.dialect().key(name);
    let own = |key: SettingKey<'_>| {
        let fetched = settings.fetch(block, key).ok()?;
        (fetched.origin == settings.target(block)).then(|| fetched.value.into_vec())
    };
    let address = |name| {
        let value = key(name).and_then(own)?;
        <[u8; 16]>::try_from(value).ok().map(Ipv6Addr::from)
    };
    let Some(ip6) = address("ip6") else { return };
    let len6 = key("len6").and_then(own);
    let len6 = len6.and_then(|value| <[u8; 1]>::try_from(value).ok());
    let len6 = len6.map_or(0, |[len]| len.min(128));
    add_miniroute(routes, interface, ip6, len6, address("gateway6"));
}

/// The bits of an address that a prefix covers.
fn prefix_mask(prefix_len: u8) -> u128 {
    u128::MAX
        .checked_shl(128 - u32::from(prefix_len))
        .unwrap_or(0)
}

/// `net/ipv6.c: ipv6_add_miniroute`
fn add_miniroute(
    routes: &mut Vec<Ipv6Route>,
    interface: &[u8],
    address: Ipv6Addr,
    prefix_len: u8,
    router: Option<Ipv6Addr>,
) {
    const DEFAULT_PREFIX_LEN: u8 = 64;
    let known = routes.iter().position(|route| {
        let differing = route.address.to_bits() ^ address.to_bits();
        route.interface == interface && differing & prefix_mask(route.prefix_len) == 0
    });
    let mut route = match known {
        Some(at) => routes.remove(at),
        None => Ipv6Route {
            interface: interface.to_vec(),
            address,
            prefix_len: match prefix_len {
                0 => DEFAULT_PREFIX_LEN,
                len => len,
            },
            router: None,
            has_address: false,
        },
    };
    if address.to_bits() & !prefix_mask(route.prefix_len) != 0 {
        route.address = address;
        route.has_address = true;
    }
    route.has_address |= route.prefix_len == 128;
    route.router = router.or(route.router);
    routes.insert(0, route);
}
