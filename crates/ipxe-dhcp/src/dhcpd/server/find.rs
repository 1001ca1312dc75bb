//! Choosing a lease for a client (`server/dhcp.c: find_lease, allocate_lease`).

use std::net::Ipv4Addr;

use super::lease::{Binding, Lease};
use super::session::Session;
use crate::dhcpd::check::constant_value;
use crate::dhcpd::model::{HostId, NetworkId, PoolId, SubnetId};
use crate::dhcpd::options::Options;

/// A lease that a client may have.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) address: Ipv4Addr,
    pub(super) subnet: SubnetId,
    /// None for the address of a host declaration.
    pub(super) pool: Option<PoolId>,
    pub(super) host: Option<HostId>,
    /// What is known of it from before.
    pub(super) lease: Lease,
}

/// What the search for a lease found.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) found: Option<Found>,
    /// Whether the address that the client asked for is one of ours.
    pub(super) ours: bool,
}

/// What is known of the client while its lease is looked for.
struct Client {
    identifier: Option<Vec<u8>>,
    hardware: Vec<u8>,
    /// The address that it has or asks for.
    address: Option<Ipv4Addr>,
    renews: bool,
    asks: bool,
    network: NetworkId,
}

impl Session<'_> {
    /// The address of a host declaration that is on a network (`mdb.c: find_host_for_network`).
    fn fixed_lease(&mut self, first: HostId, network: NetworkId) -> Option<Found> {
        let config = self.config;
        for id in config.chain(Some(first)) {
            let host = config.host(id);
            let Some(expr) = host.fixed_address else {
                continue;
            };
            let (addresses, log) = self.fixed_addresses(expr);
            self.evaluator.log.extend(log);
            for octets in addresses.as_chunks::<4>().0 {
                let address = Ipv4Addr::from(*octets);
                let Some(subnet) = config.find_subnet_of(network, address) else {
                    continue;
                };
                let home = super::addresses::Home {
                    pool: PoolId(0),
                    subnet,
                };
                let mut lease = Lease::new(address.to_bits(), home);
                lease.hardware.clone_from(&host.hardware);
                lease.client_identifier = Some(host.client_identifier.clone());
                return Some(Found {
                    address,
                    subnet,
                    pool: None,
                    host: Some(id),
                    lease,
                });
            }
        }
        None
    }

    fn fixed_addresses(&self, expr: crate::dhcpd::expression::ExprId) -> (Vec<u8>, Vec<String>) {
        constant_value(self.config, expr, &self.server.machine)
    }

    /// The first declaration for the client by an option (`mdb.c: find_hosts_by_option`).
    pub(super) fn host_by_option(&self) -> Option<HostId> {
        let config = self.config;
        config.hosts_by_option.iter().find_map(|(option, hosts)| {
            let definition = config.options.definition(*option);
            let value = self
                .evaluator
                .request_option(definition.space, definition.code)?;
            hosts.get(value).copied()
        })
    }

    pub(super) fn host_by_hardware(&self) -> Option<HostId> {
        self.config
            .hosts_by_hardware
            .get(self.hardware().as_slice())
            .copied()
    }

    pub(super) fn host_by_identifier(&self) -> Option<HostId> {
        let identifier = self.client_identifier()?;
        self.config
            .hosts_by_identifier
            .get(identifier.as_slice())
            .copied()
    }

    /// `dhcp.c: find_lease`.
    pub(super) fn find_lease(&mut self, network: NetworkId) -> Search {
        let renews = !self.client_address().is_unspecified();
        let client = Client {
            identifier: self.client_identifier().cloned(),
            hardware: self.hardware(),
            address: if renews {
                Some(self.client_address())
            } else {
                self.requested_address()
            },
            renews,
            asks: self.kind == 3,
            network,
        };
        let (fixed, host) = self.declared_host(network);
        let mut search = Search::default();
        if let Some(fixed) = &fixed
            && client.asks
            && Some(fixed.address) != client.address
        {
            search.ours = true;
            self.state.message = "requested address is incorrect";
            return search;
        }
        let by_identifier = self.lease_by_identifier(&client);
        let by_hardware = self.lease_by_hardware(&client);
        let asked = self.lease_asked_for(&client, &mut search, by_identifier, fixed.is_some());
        search.found = self.choose(&client, fixed, asked, by_identifier, by_hardware);
        if let (Some(found), Some(host)) = (&mut search.found, host)
            && found.host.is_none()
            && found.lease.binding == Binding::Active
        {
            let free = |id: &HostId| self.config.host(*id).fixed_address.is_none();
            found.host = self.config.chain(Some(host)).find(free);
        }
        let abandoned = |found: &Found| found.lease.binding == Binding::Abandoned;
        if search.found.as_ref().is_some_and(abandoned) && !(client.asks && asked.is_some()) {
            search.found = None;
            search.ours = true;
        }
        search
    }

    /// The fixed address of a declaration for the client, or the declaration.
    fn declared_host(&mut self, network: NetworkId) -> (Option<Found>, Option<HostId>) {
        let by_identifier = self.host_by_identifier();
        if let Some(host) = by_identifier {
            self.evaluator.known = true;
            let fixed = self.fixed_lease(host, network);
            let host = fixed.is_none().then_some(host);
            return (fixed, host);
        }
        let host = self.host_by_hardware().or_else(|| self.host_by_option());
        let Some(host) = host else {
            return (None, None);
        };
        self.evaluator.known = true;
        (self.fixed_lease(host, network), Some(host))
    }

    /// Whether a lease may go on with its client, or be given to one.
    fn is_usable(lease: &Lease) -> bool {
        matches!(lease.binding, Binding::Active | Binding::Free)
    }

    fn network_of(&self, lease: &Lease) -> NetworkId {
        self.config.subnet(lease.home.subnet).network
    }

    fn lease_by_identifier(&mut self, client: &Client) -> Option<u32> {
        let list = self
            .state
            .leases
            .by_identifier(client.identifier.as_ref()?)
            .to_vec();
        for address in list {
            let Some(lease) = self.state.leases.get(address) else {
                continue;
            };
            let elsewhere = self.network_of(lease) != client.network;
            let usable = Self::is_usable(lease);
            if usable && !elsewhere && self.permitted(lease.home.pool).is_ok() {
                return Some(address);
            }
            if !(client.renews || usable && elsewhere) {
                self.state.leases.release(address, self.state.now);
            }
        }
        None
    }

    fn lease_by_hardware(&mut self, client: &Client) -> Option<u32> {
        let list = self.state.leases.by_hardware(&client.hardware).to_vec();
        for address in list {
            let Some(lease) = self.state.leases.get(address) else {
                continue;
            };
            let other = lease.binding != Binding::Free
                && lease.client_identifier.is_some()
                && lease.client_identifier != client.identifier;
            if !Self::is_usable(lease) || other || self.network_of(lease) != client.network {
                continue;
            }
            if self.permitted(lease.home.pool).is_ok() {
                return Some(address);
            }
            if !client.renews {
                self.state.leases.release(address, self.state.now);
            }
        }
        None
    }

    /// The lease of the address that the client has or asks for, where it may have it.
    fn lease_asked_for(
        &mut self,
        client: &Client,
        search: &mut Search,
        by_identifier: Option<u32>,
        fixed: bool,
    ) -> Option<u32> {
        let asked = client.address?.to_bits();
        let home = self.server.order.home(asked)?;
        search.ours = true;
        if self.config.subnet(home.subnet).network != client.network {
            self.state.message = "requested address on bad subnet";
            return None;
        }
        let lease = self.state.leases.copy(asked, home);
        let same = match &lease.client_identifier {
            Some(identifier) => client.identifier.as_ref() == Some(identifier),
            None => lease.hardware == client.hardware,
        };
        if !same && lease.binding != Binding::Free {
            search.ours = lease.binding == Binding::Active;
            return None;
        }
        if self.kind == 1 && !Self::is_usable(&lease) {
            return None;
        }
        if lease.binding == Binding::Active
            && lease.client_identifier.is_some()
            && Some(asked) != by_identifier
        {
            if let Some(other) = by_identifier
                && same
            {
                self.release_duplicate(client, other);
            } else if !same || by_identifier.is_some() {
                return None;
            }
        }
        if client.asks && fixed {
            self.state.message = "database conflict - call for help!";
            return None;
        }
        if self.permitted(home.pool).is_err() {
            if !client.renews && lease.binding == Binding::Active {
                self.state.leases.release(asked, self.state.now);
            }
            return None;
        }
        Some(asked)
    }

    /// The client asks for one of its two leases: the other one is free.
    fn release_duplicate(&mut self, client: &Client, address: u32) {
        let active = self.state.leases.get(address);
        let active = active.is_some_and(|lease| lease.binding == Binding::Active);
        if active && client.asks && !client.renews {
            self.state.leases.release(address, self.state.now);
        }
    }

    /// The best of what was found.
    fn choose(
        &mut self,
        client: &Client,
        fixed: Option<Found>,
        asked: Option<u32>,
        by_identifier: Option<u32>,
        by_hardware: Option<u32>,
    ) -> Option<Found> {
        if asked.is_none() {
            self.state.message = "requested address not available";
            if client.asks && fixed.is_none() {
                return None;
            }
        }
        let now = self.state.now;
        if let Some(fixed) = fixed {
            if let Some(address) = asked.filter(|_| !client.renews) {
                self.state.leases.release(address, now);
            }
            return Some(fixed);
        }
        if let Some(address) = asked {
            if let Some(other) = by_identifier.filter(|other| *other != address) {
                self.release_duplicate(client, other);
            }
            return self.dynamic(address);
        }
        if let Some(address) = by_identifier {
            return self.dynamic(address);
        }
        let address = by_hardware?;
        let identifier = self.state.leases.get(address)?.client_identifier.as_ref();
        let fits = match identifier {
            None => true,
            Some(identifier) if identifier.is_empty() => true,
            Some(identifier) => match &client.identifier {
                Some(own) => own == identifier,
                None => self.kind == 0,
            },
        };
        if fits { self.dynamic(address) } else { None }
    }

    fn dynamic(&self, address: u32) -> Option<Found> {
        let home = self.server.order.home(address)?;
        let mut lease = self.state.leases.copy(address, home);
        lease.host = None;
        Some(Found {
            address: Ipv4Addr::from_bits(address),
            subnet: home.subnet,
            pool: Some(home.pool),
            host: None,
            lease,
        })
    }

    /// `dhcp.c: allocate_lease`: the address of all pools that has been free longest.
    pub(super) fn allocate(&mut self, network: NetworkId) -> Option<Found> {
        let mut best: Option<Lease> = None;
        for &pool in &self.config.network(network).pools {
            if self.permitted(pool).is_err() {
                continue;
            }
            let Some((_, lease)) = self.state.leases.first_free(&self.server.order, pool) else {
                continue;
            };
            if lease.binding != Binding::Abandoned && lease.ends > self.state.now {
                continue;
            }
            let better = best
                .as_ref()
                .is_none_or(|known| Self::is_better(&lease, known));
            if better {
                best = Some(lease);
            }
        }
        self.dynamic(best?.address)
    }

    fn is_better(lease: &Lease, known: &Lease) -> bool {
        let used = |lease: &Lease| {
            lease
                .client_identifier
                .as_ref()
                .is_some_and(|name| !name.is_empty())
                || !lease.hardware.is_empty()
        };
        if known.binding == Binding::Abandoned
            && (lease.binding != Binding::Abandoned || lease.ends < known.ends)
        {
            return true;
        }
        if lease.binding == Binding::Abandoned {
            return false;
        }
        if used(known) && (!used(lease) || lease.ends < known.ends) {
            return true;
        }
        !used(lease) && lease.ends < known.ends
    }

    /// Whether the client sent a server identifier.
    pub(super) fn has_server_identifier(&self) -> bool {
        self.evaluator.request_option(Options::DHCP, 54).is_some()
    }
}
