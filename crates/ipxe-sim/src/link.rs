//! Links, neighbours and counters (`net/netdevice.c`, `net/neighbour.c`).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use ipxe_machine::ports::{
    Counters, ErrorCount, Host, IpStatistics, Link, LinkStatus, Neighbour, Statistics,
    TcpStatistics,
};
use ipxe_reference::{ErrorFile, ErrorId, Posix};

use crate::net::{Route, since_start, ticks};
use crate::scenario::machine::LinkState;
use crate::scenario::quantity::Mac;
use crate::scenario::{InterfaceSpec, ServerSpec};
use crate::world::SimWorld;

/// No link-up yet (`net/netdevice.c: ENOTCONN link_rc` is shown as "Down").
const LINK_DOWN: ErrorId = ErrorId::new(Posix::Enotconn, ErrorFile::Netdevice, 1);
/// A packet that could not be sent.
const NOT_SENT: ErrorId = ErrorId::new(Posix::Enetunreach, ErrorFile::Netdevice, 0);

/// The state of the links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// When each interface was opened.
    opened: BTreeMap<Vec<u8>, Duration>,
    /// Known neighbours, the latest first.
    neighbours: Vec<Neighbour>,
    counters: BTreeMap<Vec<u8>, (u32, u32)>,
    unsent: BTreeMap<Vec<u8>, u32>,
}

impl Links {
    /// Sets all counters to zero.
    pub(crate) fn forget_counters(&mut self) {
        self.counters.clear();
        self.unsent.clear();
    }
}

impl SimWorld {
    /// The interface of the scenario that a device runs over: itself, or the trunk of a VLAN.
    pub(crate) fn interface_spec(&self, name: &[u8]) -> Option<&InterfaceSpec> {
        let interfaces = self.scenario.interface.iter().enumerate();
        let named = |(index, spec): &(usize, &InterfaceSpec)| {
            interface_name(*index, spec).as_bytes() == name
        };
        let found = interfaces.clone().find(named).or_else(|| {
            let dash = memchr::memchr(b'-', name)?;
            interfaces
                .clone()
                .find(|(index, spec)| interface_name(*index, spec).as_bytes() == &name[..dash])
        });
        found.map(|(_, spec)| spec)
    }

    /// Whether a server is on the link of an interface.
    pub(crate) fn is_on_link(
        &self,
        host: &Host<'_>,
        interface: &[u8],
        server: &ServerSpec,
    ) -> bool {
        let device = host.interfaces.find(interface);
        let tag = device
            .and_then(|device| device.vlan.as_ref())
            .map(|vlan| vlan.tag);
        let spec = self.interface_spec(interface);
        server.vlan == tag && spec.is_some_and(|spec| server.network.contains(&spec.network))
    }

    /// Whether packets pass over an open interface.
    pub(crate) fn link_passes(&self, interface: &[u8], now: Duration) -> bool {
        let Some(spec) = self.interface_spec(interface) else {
            return false;
        };
        let opened = self
            .links
            .opened
            .get(interface)
            .copied()
            .unwrap_or_default();
        spec.link == LinkState::Up
            && now >= opened + spec.link_up_after.0
            && now >= opened + spec.blocked_for.0
    }

    /// Whether the switch forwards packets of an interface.
    pub(crate) fn link_forwards(&self, interface: &[u8], now: Duration) -> bool {
        let opened = self
            .links
            .opened
            .get(interface)
            .copied()
            .unwrap_or_default();
        let blocked = self
            .interface_spec(interface)
            .map_or(Duration::ZERO, |spec| spec.blocked_for.0);
        now >= opened + blocked
    }

    /// Notes that a neighbour is known; false if it was before.
    pub(crate) fn learn_neighbour(&mut self, route: &Route, server: usize) -> bool {
        let is_known = |known: &Neighbour| {
            known.interface == route.interface && known.address == route.next_hop
        };
        if self.links.neighbours.iter().any(is_known) {
            return false;
        }
        let address = server_mac(&self.scenario.server[server]);
        self.links.neighbours.insert(
            0,
            Neighbour {
                interface: route.interface.clone(),
                address: route.next_hop,
                link_layer: Ok(address.0.to_vec()),
            },
        );
        self.count_packets(&route.interface, 1, 1);
        true
    }

    /// Counts packets that were sent and received.
    pub(crate) fn count_packets(&mut self, interface: &[u8], sent: u64, received: u64) {
        let entry = self.links.counters.entry(interface.to_vec()).or_default();
        entry.0 = entry.0.wrapping_add(sent as u32);
        entry.1 = entry.1.wrapping_add(received as u32);
    }
}

/// The name of an interface.
pub(crate) fn interface_name(index: usize, spec: &InterfaceSpec) -> String {
    spec.name.clone().unwrap_or_else(|| format!("net{index}"))
}

/// The link-layer address of a server: its own, or one made from its first address.
pub(crate) fn server_mac(server: &ServerSpec) -> Mac {
    server
        .mac
        .unwrap_or_else(|| match server.address.all().first() {
            Some(IpAddr::V4(address)) => {
                let [a, b, c, d] = address.octets();
                Mac([0x52, 0x55, a, b, c, d])
            }
            Some(IpAddr::V6(address)) => {
                let [.., a, b, c, d] = address.octets();
                Mac([0x52, 0x56, a, b, c, d])
            }
            None => Mac([0x52, 0x55, 0, 0, 0, 0]),
        })
}

impl Link for SimWorld {
    fn open(&mut self, host: &Host<'_>, interface: &[u8]) -> Result<(), ErrorId> {
        let now = since_start(host.now);
        self.links.opened.insert(interface.to_vec(), now);
        Ok(())
    }

    fn close(&mut self, _: &Host<'_>, interface: &[u8]) {
        self.links.opened.remove(interface);
        self.links
            .neighbours
            .retain(|neighbour| neighbour.interface != interface);
    }

    fn link(&mut self, host: &Host<'_>, interface: &[u8]) -> LinkStatus {
        let opened = self
            .links
            .opened
            .get(interface)
            .copied()
            .unwrap_or_default();
        let Some(spec) = self.interface_spec(interface) else {
            return LinkStatus {
                state: Err(LINK_DOWN),
                blocked: false,
                changes_at: None,
            };
        };
        let now = since_start(host.now);
        let up_at = opened + spec.link_up_after.0;
        let passes_at = opened + spec.blocked_for.0;
        let state = match spec.link {
            LinkState::Up if now >= up_at => Ok(()),
            _ => Err(LINK_DOWN),
        };
        let changes = [up_at, passes_at].into_iter().filter(|at| *at > now);
        LinkStatus {
            state,
            blocked: now < passes_at,
            changes_at: changes
                .min()
                .filter(|_| spec.link == LinkState::Up)
                .map(ticks),
        }
    }

    fn counters(&mut self, _: &Host<'_>, interface: &[u8]) -> (Counters, Counters) {
        let (sent, received) = self
            .links
            .counters
            .get(interface)
            .copied()
            .unwrap_or_default();
        let unsent = self
            .links
            .unsent
            .get(interface)
            .copied()
            .unwrap_or_default();
        let errors = (unsent > 0).then_some(ErrorCount {
            fault: NOT_SENT,
            count: unsent,
        });
        let sent = Counters {
            good: sent,
            bad: unsent,
            errors: errors.into_iter().collect(),
        };
        let received = Counters {
            good: received,
            ..Counters::default()
        };
        (sent, received)
    }

    fn neighbours(&mut self, _: &Host<'_>) -> Vec<Neighbour> {
        self.links.neighbours.clone()
    }

    fn statistics(&mut self, _: &Host<'_>) -> Statistics {
        let (sent, received) = self
            .links
            .counters
            .values()
            .fold((0, 0), |(s, r), (sent, received)| {
                (s + u64::from(*sent), r + u64::from(*received))
            });
        let four = IpStatistics {
            in_receives: received,
            in_delivers: received,
            out_requests: sent,
            out_transmits: sent,
            ..IpStatistics::default()
        };
        Statistics {
            ip: vec![(4, four), (6, IpStatistics::default())],
            tcp: TcpStatistics {
                in_segs: received,
                ..TcpStatistics::default()
            },
        }
    }
}
