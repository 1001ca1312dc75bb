//! `route`, `nstat`, `ipstat` (`usr/route.c`, `usr/route_ipv4.c`, `usr/route_ipv6.c`, `usr/neighmgmt.c`,
//! `usr/ipstat.c`).

use std::net::Ipv6Addr;

use ipxe_reference::{CommandName, Release, SettingType};
use ipxe_settings::types;

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::network::{Ipv4Route, Ipv6Route, ipv4_routes, ipv6_routes};
use crate::options::Options;
use crate::ports::IpStatistics;
use std::net::IpAddr;

/// `route_exec`
pub(super) fn route(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    cx.print_routes();
    Ok(Next::Done)
}

impl Cx<'_> {
    /// Prints the routing tables of all devices (`usr/route.c: route`).
    pub(crate) fn print_routes(&mut self) {
        let machine = &*self.machine;
        let ipv4 = ipv4_routes(&machine.settings, &machine.interfaces);
        let ipv6 = ipv6_routes(&machine.settings, &machine.interfaces);
        let mut text = Vec::new();
        for device in machine.interfaces.all() {
            let of_device = |route: &&Ipv4Route| route.interface == device.name;
            let routes: Vec<&Ipv4Route> = ipv4.iter().filter(of_device).collect();
            let trailer = if device.is_open {
                "\n"
            } else {
                " (inaccessible)\n"
            };
            for route in routes.iter().filter(|route| !is_default(route)) {
                text.extend_from_slice(&device.name);
                text.extend(ipv4_line(route, &routes).bytes());
                text.extend_from_slice(trailer.as_bytes());
            }
            for route in ipv6.iter().filter(|route| route.interface == device.name) {
                text.extend_from_slice(&device.name);
                text.extend(self.ipv6_line(route).bytes());
                text.extend_from_slice(trailer.as_bytes());
            }
        }
        self.print(text);
    }

    /// `route_ipv6_print`
    fn ipv6_line(&self, route: &Ipv6Route) -> String {
        let address = self.ipv6_text(route.address);
        let mut line = format!(": {address}/{}", route.prefix_len);
        if let Some(router) = route.router {
            line += &format!(" gw {}", self.ipv6_text(router));
        }
        if !route.has_address {
            line += " (no address)";
        }
        line
    }

    /// An IPv6 address as iPXE prints it (`net/ipv6.c: inet6_ntoa`).
    pub(crate) fn ipv6_text(&self, address: Ipv6Addr) -> String {
        let dialect = self.machine.settings.dialect();
        let text = types::to_text(SettingType::Ipv6, &address.octets(), dialect);
        // A build without IPv6 has no such address to print.
        String::from_utf8_lossy(&text.unwrap_or_default()).into_owned()
    }

    /// An address as iPXE prints it.
    pub(crate) fn address_text(&self, address: IpAddr) -> String {
        match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => self.ipv6_text(address),
        }
    }
}

/// Default routes are printed along with local addresses.
fn is_default(route: &Ipv4Route) -> bool {
    route.netmask.is_unspecified()
}

/// `route_ipv4_print`
fn ipv4_line(route: &Ipv4Route, routes: &[&Ipv4Route]) -> String {
    let is_remote = route.address & route.netmask != route.network & route.netmask;
    let mut line = format!(": {}", route.address);
    if is_remote {
        line += &format!(" for {}", route.network);
    }
    line += &format!("/{}", route.netmask);
    if !route.gateway.is_unspecified() {
        line += &format!(" gw {}", route.gateway);
    }
    // Every default route of the device, whatever its address.
    for default in routes
        .iter()
        .filter(|other| is_default(other) && !is_remote)
    {
        line += &format!(" gw {}", default.gateway);
    }
    line
}

/// `nstat_exec`
pub(super) fn nstat(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    for neighbour in cx.ask(|world, host| world.neighbours(host)) {
        let device = cx.machine.interfaces.find(&neighbour.interface);
        let link_layer = device.map_or("Ethernet", |device| device.link_layer);
        let protocol = match neighbour.address {
            IpAddr::V4(_) => "IP",
            IpAddr::V6(_) => "IPv6",
        };
        let address = cx.address_text(neighbour.address);
        let where_to = match &neighbour.link_layer {
            Ok(address) => {
                let bytes: Vec<String> = address.iter().map(|byte| format!("{byte:02x}")).collect();
                bytes.join(":")
            }
            Err(discovery) => format!("(incomplete) ({discovery})"),
        };
        let line = format!(" {protocol} {address} is {link_layer} {where_to}\n");
        cx.print([&*neighbour.interface, line.as_bytes()].concat());
    }
    Ok(Next::Done)
}

/// `ipstat_exec`
pub(super) fn ipstat(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    let statistics = cx.ask(|world, host| world.statistics(host));
    let mut text = String::new();
    for (version, ip) in &statistics.ip {
        text += &format!("IP version {version}:\n{}", ip_lines(ip));
    }
    if cx.machine.build.release >= Release::V2_0_0 {
        let tcp = &statistics.tcp;
        text += &format!(
            "TCP:\n  InSegs:{} InOctets:{} InOctetsGood:{}\n  InDiscards:{} InOutOfOrder:{}\n",
            tcp.in_segs, tcp.in_octets, tcp.in_octets_good, tcp.in_discards, tcp.in_out_of_order
        );
    }
    cx.print(text);
    Ok(Next::Done)
}

fn ip_lines(ip: &IpStatistics) -> String {
    [
        vec![
            ("InReceives", ip.in_receives),
            ("InMcastPkts", ip.in_mcast_pkts),
            ("InBcastPkts", ip.in_bcast_pkts),
            ("InOctets", ip.in_octets),
        ],
        vec![
            ("InHdrErrors", ip.in_hdr_errors),
            ("InAddrErrors", ip.in_addr_errors),
            ("InUnknownProtos", ip.in_unknown_protos),
            ("InTruncatedPkts", ip.in_truncated_pkts),
        ],
        vec![
            ("ReasmReqds", ip.reasm_reqds),
            ("ReasmOKs", ip.reasm_oks),
            ("ReasmFails", ip.reasm_fails),
        ],
        vec![
            ("InDelivers", ip.in_delivers),
            ("OutRequests", ip.out_requests),
            ("OutNoRoutes", ip.out_no_routes),
        ],
        vec![
            ("OutTransmits", ip.out_transmits),
            ("OutMcastPkts", ip.out_mcast_pkts),
            ("OutBcastPkts", ip.out_bcast_pkts),
            ("OutOctets", ip.out_octets),
        ],
    ]
    .iter()
    .map(|line| {
        let counts: Vec<String> = line
            .iter()
            .map(|(name, count)| format!("{name}:{count}"))
            .collect();
        format!("  {}\n", counts.join(" "))
    })
    .collect()
}
