//! Configuration of interfaces: DHCP (`net/udp/dhcp.c`), router discovery (`net/ndp.c`), boot servers.

mod client;
mod packet;
mod pxebs;
mod router;
mod server;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipxe_machine::ports::{Configure, Configured, Host, Job, Started};

use crate::net::Talk;
use crate::world::SimWorld;

pub(crate) use router::with_identifier;

/// Addresses that were leased, by server and link-layer address.
pub(crate) type Leases = BTreeMap<(usize, Vec<u8>), Ipv4Addr>;

impl Configure for SimWorld {
    fn configurators(&self, host: &Host<'_>, _: &[u8]) -> Vec<&'static str> {
        let is_there = |name: &&&str| **name != "ipv6" || host.build.has_option("NET_PROTO_IPV6");
        host.build
            .configurators
            .iter()
            .filter(is_there)
            .copied()
            .collect()
    }

    fn configure(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        configurator: &str,
    ) -> Started<Configured> {
        let mut talk = Talk::new(self, host);
        let result = match configurator {
            "dhcp" => talk.dhcp(interface),
            "ipv6" => talk.discover_routers(interface),
            _ => return Ok(Job::done(Configured::default())),
        };
        Ok(talk.finish(result))
    }

    fn discover_boot_server(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        server_type: u16,
    ) -> Started<Configured> {
        let mut talk = Talk::new(self, host);
        let attempts = pxebs::attempts(host, server_type)?;
        let result = talk.find_boot_server(interface, server_type, &attempts);
        Ok(talk.finish(result))
    }
}
