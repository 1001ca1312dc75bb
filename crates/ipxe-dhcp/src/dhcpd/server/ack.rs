//! Giving a lease (`server/dhcp.c: ack_lease`): the scopes that count, and whether the client may have it.

use super::find::Found;
use super::lease::Binding;
use super::session::{Outcome, Session, forbidden};
use crate::dhcpd::eval::Leased;
use crate::dhcpd::model::{ClassId, HostId};
use crate::dhcpd::options::Options;
use crate::dhcpd::scope::Scopes;
use crate::{Field, Place, Reason, Silence};

/// How a lease is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    /// Offered, and kept for the client up to then.
    Offer {
        until: i64,
    },
    Ack,
    /// In an answer to BOOTP.
    Bootp,
}

impl Grant {
    /// Type of the message; 0 for BOOTP.
    pub(super) const fn kind(self) -> u8 {
        match self {
            Self::Offer { .. } => 2,
            Self::Ack => 5,
            Self::Bootp => 0,
        }
    }

    pub(super) const fn is_offer(self) -> bool {
        matches!(self, Self::Offer { .. })
    }
}

/// Why a lease is not given.
#[derive(Debug)]
pub(super) enum Denial {
    Silent(Silence),
    /// The client is told.
    Told,
}

impl From<Silence> for Denial {
    fn from(silence: Silence) -> Self {
        Self::Silent(silence)
    }
}

impl Session<'_> {
    /// Gives a lease, or says why not.
    pub(super) fn grant(
        &mut self,
        mut found: Found,
        grant: Grant,
        host: Option<HostId>,
    ) -> Outcome {
        let now = self.state.now;
        if grant != Grant::Ack && found.pool.is_some() && found.lease.held_until > now {
            return Err(super::session::silence(
                "the server still looks whether somebody has the address that it offers",
            ));
        }
        let group = self.config.subnet(found.subnet).group;
        self.adopt_agent_options();
        let scope = std::mem::take(&mut found.lease.scope);
        // What the lease's statements set is its own; options are written without it.
        let mut globals = std::mem::replace(&mut self.evaluator.scopes, Scopes::new(scope));
        let settled = self.settle(&mut found, grant, host, &mut globals);
        let scopes = std::mem::replace(&mut self.evaluator.scopes, globals);
        match settled {
            Ok(terms) => {
                found.lease.scope = scopes.into_base();
                if found.pool.is_some()
                    && let Some(known) = self.state.leases.get_mut(found.lease.address)
                {
                    known.scope.clone_from(&found.lease.scope);
                }
                Ok(self.reply_to_lease(&found, &terms, grant))
            }
            Err(denial) => {
                if let Some(known) = self.state.leases.get_mut(found.lease.address) {
                    known.scope = scopes.into_base();
                }
                match denial {
                    Denial::Silent(silence) => Err(silence),
                    Denial::Told => self.refuse(Some(group)),
                }
            }
        }
    }

    /// The options of the relay go back to it, unless the lease had to recall them.
    pub(super) fn adopt_agent_options(&mut self) {
        let Some(request) = &self.evaluator.request else {
            return;
        };
        if !self.stashed
            && request.has_space(Options::AGENT)
            && !self.evaluator.reply.has_space(Options::AGENT)
        {
            self.evaluator.reply.adopt(Options::AGENT, request);
        }
    }

    /// Executes the scopes of a lease, and asks whether the client may have it.
    pub(super) fn permit_lease(
        &mut self,
        found: &mut Found,
        grant: Grant,
        host: Option<HostId>,
    ) -> Result<Option<HostId>, Denial> {
        let subnet_group = self.config.subnet(found.subnet).group;
        self.evaluator.lease = Some(self.leased(found));
        self.evaluator.execute_scope(subnet_group, None);
        let mut limit = subnet_group;
        if let Some(pool) = found.pool {
            let pool = self.config.pool(pool);
            let network_group = self.config.network(pool.network).group;
            self.evaluator
                .execute_scope(pool.group, Some(network_group));
            limit = pool.group;
        }
        self.execute_classes(Some(limit));
        let mut host = host.or(found.host);
        if self.kind == 3 && self.evaluator.flag(10).is_some_and(|flag| flag.is_true) {
            self.release_others(found, host);
        }
        if grant.is_offer() {
            self.wait_long_enough()?;
        }
        if host.is_none() {
            host = self.host_without_address();
        }
        if let Some(host) = host {
            self.evaluator
                .execute_scope(self.config.host(host).group, Some(limit));
        }
        self.may_boot(host, grant)?;
        self.bill(found, grant)?;
        Ok(host)
    }

    fn leased(&self, found: &Found) -> Leased {
        let left = found.lease.ends - self.state.now;
        Leased {
            address: found.address,
            is_static: found.pool.is_none(),
            host: found.host.map(|host| self.config.host(host).name.clone()),
            remaining: u64::try_from(left).ok().filter(|left| *left > 0),
        }
    }

    /// `one-lease-per-client`: the other leases of the client are free.
    fn release_others(&mut self, found: &Found, host: Option<HostId>) {
        let now = self.state.now;
        let own = found.lease.address;
        let mut others = Vec::new();
        let identifier = found.lease.client_identifier.clone().unwrap_or_default();
        if !identifier.is_empty() {
            others.extend_from_slice(self.state.leases.by_identifier(&identifier));
        }
        let named = |host: HostId| !self.config.host(host).client_identifier.is_empty();
        let by_hardware = identifier.is_empty()
            || (host.is_some_and(|host| !named(host))
                && self.evaluator.flag(28).is_some_and(|flag| !flag.is_true));
        if by_hardware {
            others.extend_from_slice(self.state.leases.by_hardware(&found.lease.hardware));
        }
        for address in others.into_iter().filter(|address| *address != own) {
            self.state.leases.release(address, now);
        }
    }

    /// `min-secs`.
    fn wait_long_enough(&mut self) -> Result<(), Denial> {
        let Some(data) = self.evaluator.reply_option(Options::SERVER, 14) else {
            return Ok(());
        };
        let least = data.value().and_then(|bytes| bytes.first().copied());
        let payload = &self.request.payload;
        let seconds = u16::from_be_bytes([payload[8], payload[9]]);
        if least.is_none_or(|least| seconds >= u16::from(least)) {
            return Ok(());
        }
        let place = self.set_by(Options::SERVER, 14);
        Err(forbidden(place, "the client has not waited for `min-secs` yet").into())
    }

    /// A declaration for the client that has no address.
    fn host_without_address(&self) -> Option<HostId> {
        let candidates = [
            self.host_by_identifier(),
            self.host_by_hardware(),
            self.host_by_option(),
        ];
        let free = |id: &HostId| self.config.host(*id).fixed_address.is_none();
        candidates
            .into_iter()
            .find_map(|first| self.config.chain(first).find(free))
    }

    /// The flags that keep clients from booting.
    pub(super) fn may_boot(&mut self, host: Option<HostId>, grant: Grant) -> Result<(), Denial> {
        let checks = [
            (host.is_none(), 6, "unknown clients are refused"),
            (grant == Grant::Bootp, 8, "BOOTP is refused"),
            (true, 9, "booting is refused"),
        ];
        for (applies, code, why) in checks {
            if applies && self.evaluator.flag(code).is_some_and(|flag| !flag.is_true) {
                return Err(forbidden(self.set_by(Options::SERVER, code), why).into());
            }
        }
        Ok(())
    }

    /// The statement that set an option of the answer.
    pub(super) fn set_by(&self, space: crate::dhcpd::options::SpaceId, code: u32) -> Option<Place> {
        let entry = self.evaluator.reply.get(space, code)?;
        entry.origins.last().map(|origin| origin.place)
    }

    /// `lease limit`: a lease counts for one of the classes of its client.
    fn bill(&mut self, found: &mut Found, grant: Grant) -> Result<(), Denial> {
        if found.pool.is_none()
            || !self
                .config
                .classes
                .iter()
                .any(|class| class.lease_limit != 0)
        {
            return Ok(());
        }
        let classes = self.evaluator.classes.clone();
        if let Some(billed) = found.lease.billed
            && !classes.contains(&billed)
        {
            self.state.leases.unbill_class(billed);
            self.forget_bill(found);
            if found.lease.binding == Binding::Active {
                found.lease.cannot_reuse = true;
            }
        }
        if found.lease.billed.is_some() {
            return Ok(());
        }
        let mut refused: Option<ClassId> = None;
        for class in classes {
            let limit = self.config.class(class).lease_limit;
            if limit == 0 {
                continue;
            }
            if self.state.leases.bill(class, limit) {
                refused = None;
                found.lease.billed = Some(class);
                break;
            }
            refused = Some(class);
        }
        if let Some(class) = refused {
            let place = self.config.class(class).place;
            return Err(forbidden(
                Some(place),
                "as many clients as the class may have are there",
            )
            .into());
        }
        if let Some(class) = found.lease.billed {
            if grant.is_offer() && found.lease.binding != Binding::Active {
                self.state.leases.unbill_class(class);
                found.lease.billed = None;
            } else {
                found.lease.cannot_reuse = true;
            }
        }
        Ok(())
    }

    fn forget_bill(&mut self, found: &mut Found) {
        found.lease.billed = None;
        if let Some(known) = self.state.leases.get_mut(found.lease.address) {
            known.billed = None;
        }
    }

    /// Says where the address comes from.
    pub(super) fn tell_address(&mut self, found: &Found) {
        let (place, why) = match (found.pool, found.host) {
            (None, Some(host)) => {
                let host = self.config.host(host);
                let name = String::from_utf8_lossy(&host.name);
                (
                    Some(host.place),
                    format!("`fixed-address` of host {name}").into(),
                )
            }
            _ => {
                let address = found.address.to_bits();
                let ranges = &self.config.ranges;
                let has = |range: &&crate::dhcpd::model::Range| {
                    (range.first..=range.last).contains(&address)
                };
                let range = ranges.iter().find(has).map(|range| range.place);
                let why = if found.lease.binding == Binding::Active {
                    "the client has it already"
                } else {
                    "the next free address of the range"
                };
                (range, why.into())
            }
        };
        self.reasons.push(Reason {
            field: Field::Address,
            place,
            why,
        });
    }
}
