//! Refusing an address (`server/dhcp.c: nak_lease`).

use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::BROADCAST_FLAG;

use super::encode::Plan;
use super::reply::Header;
use super::session::{Outcome, Session};
use super::terms::constant;
use crate::dhcpd::model::{Config, GroupId};
use crate::dhcpd::options::Options;
use crate::dhcpd::state::OptionState;
use crate::{Field, Link, Reason};

impl Session<'_> {
    /// Tells the client that it may not have the address that it asks for.
    pub(super) fn refuse(&mut self, group: Option<GroupId>) -> Outcome {
        let message = self.state.message;
        self.evaluator.lease = None;
        self.evaluator.reply = OptionState::default();
        self.execute_network(group);
        let from = self.source_address();
        let agent = self
            .evaluator
            .request
            .as_ref()
            .filter(|all| all.has_space(Options::AGENT));
        let agent = agent.cloned();
        for at in (0..self.evaluator.classes.len()).rev() {
            let class = self.evaluator.classes[at];
            self.evaluator
                .execute_scope(self.config.class(class).group, None);
        }
        let echo = self.echo_client_id();
        // Of all that was set, only these are sent.
        let mut reply = OptionState::default();
        let identifier = constant(self, 54, from.octets());
        reply.save(Options::DHCP, constant(self, 53, [6]));
        reply.save(Options::DHCP, constant(self, 56, message));
        reply.save(Options::DHCP, identifier);
        if echo && let Some(identifier) = self.client_identifier().cloned() {
            reply.save(Options::DHCP, constant(self, 61, identifier));
        }
        if let Some(agent) = agent {
            reply.adopt(Options::AGENT, &agent);
        }
        self.evaluator.reply = reply;
        let plan = Plan {
            max_message_size: 0,
            file_is_free: false,
            server_name_is_free: false,
            terminate: false,
            bootp: None,
            requested: None,
            echo_client_id: echo,
            wants_mask: matches!(self.kind, 1 | 3),
            site: None,
        };
        let header = Header {
            flags: self.flags() | BROADCAST_FLAG,
            client: Ipv4Addr::UNSPECIFIED,
            yours: Ipv4Addr::UNSPECIFIED,
            next_server: Ipv4Addr::UNSPECIFIED,
            file: Vec::new(),
            server_name: Vec::new(),
        };
        let (payload, _) = self.packet(&header, &plan);
        let why = if message.is_empty() {
            "the address is not the client's"
        } else {
            message
        };
        self.reasons.push(Reason {
            field: Field::Reply,
            place: None,
            why: why.into(),
        });
        if !self.relay().is_unspecified() {
            return Ok(self.to_relay(payload));
        }
        let to = SocketAddrV4::new(self.config.ports.broadcast, self.config.ports.remote);
        Ok(self.reply(from, to, Link::Broadcast, payload))
    }

    /// `server/dhcp.c: eval_network_statements`: the scopes of the first subnet and the first pool of the network.
    fn execute_network(&mut self, group: Option<GroupId>) {
        let Some(network) = self.network else {
            self.evaluator
                .execute_scope(group.unwrap_or(Config::ROOT), None);
            return;
        };
        let network = self.config.network(network);
        let first = network.subnets.first();
        let group = first.map_or(network.group, |subnet| self.config.subnet(*subnet).group);
        self.evaluator.execute_scope(group, None);
        if let Some(pool) = network.pools.first() {
            self.evaluator
                .execute_scope(self.config.pool(*pool).group, Some(network.group));
        }
    }
}
