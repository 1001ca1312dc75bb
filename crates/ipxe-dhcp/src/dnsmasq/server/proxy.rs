//! The proxy: boot information beside another server's addresses (`rfc2131.c: dhcp_reply`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{BROADCAST_FLAG, MessageType, option};

use super::answer::{Exchange, Outcome};
use super::packet::Writer;
use super::pxe::{PxeClient, with_layer};
use crate::dnsmasq::config::{BootServer, RangeKind, Service};
use crate::dnsmasq::tag::Tags;
use crate::{Field, Place};

impl<'s> Exchange<'s> {
    /// The answer of the proxy to a PXE client's DISCOVER, or to its REQUEST on port 4011.
    pub(super) fn proxy_answer(
        &mut self,
        client: &PxeClient,
        tags: &Tags<'s>,
        ignored: Option<Place>,
    ) -> Option<Outcome> {
        client.architecture?;
        let kind = match self.kind {
            Some(MessageType::DISCOVER) => MessageType::OFFER,
            Some(MessageType::REQUEST) if self.boot_service => MessageType::ACK,
            _ => return None,
        };
        let range = self.chain.iter().copied().find(|&number| {
            let range = &self.config.ranges[number];
            range.kind == RangeKind::Proxy && tags.match_all(&range.needs, true)
        })?;
        let tags = match self.config.ranges[range].sets {
            Some(_) => self.tags_in_range(range),
            None => tags.clone(),
        };
        let local = self.state.networks[range].local;
        let nobody = Ipv4Addr::UNSPECIFIED;
        if kind == MessageType::OFFER || self.ciaddr == nobody {
            self.ciaddr = nobody;
            self.flags |= BROADCAST_FLAG;
        }
        let mut writer = self.writer();
        writer.set_yiaddr(nobody);
        if client.is_uefi() {
            writer.set_siaddr(local);
            self.because(
                Field::NextServer,
                None,
                "UEFI clients are sent to the proxy itself",
            );
        }
        let single = self.single_service(client, &tags);
        match single {
            Some(service) if self.boot_service => self.put_single(&mut writer, service, local),
            Some(_) => {}
            None => self.put_proxy_boot(&mut writer, &tags),
        }
        writer.put(option::MESSAGE_TYPE, &[kind.0]);
        writer.put(option::SERVER_IDENTIFIER, &local.octets());
        self.put_pxe(&mut writer, client);
        if !client.is_uefi() || (self.boot_service && single.is_none()) {
            let configured = self.configured_suboptions(&tags);
            let inner = self.menu(client, &tags, local, configured);
            self.put_inside(&mut writer, option::VENDOR_ENCAPSULATED, &inner);
        }
        self.report(&tags);
        if ignored.is_some() {
            return Some(Outcome::silent_at(ignored, "the client is ignored"));
        }
        self.apply_delay(&tags);
        Some(self.send(writer, false))
    }

    /// The one service of a UEFI client: its file and server stand in the header.
    fn put_single(&mut self, writer: &mut Writer, service: &Service, local: Ipv4Addr) {
        match &service.server {
            Some(BootServer::Name(name)) => {
                let address = self.look_up(name);
                writer.set_siaddr(address);
                writer.set_sname(name);
            }
            server => {
                let address = match server {
                    Some(BootServer::Address(address)) if *address != Ipv4Addr::UNSPECIFIED => {
                        *address
                    }
                    _ => local,
                };
                writer.set_siaddr(address);
                writer.set_sname(address.to_string().as_bytes());
            }
        }
        self.because(
            Field::NextServer,
            service.place,
            "server of the only boot service",
        );
        if let Some(file) = &service.file {
            writer.set_file(&with_layer(file, 0));
            self.because(
                Field::BootFile,
                service.place,
                "file of the only boot service",
            );
        }
    }

    /// `dhcp-boot` in a proxy's answer: without server address the next server stays as it is.
    fn put_proxy_boot(&mut self, writer: &mut Writer, tags: &Tags<'s>) {
        let Some(boot) = self.find_boot(tags) else {
            return;
        };
        if let Some(server) = self.boot_server(boot) {
            writer.set_siaddr(server);
            self.because(
                Field::NextServer,
                boot.place,
                "server address of the dhcp-boot line",
            );
        }
        if let Some(file) = &boot.file {
            writer.set_file(file);
            self.because(
                Field::BootFile,
                boot.place,
                "no single boot service: dhcp-boot counts",
            );
        }
    }
}
