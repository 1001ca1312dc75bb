//! Which address a client gets (`dhcp.c: address_allocate`, `rfc2131.c: dhcp_reply`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::option;

use super::answer::Exchange;
use crate::Field;
use crate::dnsmasq::config::{HostEntry, RangeKind};
use crate::dnsmasq::tag::Tags;

impl<'s> Exchange<'s> {
    /// The address to offer: the declared one, the leased one, the one asked for, or a free one.
    pub(super) fn choose_address(&mut self, tags: &Tags<'s>) -> Option<Ipv4Addr> {
        if let Some(address) = self.declared_address() {
            let place = self.host_entry().and_then(|host| host.place);
            self.because(
                Field::Address,
                place,
                "the host is declared with this address",
            );
            return Some(address);
        }
        let reserved = |address| self.config.host_addresses.contains_key(&address);
        let in_range = |exchange: &Self, address| {
            exchange
                .server
                .range_with(exchange.state, &exchange.chain, address, tags)
        };
        if let Some(leased) = self.lease_address().filter(|leased| !reserved(*leased))
            && let Some(range) = in_range(self, leased)
        {
            let place = self.config.ranges[range].place;
            self.because(
                Field::Address,
                place,
                "the client has a lease of this address",
            );
            return Some(leased);
        }
        let asked = self.incoming.address(option::REQUESTED_ADDRESS);
        let free =
            |address: &Ipv4Addr| !self.state.leases.contains(*address) && !reserved(*address);
        if let Some(asked) = asked.filter(free)
            && let Some(range) = in_range(self, asked)
        {
            let place = self.config.ranges[range].place;
            self.because(Field::Address, place, "the client asked for this address");
            return Some(asked);
        }
        if self.unique_id().is_empty() {
            return None;
        }
        let (address, range) = self.allocate(tags)?;
        let place = self.config.ranges[range].place;
        self.because(
            Field::Address,
            place,
            "the first free address for this client",
        );
        Some(address)
    }

    /// The address of the client's `dhcp-host` line, unless somebody else has it.
    fn declared_address(&mut self) -> Option<Ipv4Addr> {
        let host = self.host_entry()?;
        let address = host.address?;
        if let Some(lease) = self.state.leases.get(address) {
            let own = self.lease_address() == Some(address);
            if !own && !has_mac(host, &lease.mac, lease.htype) {
                self.warn(format!(
                    "not using configured address {address} because it is leased to another client"
                ));
                return None;
            }
        }
        let first = self
            .chain
            .first()
            .map(|&number| self.state.networks[number].router);
        if first == Some(address) {
            self.warn(format!(
                "not using configured address {address} because it is in use by the server or relay"
            ));
            return None;
        }
        if self
            .host
            .is_some_and(|host| self.state.declined.contains(&host))
        {
            self.warn(format!(
                "not using configured address {address} because it was previously declined"
            ));
            return None;
        }
        Some(address)
    }

    /// A free address: the search begins where a hash of the hardware address says. Ranges whose tags match come
    /// before those without tags.
    fn allocate(&mut self, tags: &Tags<'s>) -> Option<(Ipv4Addr, usize)> {
        let hash = sdbm(self.unique_id());
        let in_order = self.config.flags.contains("dhcp-sequential-ip");
        for untagged in [false, true] {
            for at in 0..self.chain.len() {
                let number = self.chain[at];
                let range = &self.config.ranges[number];
                if range.kind != RangeKind::Dynamic || !tags.match_all(&range.needs, untagged) {
                    continue;
                }
                let first = range.start.to_bits();
                let size = u64::from(range.end.to_bits() - first) + 1;
                let start = if in_order {
                    self.state.leases.highest(range.start, range.end).to_bits()
                } else {
                    let epoch = self.state.networks[number].epoch;
                    let step = u64::from(hash.wrapping_add(epoch)) % size;
                    first + u32::try_from(step).expect("smaller than the range")
                };
                for step in 0..size {
                    let offset = (u64::from(start - first) + step) % size;
                    let offset = u32::try_from(offset).expect("smaller than the range");
                    let address = Ipv4Addr::from_bits(first + offset);
                    if !self.is_free(address) {
                        continue;
                    }
                    let network = &mut self.state.networks[number];
                    if in_order && network.epoch > 0 {
                        network.epoch -= 1;
                        continue;
                    }
                    return Some((address, number));
                }
            }
        }
        None
    }

    /// Neither leased nor declared nor the server's own; not one that ends in 0 or 255 in a class C network,
    /// which some clients cannot use.
    fn is_free(&self, address: Ipv4Addr) -> bool {
        let own = self
            .chain
            .iter()
            .any(|&number| self.state.networks[number].router == address);
        let odd = address.octets()[0] >> 5 == 6 && matches!(address.octets()[3], 0 | 255);
        !own && !odd
            && !self.state.leases.contains(address)
            && !self.config.host_addresses.contains_key(&address)
    }
}

/// Whether a host is declared with this very hardware address.
pub(super) fn has_mac(host: &HostEntry, mac: &[u8], htype: u8) -> bool {
    host.macs.iter().any(|known| {
        let typed = known.kind == 0 || known.kind == i32::from(htype);
        known.wildcards == 0 && known.bytes == mac && typed
    })
}

/// The SDBM hash; never 0.
fn sdbm(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0_u32, |hash, &byte| {
        u32::from(byte)
            .wrapping_add(hash << 6)
            .wrapping_add(hash << 16)
            .wrapping_sub(hash)
    });
    hash.max(1)
}

#[cfg(test)]
mod tests {
    use super::sdbm;

    #[test]
    fn the_hash_decides_the_first_address() {
        // 192.168.2.100 - 192.168.2.200 gives .157 to this client.
        assert_eq!(sdbm(&[0x52, 0x54, 0, 0x12, 0x34, 0x56]) % 101, 57);
        assert_eq!(sdbm(&[0x52, 0x54, 0, 0x0a, 0x0b, 0x0c]) % 101, 91);
    }
}
