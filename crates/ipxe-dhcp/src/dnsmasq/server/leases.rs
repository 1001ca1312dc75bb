//! Leases (`lease.c`).

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// An address that a client has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) htype: u8,
    pub(super) mac: Vec<u8>,
    pub(super) client_id: Option<Vec<u8>>,
    pub(super) host_name: Option<Vec<u8>>,
    /// The server identifier that the client was told instead of the server's own.
    pub(super) override_id: Option<Ipv4Addr>,
    /// Seconds, all ones for ever.
    pub(super) seconds: u32,
}

/// All leases, by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leases {
    by_address: BTreeMap<Ipv4Addr, Lease>,
    limit: i32,
}

impl Leases {
    pub(super) const fn new(limit: i32) -> Self {
        Self {
            by_address: BTreeMap::new(),
            limit,
        }
    }

    pub(super) fn get(&self, address: Ipv4Addr) -> Option<&Lease> {
        self.by_address.get(&address)
    }

    pub(super) fn get_mut(&mut self, address: Ipv4Addr) -> Option<&mut Lease> {
        self.by_address.get_mut(&address)
    }

    pub(super) fn contains(&self, address: Ipv4Addr) -> bool {
        self.by_address.contains_key(&address)
    }

    /// A new lease of `address`; none where there are as many as may be.
    pub(super) fn allocate(&mut self, address: Ipv4Addr) -> Option<&mut Lease> {
        if i32::try_from(self.by_address.len()).is_ok_and(|count| count < self.limit) {
            return Some(self.by_address.entry(address).or_default());
        }
        None
    }

    pub(super) fn remove(&mut self, address: Ipv4Addr) {
        self.by_address.remove(&address);
    }

    /// The lease of a client: the client identifier counts first, then the hardware address of leases or
    /// requests without identifier (`lease.c: lease_find_by_client`).
    pub(super) fn of_client(
        &self,
        htype: u8,
        mac: &[u8],
        client_id: Option<&[u8]>,
    ) -> Option<Ipv4Addr> {
        let by_id = |lease: &Lease| client_id.is_some() && lease.client_id.as_deref() == client_id;
        let by_mac = |lease: &Lease| {
            (lease.client_id.is_none() || client_id.is_none())
                && !mac.is_empty()
                && lease.htype == htype
                && lease.mac == mac
        };
        let find = |matches: &dyn Fn(&Lease) -> bool| {
            self.by_address
                .iter()
                .find(|(_, lease)| matches(lease))
                .map(|(address, _)| *address)
        };
        find(&by_id).or_else(|| find(&by_mac))
    }

    /// The highest leased address in a range; its first address where there is none (`lease.c: lease_find_max_addr`).
    pub(super) fn highest(&self, first: Ipv4Addr, last: Ipv4Addr) -> Ipv4Addr {
        let inside = self.by_address.range(first..=last).next_back();
        inside.map_or(first, |(address, _)| *address)
    }
}
