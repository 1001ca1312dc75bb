//! Router discovery (`net/ndp.c`).

use std::net::Ipv6Addr;
use std::sync::Arc;

use ipxe_machine::ports::{Configured, SettingsUpdate};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::block::{Block, Ipv6Address, RouterAdvertisement};

use crate::net::{Failure, Schedule, Talk};
use crate::scenario::server::Router6Spec;

const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Ndp, 0);

/// Positions among siblings (`include/ipxe/ipv6.h: IPV6_ORDER_SLAAC`).
const ORDER_SLAAC: i32 = -2;

impl Talk<'_, '_> {
    /// Asks for routers until one answers (`ipv6conf_expired`).
    pub(super) fn discover_routers(&mut self, interface: &[u8]) -> Result<Configured, Failure> {
        let scenario = Arc::clone(&self.world.scenario);
        let start = self.elapsed();
        for at in Schedule::ROUTERS.sends() {
            self.pass((start + at).saturating_sub(self.elapsed()));
            let passes = self.world.link_passes(interface, self.now());
            self.world.count_packets(interface, 1, 0);
            if let Some(router) = scenario.network.router6.as_ref().filter(|_| passes) {
                self.pass(scenario.network.round_trip.0);
                self.world.count_packets(interface, 0, 1);
                return Ok(self.advertised(interface, router));
            }
        }
        self.pass((start + Schedule::ROUTERS.end()).saturating_sub(self.elapsed()));
        Err(TIMED_OUT.into())
    }

    fn advertised(&self, interface: &[u8], router: &Router6Spec) -> Configured {
        let mut settings = vec![SettingsUpdate::Register {
            parent: interface.to_vec(),
            name: b"ndp".to_vec(),
            order: ORDER_SLAAC,
            block: Block::Ndp(Arc::new(RouterAdvertisement {
                options: dns_option(&router.dns),
            })),
        }];
        let device = self.host.interfaces.find(interface);
        let mac = device.map_or(&[][..], |device| &device.link_address);
        for (index, prefix) in router.prefixes.iter().enumerate() {
            settings.push(SettingsUpdate::Register {
                parent: [interface, b".ndp"].concat(),
                name: index.to_string().into_bytes(),
                order: ORDER_SLAAC,
                block: Block::Ipv6(Arc::new(Ipv6Address {
                    ip6: Some(with_identifier(*prefix, mac)),
                    len6: 64,
                    gateway6: Some(router.address.octets()),
                    from_router: true,
                })),
            });
        }
        Configured { settings }
    }
}

/// The option that announces DNS servers (RFC 8106).
fn dns_option(servers: &[Ipv6Addr]) -> Vec<u8> {
    if servers.is_empty() {
        return Vec::new();
    }
    let blocks = 1 + 2 * servers.len() as u8;
    let mut option = vec![25, blocks, 0, 0, 0xff, 0xff, 0xff, 0xff];
    option.extend(servers.iter().flat_map(|address| address.octets()));
    option
}

/// A prefix of 64 bits with the identifier of an Ethernet address (`net/ipv6.c: ipv6_eui64`).
pub(crate) fn with_identifier(prefix: Ipv6Addr, mac: &[u8]) -> [u8; 16] {
    let mut octets = prefix.octets();
    if let &[a, b, c, d, e, f] = mac {
        octets[8..].copy_from_slice(&[a ^ 2, b, c, 0xff, 0xfe, d, e, f]);
    }
    octets
}
