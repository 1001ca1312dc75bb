//! DISCOVER and REQUEST (`server/dhcp.c: dhcpdiscover, dhcprequest`).

use std::net::Ipv4Addr;

use super::ack::Grant;
use super::find::{Found, Search};
use super::session::{Outcome, Session, forbidden, silence};
use crate::Silence;
use crate::dhcpd::model::NetworkId;
use crate::dhcpd::options::Options;
use crate::dhcpd::scope::Bindings;

/// How long an address is kept for a client that it was offered to, in seconds.
const OFFER: i64 = 120;

impl Session<'_> {
    /// A client looks for a server.
    pub(super) fn discover(&mut self) -> Outcome {
        let Some(network) = self.network else {
            return Err(silence("no subnet declaration fits the relay"));
        };
        let Some(mut found) = self.find_or_allocate(network) else {
            return Err(self.no_free_lease(network));
        };
        self.partner_answers(&found)?;
        let now = self.state.now;
        if found.lease.ends < now {
            found.lease.scope = Bindings::default();
        }
        let until = found.lease.ends.max(now + OFFER);
        self.grant(found, Grant::Offer { until }, None)
    }

    /// The lease of the client, or a new one.
    pub(super) fn find_or_allocate(&mut self, network: NetworkId) -> Option<Found> {
        let known = self.find_lease(network).found;
        known.or_else(|| self.allocate(network))
    }

    /// Why there is no lease: the line that keeps the client out of a pool, or none.
    fn no_free_lease(&self, network: NetworkId) -> Silence {
        let pools = &self.config.network(network).pools;
        let refused = pools.iter().find_map(|pool| self.permitted(*pool).err());
        match refused {
            Some(place) => forbidden(place, "no pool that the client may use has a free address"),
            None if pools.is_empty() => silence("the network has no pool"),
            None => silence("no pool of the network has a free address"),
        }
    }

    /// A server that shares a pool with another one does not answer before both have spoken.
    pub(super) fn partner_answers(&self, found: &Found) -> Result<(), Silence> {
        let shared = found
            .pool
            .is_some_and(|pool| self.config.pool(pool).failover);
        if shared {
            Err(silence("the failover partner has not been heard yet"))
        } else {
            Ok(())
        }
    }

    /// A client asks for an address.
    pub(super) fn ask(&mut self) -> Outcome {
        let requested = self.evaluator.request_option(Options::DHCP, 50).is_some();
        let asked = if requested {
            self.requested_address()
        } else {
            Some(self.client_address())
        };
        // An option that is too short leaves bytes from elsewhere.
        let asked = asked.unwrap_or(Ipv4Addr::UNSPECIFIED);
        let mut subnet = self.config.find_subnet(asked);
        let search = match subnet {
            Some(subnet) => self.find_lease(self.config.subnet(subnet).network),
            None => Search::default(),
        };
        if let Some(found) = &search.found {
            self.partner_answers(found)?;
        }
        let renews = !self.client_address().is_unspecified();
        let Some(network) = self.network else {
            let Some(subnet) = subnet else {
                return Err(silence(
                    "no subnet declaration fits the relay or the address",
                ));
            };
            let group = self.config.group(self.config.subnet(subnet).group);
            if group.authoritative {
                return self.refuse(None);
            }
            return Err(silence(
                "the address is of another network, and the server is not authoritative",
            ));
        };
        if (renews && !self.relay().is_unspecified()) || (requested && !renews) {
            subnet = self.config.find_subnet_of(network, asked);
            if subnet.is_none() {
                let group = self.config.group(self.config.network(network).group);
                if group.authoritative {
                    return self.refuse(None);
                }
                return Err(silence(
                    "the address is of another network, and the server is not authoritative",
                ));
            }
        }
        match search.found {
            Some(found) => self.grant(found, Grant::Ack, None),
            None if search.ours => {
                let group = subnet.map(|subnet| self.config.subnet(subnet).group);
                self.refuse(group)
            }
            None => Err(silence("the server knows no lease of that address")),
        }
    }
}
