//! The terms of a lease: its time, what is remembered of its client, and what the answer says besides options.

use std::net::Ipv4Addr;

use super::ack::{Denial, Grant};
use super::encode::Plan;
use super::find::Found;
use super::lease::{Binding, Lease, agent_options};
use super::session::{Session, silence};
use crate::dhcpd::model::HostId;
use crate::dhcpd::options::Options;
use crate::dhcpd::scope::{Scopes, Value};
use crate::dhcpd::state::{Entry, OptionValue};

/// What an answer says besides options.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) file: Vec<u8>,
    pub(super) server_name: Vec<u8>,
    pub(super) next_server: Option<Ipv4Addr>,
    /// Where the answer comes from.
    pub(super) from: Ipv4Addr,
    pub(super) broadcast: bool,
    /// How options are written.
    pub(super) plan: Plan,
    /// Seconds for which an offer waits for an answer to a ping.
    pub(super) delay: u32,
}

/// A constant as an option of the answer.
pub(super) fn constant(session: &Session<'_>, code: u32, bytes: impl Into<Vec<u8>>) -> Entry {
    Entry {
        code,
        option: session.config.options.find_code(Options::DHCP, code),
        value: OptionValue::Bytes(bytes.into()),
        had_nulls: false,
        origins: Vec::new(),
    }
}

impl Session<'_> {
    /// Settles a lease with its client, in the scope of the lease.
    pub(super) fn settle(
        &mut self,
        found: &mut Found,
        grant: Grant,
        host: Option<HostId>,
        globals: &mut Scopes,
    ) -> Result<Terms, Denial> {
        let original_contact = found.lease.last_transaction;
        let was = found.lease.binding;
        let host = self.permit_lease(found, grant, host)?;
        let (file, server_name) = (self.server_bytes(15), self.server_bytes(16));
        let expiry = match grant {
            Grant::Bootp => self.bootp_expiry(),
            _ => self.expiry(found)?,
        };
        let mut lease = found.lease.clone();
        lease.starts = self.state.now;
        lease.ends = if let Grant::Offer { until } = grant {
            until
        } else {
            expiry
        };
        self.remember_client(&mut lease, host);
        self.execute_commit(grant);
        let (expiry, same_client) = self.supersede(found, lease, grant, expiry);
        found.host = found.host.or(host);
        if let Some(leased) = &mut self.evaluator.lease {
            leased.host = found.host.map(|host| self.config.host(host).name.clone());
        }
        self.tell_address(found);
        let broadcast = self.evaluator.flag(22).is_some_and(|flag| flag.is_true);
        let max_message_size = self.max_message_size();
        self.copy_subnet_selection();
        let mut from = self.interface.address;
        if grant != Grant::Bootp {
            self.evaluator
                .reply
                .save(Options::DHCP, constant(self, 53, [grant.kind()]));
            std::mem::swap(&mut self.evaluator.scopes, globals);
            from = self.source_address();
            std::mem::swap(&mut self.evaluator.scopes, globals);
            self.set_times(expiry);
        }
        let next_server = self.next_server();
        self.fill_in(found);
        let echo = self.echo_client_id();
        self.lease_as_router(found);
        let Some(mut plan) = self.plan(max_message_size, echo) else {
            return Err(silence("`site-option-space` names no space").into());
        };
        plan.file_is_free = file.is_empty();
        plan.server_name_is_free = server_name.is_empty();
        plan.bootp = (grant == Grant::Bootp).then_some(self.request.payload.len());
        let mut delay = 0;
        if grant.is_offer() {
            delay = self.ping_time(found, was, original_contact, same_client);
            if delay > 0
                && let Some(known) = self.state.leases.get_mut(found.lease.address)
            {
                known.held_until = self.state.now + i64::from(delay);
            }
        }
        Ok(Terms {
            file,
            server_name,
            next_server,
            from,
            broadcast,
            plan,
            delay,
        })
    }

    /// A parameter of the server as bytes, whether or not the daemon says that it has a value.
    pub(super) fn server_bytes(&mut self, code: u32) -> Vec<u8> {
        let data = self.evaluator.reply_option(Options::SERVER, code);
        data.map(|data| data.bytes()).unwrap_or_default()
    }

    /// What a lease keeps of its client.
    fn remember_client(&mut self, lease: &mut Lease, host: Option<HostId>) {
        lease.last_transaction = self.state.now;
        let ignore = self.evaluator.flag(82).is_some_and(|flag| flag.is_true);
        lease.client_identifier = if ignore {
            None
        } else {
            self.client_identifier().cloned()
        };
        lease.host = host;
        if let Some(class) = self.evaluator.request_option(Options::DHCP, 60)
            && !class.is_empty()
        {
            let value = Value::Data(class.to_vec());
            self.evaluator
                .scopes
                .set(b"vendor-class-identifier", Some(value));
        }
        let keep = self.evaluator.flag(37).is_none_or(|flag| flag.is_true);
        if let Some(request) = &self.evaluator.request
            && !self.stashed
            && keep
            && request.has_space(Options::AGENT)
        {
            lease.agent = agent_options(request.entries(Options::AGENT));
        }
        if let Some(name) = self.evaluator.request_option(Options::DHCP, 12)
            && lease.host_name.as_deref() != Some(name)
        {
            lease.host_name = Some(name.to_vec());
            lease.cannot_reuse = true;
        }
        lease.hardware = self.hardware();
    }

    /// The statements of `on commit`.
    pub(super) fn execute_commit(&mut self, grant: Grant) {
        if !grant.is_offer()
            && let Some(statements) = self.evaluator.on_commit.take()
        {
            self.evaluator.execute(statements);
        }
    }

    /// Puts a lease among the leases, unless the old one is young enough to stay; when it ends, and whether its
    /// client is the same (`server/dhcp.c: reuse_lease`).
    fn supersede(
        &mut self,
        found: &mut Found,
        mut lease: Lease,
        grant: Grant,
        expiry: i64,
    ) -> (i64, bool) {
        if found.pool.is_none() {
            found.lease = lease;
            return (expiry, false);
        }
        let known = &found.lease;
        let same_client = known.host == lease.host
            && known.client_identifier.as_deref().unwrap_or_default()
                == lease.client_identifier.as_deref().unwrap_or_default()
            && known.hardware == lease.hardware;
        let young = !lease.cannot_reuse
            && known.binding == Binding::Active
            && same_client
            && self.is_young(known);
        if young {
            let ends = known.ends;
            if let Some(kept) = self.state.leases.get_mut(lease.address) {
                kept.cannot_reuse = false;
                kept.last_transaction = self.state.now;
            }
            return (ends, same_client);
        }
        lease.cannot_reuse = grant.is_offer();
        let binding = if grant.is_offer() {
            known.binding
        } else {
            Binding::Active
        };
        if lease.billed.is_some() && !grant.is_offer() {
            found.lease.billed = lease.billed;
        }
        self.state.leases.supersede(lease.clone(), binding);
        found.lease = lease;
        (expiry, same_client)
    }

    fn max_message_size(&mut self) -> u16 {
        let asked = self
            .evaluator
            .request_option(Options::DHCP, 57)
            .map(<[u8]>::to_vec);
        let bytes = asked.or_else(|| self.evaluator.reply_option(Options::DHCP, 57)?.value());
        match bytes.as_deref() {
            Some([high, low]) => u16::from_be_bytes([*high, *low]),
            _ => 0,
        }
    }

    /// Option 118 goes back as it came.
    pub(super) fn copy_subnet_selection(&mut self) {
        let request = self.evaluator.request.as_ref();
        if let Some(entry) = request.and_then(|all| all.get(Options::DHCP, 118)) {
            self.evaluator.reply.save(Options::DHCP, entry.clone());
        }
    }

    /// `server/dhcp.c: get_server_source_address`: the server identifier, or the address of the interface, which
    /// then becomes the server identifier.
    pub(super) fn source_address(&mut self) -> Ipv4Addr {
        let set = self
            .evaluator
            .reply_option(Options::DHCP, 54)
            .and_then(|data| data.value());
        if let Some(octets) = set.and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()) {
            return Ipv4Addr::from(octets);
        }
        let address = self.interface.address;
        self.evaluator
            .reply
            .save(Options::DHCP, constant(self, 54, address.octets()));
        address
    }

    /// `next-server`: the first of its addresses.
    pub(super) fn next_server(&mut self) -> Option<Ipv4Addr> {
        let bytes = self.evaluator.reply_option(Options::SERVER, 17)?.value()?;
        bytes
            .first_chunk::<4>()
            .map(|octets| Ipv4Addr::from(*octets))
    }

    /// Options that the server knows by itself, where nothing sets them.
    pub(super) fn fill_in(&mut self, found: &Found) {
        self.fill_in_mask(found.subnet);
        if self.evaluator.reply.get(Options::DHCP, 12).is_none()
            && let Some(host) = found.host
            && self.evaluator.flag(12).is_some_and(|flag| flag.is_true)
        {
            let name = self.config.host(host).name.to_vec();
            let mut entry = constant(self, 12, name);
            let place = self.config.host(host).place;
            entry
                .origins
                .push(crate::dhcpd::state::Origin { place, group: None });
            self.evaluator.reply.save(Options::DHCP, entry);
        }
    }

    /// The mask of the subnet.
    pub(super) fn fill_in_mask(&mut self, subnet: crate::dhcpd::model::SubnetId) {
        if self.evaluator.reply.get(Options::DHCP, 1).is_none() {
            let subnet = self.config.subnet(subnet);
            let mut entry = constant(self, 1, subnet.netmask.to_be_bytes());
            entry.origins.push(crate::dhcpd::state::Origin {
                place: subnet.place,
                group: None,
            });
            self.evaluator.reply.save(Options::DHCP, entry);
        }
    }

    /// `echo-client-id`.
    pub(super) fn echo_client_id(&mut self) -> bool {
        let echo = self.evaluator.flag(85).is_some_and(|flag| flag.is_true);
        if echo && let Some(identifier) = self.client_identifier().cloned() {
            self.evaluator
                .reply
                .save(Options::DHCP, constant(self, 61, identifier));
        }
        echo
    }

    /// `use-lease-addr-for-default-route`.
    fn lease_as_router(&mut self, found: &Found) {
        if self.evaluator.flag(13).is_some_and(|flag| flag.is_true)
            && self.evaluator.reply.get(Options::DHCP, 3).is_none()
        {
            self.evaluator
                .reply
                .save(Options::DHCP, constant(self, 3, found.address.octets()));
        }
    }
}
