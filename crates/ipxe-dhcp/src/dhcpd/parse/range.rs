//! `range`.

use std::net::Ipv4Addr;

use super::{Block, Parser};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{
    GroupId, NetworkId, Permit, PermitLine, Pool, PoolId, Range, ScopeKind, SubnetId,
};

/// Bytes of a lease in the daemon's memory, of which one range may not take 4 GiB.
const LEASE_SIZE: u64 = 304;

impl Parser<'_> {
    /// `confpars.c: parse_address_range`, after the word. Whether there are addresses now.
    pub(super) fn range(&mut self, group: GroupId, block: Block, pool: Option<PoolId>) -> bool {
        let from = self.place();
        let dynamic = self.peek() == Token::DYNAMIC_BOOTP;
        if dynamic {
            self.next();
        }
        let Some(low) = self.ip_address() else {
            return false;
        };
        let mut high = low;
        if self.peek() != Token::SEMI {
            let Some(address) = self.ip_address() else {
                return false;
            };
            high = address;
        }
        if self.next() != Token::SEMI {
            self.not_here("semicolon expected.");
            return false;
        }
        let scope = self.config.group(group);
        let subnet = match block {
            Block::Subnet => scope.subnet,
            _ => scope
                .network
                .and_then(|network| self.config.find_subnet_of(network, low)),
        };
        let Some(subnet) = subnet else {
            let name = scope.network.map(|network| self.network_name(network));
            let name = name.unwrap_or_default();
            self.warn(format!("address range not on network {name}"));
            self.log_more("Be sure to place pool statement after related subnet declarations.");
            return false;
        };
        let network = self.config.subnet(subnet).network;
        let place = self.place_since(from);
        let pool = match pool {
            Some(pool) => pool,
            None => {
                let permit = PermitLine {
                    permit: Permit::DynamicBootpClients,
                    place,
                };
                self.pool_for_range(network, dynamic, permit)
            }
        };
        self.enter_range(low, high, subnet, pool, place)
    }

    /// The pool of a range that stands outside of one. Where there is one already, the daemon takes the
    /// pool before that.
    fn pool_for_range(&mut self, network: NetworkId, dynamic: bool, line: PermitLine) -> PoolId {
        let pools = &self.config.network(network).pools;
        let only =
            |list: &[PermitLine], permit: Permit| matches!(list, [line] if line.permit == permit);
        let mut last = None;
        for &id in pools {
            let pool = self.config.pool(id);
            let fits = if dynamic {
                pool.prohibited.is_empty() && only(&pool.permitted, Permit::AllClients)
            } else {
                pool.permitted.is_empty() && only(&pool.prohibited, Permit::DynamicBootpClients)
            };
            if fits {
                return last.unwrap_or(id);
            }
            last = Some(id);
        }
        let group = self.config.network(network).group;
        let group = self.group_inside(group, ScopeKind::Pool, b"");
        let pool = PoolId::next(self.config.pools.len());
        let mut made = Pool {
            network,
            group,
            permitted: Vec::new(),
            prohibited: Vec::new(),
            valid_from: 0,
            valid_until: 0,
            failover: false,
        };
        if dynamic {
            made.permitted.push(PermitLine {
                permit: Permit::AllClients,
                ..line
            });
        } else {
            made.prohibited.push(line);
        }
        self.config.pools.push(made);
        self.config.networks[network.index()].pools.push(pool);
        pool
    }

    /// `mdb.c: new_address_range`.
    fn enter_range(
        &mut self,
        low: Ipv4Addr,
        high: Ipv4Addr,
        subnet: SubnetId,
        pool: PoolId,
        place: crate::Place,
    ) -> bool {
        let declared = self.config.subnet(subnet);
        let (net, mask) = (
            Ipv4Addr::from_bits(declared.address),
            Ipv4Addr::from_bits(declared.netmask),
        );
        for address in [low, high] {
            if !declared.contains(address) {
                self.abort(format!(
                    "bad range, address {address} not in subnet {net} netmask {mask}"
                ));
                return false;
            }
        }
        let hosts = !declared.netmask;
        let (low, high) = (low.to_bits() & hosts, high.to_bits() & hosts);
        let (first, last) = (low.min(high) | net.to_bits(), low.max(high) | net.to_bits());
        let count = u64::from(last - first) + 1;
        if (count + 1) * LEASE_SIZE > u64::from(u32::MAX) {
            let (low, high) = (Ipv4Addr::from_bits(first), Ipv4Addr::from_bits(last));
            self.warn(format!("{low}-{high} is an overly large address range."));
            self.abort("Memory overflow.".to_owned());
            return false;
        }
        self.enter_addresses(Range {
            first,
            last,
            subnet,
            pool,
            place,
        });
        true
    }

    /// Adds those addresses of a range that no other range has.
    fn enter_addresses(&mut self, range: Range) {
        let mut first = range.first;
        loop {
            // The next range that ends at or after `first`.
            let next = self
                .addresses
                .range(first..)
                .next()
                .map(|(&last, &first)| (first, last));
            let taken = next.filter(|(from, _)| *from <= range.last);
            let end = taken.map_or(range.last, |(from, _)| from.max(first).wrapping_sub(1));
            if taken.is_none_or(|(from, _)| from > first) {
                self.addresses.insert(end, first);
                self.config.ranges.push(Range {
                    first,
                    last: end,
                    ..range
                });
            }
            let Some((from, to)) = taken else { return };
            for address in from.max(first)..=to.min(range.last) {
                if self.aborted {
                    return;
                }
                let address = Ipv4Addr::from_bits(address);
                self.warn(format!("lease {address} is declared twice!"));
            }
            if to >= range.last {
                return;
            }
            first = to + 1;
        }
    }
}
