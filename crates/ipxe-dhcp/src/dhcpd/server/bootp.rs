//! BOOTP (`server/bootp.c: bootp`).

use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::BROADCAST_FLAG;

use super::ack::{Denial, Grant};
use super::encode::{Plan, Written};
use super::find::Found;
use super::reply::Header;
use super::session::{Outcome, Session, silence};
use crate::Link;
use crate::dhcpd::options::Options;
use crate::dhcpd::request::FIXED;
use crate::dhcpd::scope::Scopes;

/// Shortest packet of BOOTP.
const SHORTEST: usize = 300;

impl Session<'_> {
    pub(super) fn bootp(&mut self) -> Outcome {
        if self.request.payload[0] != 1 {
            return Err(silence("it is no request"));
        }
        self.network = self.locate();
        let Some(network) = self.network else {
            return Err(silence("no subnet declaration fits the relay"));
        };
        let found = self.find_lease(network).found;
        match found {
            Some(found) if found.pool.is_none() => self.answer_fixed(found),
            found => {
                let first = found.as_ref().and_then(|found| found.host);
                let first = first.or_else(|| self.host_by_hardware());
                let free = |id: &crate::dhcpd::model::HostId| {
                    self.config.host(*id).fixed_address.is_none()
                };
                let host = self.config.chain(first).find(free);
                let Some(found) = found.or_else(|| self.allocate(network)) else {
                    return Err(silence("no address is free for BOOTP clients"));
                };
                self.partner_answers(&found)?;
                self.grant(found, Grant::Bootp, host)
            }
        }
    }

    /// The answer to a client with a fixed address.
    fn answer_fixed(&mut self, mut found: Found) -> Outcome {
        let scope = std::mem::take(&mut found.lease.scope);
        let globals = std::mem::replace(&mut self.evaluator.scopes, Scopes::new(scope));
        let outcome = self.answer_fixed_in_scope(&found);
        self.evaluator.scopes = globals;
        outcome
    }

    fn answer_fixed_in_scope(&mut self, found: &Found) -> Outcome {
        let group = self.config.subnet(found.subnet).group;
        self.evaluator.lease = Some(crate::dhcpd::eval::Leased {
            address: found.address,
            is_static: true,
            host: found.host.map(|host| self.config.host(host).name.clone()),
            remaining: None,
        });
        self.evaluator.execute_scope(group, None);
        self.execute_classes(Some(group));
        if let Some(host) = found.host {
            self.evaluator
                .execute_scope(self.config.host(host).group, Some(group));
        }
        if let Err(Denial::Silent(silence)) = self.may_boot(found.host, Grant::Bootp) {
            return Err(silence);
        }
        self.tell_address(found);
        let rfc1048 = self.evaluator.flag(20).is_some_and(|flag| flag.is_true);
        let with_options = self.options_valid || rfc1048;
        if with_options {
            self.fill_in(found);
        }
        let broadcast = self.evaluator.flag(22).is_some_and(|flag| flag.is_true);
        let request = &self.request.payload;
        let asked_file = request[108..FIXED].to_vec();
        let next_server = self.evaluator.reply_option(Options::SERVER, 17);
        let next_server = match next_server.and_then(|data| data.value()) {
            Some(bytes) => bytes
                .first_chunk::<4>()
                .map(|octets| Ipv4Addr::from(*octets)),
            None => Some(self.interface.address),
        };
        let file = self
            .evaluator
            .reply_option(Options::SERVER, 15)
            .and_then(|data| data.value());
        let name = self
            .evaluator
            .reply_option(Options::SERVER, 16)
            .and_then(|data| data.value());
        let header = Header {
            flags: if broadcast {
                self.flags() | BROADCAST_FLAG
            } else {
                self.flags()
            },
            client: self.client_address(),
            yours: found.address,
            next_server: next_server.unwrap_or(Ipv4Addr::UNSPECIFIED),
            file: file.unwrap_or(asked_file),
            server_name: name.unwrap_or_default(),
        };
        let (payload, written) = if with_options {
            let plan = Plan {
                max_message_size: 0,
                file_is_free: false,
                server_name_is_free: false,
                terminate: false,
                bootp: Some(self.request.payload.len()),
                requested: None,
                echo_client_id: false,
                wants_mask: false,
                site: None,
            };
            self.packet(&header, &plan)
        } else {
            self.packet_with_vendor_field(&header)
        };
        self.execute_commit(Grant::Bootp);
        self.tell(&header, &written);
        if !self.relay().is_unspecified() {
            let to = SocketAddrV4::new(self.relay(), self.config.ports.local);
            return Ok(self.reply(self.interface.address, to, Link::Resolved, payload));
        }
        let address = if header.flags & BROADCAST_FLAG == 0 {
            found.address
        } else {
            self.config.ports.broadcast
        };
        let to = SocketAddrV4::new(address, self.config.ports.remote);
        Ok(self.reply(self.interface.address, to, Link::Client, payload))
    }

    /// An answer with the vendor's field of the request, which no one could read.
    fn packet_with_vendor_field(&mut self, header: &Header) -> (Vec<u8>, Written) {
        let reply = std::mem::take(&mut self.evaluator.reply);
        let plan = Plan {
            max_message_size: 0,
            file_is_free: false,
            server_name_is_free: false,
            terminate: false,
            bootp: None,
            requested: None,
            echo_client_id: false,
            wants_mask: false,
            site: None,
        };
        let (mut bytes, _) = self.packet(header, &plan);
        self.evaluator.reply = reply;
        bytes.truncate(FIXED);
        bytes.extend_from_slice(&self.request.payload[FIXED..]);
        if bytes.len() < SHORTEST {
            bytes.resize(SHORTEST, 0);
        }
        (bytes, Written::default())
    }
}
