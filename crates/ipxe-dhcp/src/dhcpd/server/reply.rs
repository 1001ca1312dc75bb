//! The packet of an answer, and where it goes (`server/dhcp.c: dhcp_reply`).

use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::{BROADCAST_FLAG, Message};

use super::ack::Grant;
use super::encode::{Plan, Written, write};
use super::find::Found;
use super::session::Session;
use super::terms::Terms;
use crate::dhcpd::options::{Options, SpaceId};
use crate::dhcpd::request::FIXED;
use crate::{Link, Reply};

/// Shortest packet of BOOTP.
const SHORTEST: usize = 300;

/// The fields of an answer that the request does not give.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) flags: u16,
    pub(super) client: Ipv4Addr,
    pub(super) yours: Ipv4Addr,
    pub(super) next_server: Ipv4Addr,
    pub(super) file: Vec<u8>,
    pub(super) server_name: Vec<u8>,
}

impl Session<'_> {
    /// `flags` of the request.
    pub(super) fn flags(&self) -> u16 {
        u16::from_be_bytes([self.request.payload[10], self.request.payload[11]])
    }

    /// The space that `site-option-space` names. Err where there is none of that name.
    fn site_space(&mut self) -> Result<Option<(SpaceId, u32)>, ()> {
        let Some(name) = self.evaluator.reply_option(Options::SERVER, 21) else {
            return Ok(None);
        };
        let Some(name) = name.value() else {
            return Ok(None);
        };
        let Some(space) = self.config.options.find_space(&name) else {
            let name = String::from_utf8_lossy(&name);
            self.evaluator
                .log
                .push(format!("unknown option space {name}."));
            return Err(());
        };
        Ok(Some((
            space,
            self.config.options.space(space).lowest_site_code(),
        )))
    }

    /// The codes that are asked for: those that the configuration says, or those of the client.
    fn requested_codes(&mut self) -> Option<Vec<u8>> {
        match self.evaluator.reply_option(Options::DHCP, 55) {
            Some(codes) => Some(codes.bytes()),
            None => self
                .evaluator
                .request_option(Options::DHCP, 55)
                .map(<[u8]>::to_vec),
        }
    }

    /// How options are written in an answer to a client's own wishes. None where the site's space is unknown.
    pub(super) fn plan(&mut self, max_message_size: u16, echo_client_id: bool) -> Option<Plan> {
        Some(Plan {
            max_message_size,
            file_is_free: false,
            server_name_is_free: false,
            terminate: self.wants_nulls(),
            bootp: None,
            site: self.site_space().ok()?,
            requested: self.requested_codes(),
            echo_client_id,
            wants_mask: matches!(self.kind, 1 | 3),
        })
    }

    /// The answer for a lease.
    pub(super) fn reply_to_lease(&mut self, found: &Found, terms: &Terms, grant: Grant) -> Reply {
        let mut flags = self.flags();
        if terms.broadcast {
            flags |= BROADCAST_FLAG;
        }
        let header = Header {
            flags,
            client: self.client_address(),
            yours: found.address,
            next_server: terms.next_server.unwrap_or(Ipv4Addr::UNSPECIFIED),
            file: terms.file.clone(),
            server_name: terms.server_name.clone(),
        };
        let (payload, written) = self.packet(&header, &terms.plan);
        self.tell(&header, &written);
        let mut reply = self.address_to_client(found, grant, &header, terms.from, payload);
        reply.delay_seconds = terms.delay;
        reply
    }

    /// The bytes of an answer.
    pub(super) fn packet(&mut self, header: &Header, plan: &Plan) -> (Vec<u8>, Written) {
        let written = write(&mut self.evaluator, plan);
        let request = &self.request.payload;
        let mut bytes = vec![2, request[1], request[2]];
        bytes.extend_from_slice(&request[3..10]);
        bytes.extend(header.flags.to_be_bytes());
        for address in [
            header.client,
            header.yours,
            header.next_server,
            self.relay(),
        ] {
            bytes.extend(address.octets());
        }
        bytes.extend_from_slice(&request[28..44]);
        let server_name = written.server_name.as_ref().unwrap_or(&header.server_name);
        bytes.extend(server_name.iter().take(64));
        bytes.resize(108, 0);
        let file = written.file.as_ref().unwrap_or(&header.file);
        bytes.extend(file.iter().take(128));
        bytes.resize(FIXED, 0);
        bytes.extend_from_slice(&written.options);
        if bytes.len() < SHORTEST {
            bytes.resize(SHORTEST, 0);
        }
        (bytes, written)
    }

    /// Addresses an answer to a client.
    fn address_to_client(
        &self,
        found: &Found,
        grant: Grant,
        header: &Header,
        from: Ipv4Addr,
        payload: Vec<u8>,
    ) -> Reply {
        let remote = self.config.ports.remote;
        let broadcast = header.flags & BROADCAST_FLAG != 0;
        if !self.relay().is_unspecified() {
            return self.to_relay(payload);
        }
        let here = self.config.subnet(found.subnet).network == self.interface.network;
        let renews = !header.client.is_unspecified()
            && !((self.has_server_identifier() || broadcast) && here)
            && grant == Grant::Ack;
        if renews {
            let to = SocketAddrV4::new(header.client, remote);
            return self.reply(self.interface.address, to, Link::Resolved, payload);
        }
        if broadcast {
            let to = SocketAddrV4::new(self.config.ports.broadcast, remote);
            return self.reply(from, to, Link::Broadcast, payload);
        }
        self.reply(
            from,
            SocketAddrV4::new(header.yours, remote),
            Link::Client,
            payload,
        )
    }

    /// Addresses an answer to the relay.
    pub(super) fn to_relay(&self, payload: Vec<u8>) -> Reply {
        let relay = self.relay();
        let ports = self.config.ports;
        let port = if relay == Ipv4Addr::LOCALHOST {
            ports.remote
        } else {
            self.relay_port()
        };
        self.reply(
            self.interface.address,
            SocketAddrV4::new(relay, port),
            Link::Resolved,
            payload,
        )
    }

    /// The relay's own port, where it says that it has one.
    pub(super) fn relay_port(&self) -> u16 {
        match self.evaluator.request_option(Options::AGENT, 19) {
            Some(_) => self.request.source.port(),
            None => self.config.ports.local,
        }
    }

    pub(super) fn reply(
        &self,
        from: Ipv4Addr,
        to: SocketAddrV4,
        link: Link,
        payload: Vec<u8>,
    ) -> Reply {
        let (message, _) =
            Message::decode_leniently(&payload).expect("every answer has at least 300 bytes");
        let from = SocketAddrV4::new(from, self.config.ports.local);
        Reply {
            from,
            to,
            link,
            payload,
            message,
            delay_seconds: 0,
        }
    }
}
