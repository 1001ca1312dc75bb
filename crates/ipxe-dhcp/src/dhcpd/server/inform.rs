//! INFORM: a client that has an address asks for options (`server/dhcp.c: dhcpinform`).

use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::BROADCAST_FLAG;

use super::reply::Header;
use super::session::{Outcome, Session, silence};
use super::terms::constant;
use crate::Link;
use crate::dhcpd::check::constant_value;
use crate::dhcpd::model::{HostId, SubnetId};
use crate::dhcpd::options::Options;

impl Session<'_> {
    pub(super) fn inform(&mut self) -> Outcome {
        let said = self.client_address();
        let client = if said.is_unspecified() {
            *self.request.source.ip()
        } else {
            said
        };
        if client.octets()[..3] == [0, 0, 0] {
            return Err(silence("the client does not say its address"));
        }
        let subnet = self.informed_subnet(client)?;
        let group = self.config.subnet(subnet).group;
        if !self.config.group(group).authoritative {
            return Err(silence("the server is not authoritative for the subnet"));
        }
        self.adopt_agent_options();
        self.evaluator.execute_scope(group, None);
        if !said.is_unspecified()
            && let Some(home) = self.server.order.home(said.to_bits())
        {
            let pool = self.config.pool(home.pool);
            let limit = self.config.network(pool.network).group;
            self.evaluator.execute_scope(pool.group, Some(limit));
        }
        self.execute_classes(Some(group));
        if let Some(host) = self.informed_host(client) {
            self.evaluator
                .execute_scope(self.config.host(host).group, Some(group));
        }
        self.answer_inform(client, subnet)
    }

    /// The subnet whose options count.
    fn informed_subnet(&mut self, client: Ipv4Addr) -> Result<SubnetId, crate::Silence> {
        let relayed = !self.relay().is_unspecified() && self.client_address().is_unspecified();
        let mut address = if relayed { self.relay() } else { client };
        let selected = self
            .evaluator
            .request_option(Options::AGENT, 5)
            .or_else(|| self.evaluator.request_option(Options::DHCP, 118));
        if let Some(octets) = selected {
            let Ok(octets) = <[u8; 4]>::try_from(octets) else {
                return Err(silence("the subnet that is selected is no address"));
            };
            address = Ipv4Addr::from(octets);
            self.copy_subnet_selection();
        }
        let subnet = self.config.find_subnet(address);
        subnet.ok_or(silence("no subnet declaration fits the client's address"))
    }

    /// The declaration for a client: one with its address, or one without any.
    fn informed_host(&self, client: Ipv4Addr) -> Option<HostId> {
        let lists = [self.host_by_identifier(), self.host_by_hardware()];
        let has_address = |id: &HostId| {
            let host = self.config.host(*id);
            host.fixed_address.is_some_and(|expr| {
                let (addresses, _) = constant_value(self.config, expr, &self.server.machine);
                addresses.as_chunks::<4>().0.contains(&client.octets())
            })
        };
        let without = |id: &HostId| self.config.host(*id).fixed_address.is_none();
        let chain = |list: &Option<HostId>| self.config.chain(*list);
        let with = lists.iter().find_map(|list| chain(list).find(&has_address));
        with.or_else(|| lists.iter().find_map(|list| chain(list).find(without)))
    }

    fn answer_inform(&mut self, client: Ipv4Addr, subnet: SubnetId) -> Outcome {
        let file = self
            .evaluator
            .reply_option(Options::SERVER, 15)
            .and_then(|data| data.value());
        let name = self
            .evaluator
            .reply_option(Options::SERVER, 16)
            .and_then(|data| data.value());
        self.evaluator
            .reply
            .save(Options::DHCP, constant(self, 53, [5]));
        self.source_address();
        self.fill_in_mask(subnet);
        let Some(plan) = self.plan(0, false) else {
            return Err(silence("`site-option-space` names no space"));
        };
        let next_server = self.next_server();
        for code in [51, 58, 59] {
            self.evaluator.reply.delete(Options::DHCP, code);
        }
        let header = Header {
            flags: self.flags(),
            client: self.client_address(),
            yours: Ipv4Addr::UNSPECIFIED,
            next_server: next_server.unwrap_or(Ipv4Addr::UNSPECIFIED),
            file: file.unwrap_or_default(),
            server_name: name.unwrap_or_default(),
        };
        let through_relay = header.client.is_unspecified() && !self.relay().is_unspecified();
        let flags = if through_relay {
            header.flags | BROADCAST_FLAG
        } else {
            header.flags
        };
        let header = Header { flags, ..header };
        let (payload, written) = self.packet(&header, &plan);
        self.tell(&header, &written);
        if through_relay {
            let to = SocketAddrV4::new(self.relay(), self.relay_port());
            return Ok(self.reply(self.interface.address, to, Link::Resolved, payload));
        }
        let to = SocketAddrV4::new(client, self.config.ports.remote);
        Ok(self.reply(self.interface.address, to, Link::Resolved, payload))
    }
}
