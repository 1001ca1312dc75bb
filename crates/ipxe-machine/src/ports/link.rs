//! The state of network links.

use ipxe_reference::ErrorId;
use std::net::IpAddr;

use super::Host;
use crate::Ticks;

/// A link at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkStatus {
    /// Up, or why it is not (`struct net_device: link_rc`).
    pub state: Result<(), ErrorId>,
    /// True while the switch does not forward yet (STP, LACP).
    pub blocked: bool,
    /// When this may change next, if ever.
    pub changes_at: Option<Ticks>,
}

/// Packet counters of an interface (`struct net_device_stats`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Packets transferred.
    pub good: u32,
    /// Packets in error.
    pub bad: u32,
    /// The errors, by kind, in order of their first occurrence.
    pub errors: Vec<ErrorCount>,
}

/// How often one error occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCount {
    /// The error.
    pub fault: ErrorId,
    /// How often.
    pub count: u32,
}

/// An entry of the neighbour cache (`include/ipxe/neighbour.h`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The interface: `net0`.
    pub interface: Vec<u8>,
    /// The neighbour's network address.
    pub address: IpAddr,
    /// Its link-layer address, or the protocol that is looking for it: `ARP`, `NDP`.
    pub link_layer: Result<Vec<u8>, &'static str>,
}

/// The links of the interfaces, and what went over them.
pub trait Link {
    /// Opens an interface (`net/netdevice.c: netdev_open`). Only trunks are opened and closed: VLANs follow them.
    ///
    /// # Errors
    /// Where the driver cannot open it.
    fn open(&mut self, host: &Host<'_>, interface: &[u8]) -> Result<(), ErrorId>;

    /// Closes an interface (`net/netdevice.c: netdev_close`).
    fn close(&mut self, host: &Host<'_>, interface: &[u8]);

    /// The link of an interface that is no VLAN, open or not. (A VLAN has the link of its trunk.)
    fn link(&mut self, host: &Host<'_>, interface: &[u8]) -> LinkStatus;

    /// Packets sent and packets received on an interface, which may be a VLAN.
    fn counters(&mut self, host: &Host<'_>, interface: &[u8]) -> (Counters, Counters);

    /// The neighbour cache, in its order (`net/neighbour.c`).
    fn neighbours(&mut self, host: &Host<'_>) -> Vec<Neighbour>;

    /// The counters of the internet protocols.
    fn statistics(&mut self, host: &Host<'_>) -> Statistics;

    /// How long it takes until nothing is going on in the background any more (`core/pending.c`): connections that
    /// are being closed, neighbours that are being looked for.
    fn pending(&mut self, _host: &Host<'_>) -> Ticks {
        Ticks::ZERO
    }

    /// How long a packet of `lotest` takes from one interface to another; `None` if it does not arrive
    /// (`usr/lotest.c`). Neither is a VLAN.
    fn loopback(
        &mut self,
        _host: &Host<'_>,
        _sender: &[u8],
        _receiver: &[u8],
        _packet: &LoopbackPacket,
    ) -> Option<Ticks> {
        None
    }
}

/// A packet of `lotest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopbackPacket {
    /// Length of the payload in bytes.
    pub length: usize,
    /// Whether it is broadcast rather than sent to the receiver's address.
    pub broadcast: bool,
}

/// Counters of the internet protocols (`usr/ipstat.c`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// By version of the protocol (4, 6), in iPXE's order.
    pub ip: Vec<(u8, IpStatistics)>,
    /// Of TCP.
    pub tcp: TcpStatistics,
}

/// Counters of TCP (`include/ipxe/tcp.h: struct tcp_statistics`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those that iPXE prints")]
pub struct TcpStatistics {
    pub in_segs: u64,
    pub in_octets: u64,
    pub in_octets_good: u64,
    pub in_discards: u64,
    pub in_out_of_order: u64,
}

/// Counters of one internet protocol (`include/ipxe/ipstat.h: struct ip_statistics`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of RFC 4293")]
pub struct IpStatistics {
    pub in_receives: u64,
    pub in_octets: u64,
    pub in_hdr_errors: u64,
    pub in_addr_errors: u64,
    pub in_unknown_protos: u64,
    pub in_truncated_pkts: u64,
    pub reasm_reqds: u64,
    pub reasm_oks: u64,
    pub reasm_fails: u64,
    pub in_delivers: u64,
    pub out_requests: u64,
    pub out_no_routes: u64,
    pub out_transmits: u64,
    pub out_octets: u64,
    pub in_mcast_pkts: u64,
    pub in_bcast_pkts: u64,
    pub out_mcast_pkts: u64,
    pub out_bcast_pkts: u64,
}
