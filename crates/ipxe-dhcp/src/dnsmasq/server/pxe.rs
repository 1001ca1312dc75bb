//! PXE clients: boot menus and boot services (`rfc2131.c: pxe_opts, pxe_uefi_workaround, pxe_misc`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{MessageType, option};
use ipxe_wire::pxe;

use super::answer::{Exchange, Outcome};
use super::client::suboption;
use super::packet::Writer;
use super::vendor::{Inner, vendor_options};
use crate::dnsmasq::config::{BootServer, Service};
use crate::dnsmasq::tag::Tags;
use crate::{Field, Place};

/// Architectures from here on are UEFI.
const FIRST_UEFI: u16 = 6;
/// Longest suboption that fits option 43.
const LONGEST_MENU: usize = 253;
/// Bits of suboption 6: no broadcast, no multicast.
const NO_DISCOVERY: u8 = 3;
const NO_MULTICAST: u8 = 2;
/// Download the file that the reply names, without a menu.
const USE_FILE: u8 = 8;

/// What makes a client a PXE client.
#[derive(Clone, Debug)]
pub(super) struct PxeClient {
    /// The vendor class that it is known by, which it is sent back.
    vendor: Vec<u8>,
    uuid: Option<Vec<u8>>,
    /// Option 93.
    pub(super) architecture: Option<u16>,
}

impl PxeClient {
    pub(super) fn is_uefi(&self) -> bool {
        self.architecture
            .is_some_and(|architecture| architecture >= FIRST_UEFI)
    }
}

impl<'s> Exchange<'s> {
    /// The client as a PXE client, if it is one and the server cares for any.
    pub(super) fn pxe_client(&self) -> Option<PxeClient> {
        if !self.config.pxe {
            return None;
        }
        let class = self.incoming.option(option::VENDOR_CLASS, 0)?;
        // The last line is at the head of the list.
        let mut vendors = self.config.pxe_vendors.iter().rev();
        let vendor = vendors.find(|vendor| class.starts_with(vendor))?;
        let uuid = self.incoming.option(option::CLIENT_UUID, 17);
        Some(PxeClient {
            vendor: vendor.clone(),
            uuid: uuid.map(|uuid| uuid[..17].to_vec()),
            architecture: self.incoming.number16(option::CLIENT_ARCHITECTURE),
        })
    }

    /// Vendor class and machine identifier.
    pub(super) fn put_pxe(&mut self, writer: &mut Writer, client: &PxeClient) {
        writer.put(option::VENDOR_CLASS, &client.vendor);
        self.because(
            Field::Option(option::VENDOR_CLASS),
            None,
            "the client is a PXE client",
        );
        if let Some(uuid) = &client.uuid {
            writer.put(option::CLIENT_UUID, uuid);
        }
    }

    /// The client asks for the file of a menu's entry.
    pub(super) fn boot_item(
        &mut self,
        client: &PxeClient,
        tags: &Tags<'s>,
        ignored: Option<Place>,
    ) -> Option<Outcome> {
        if !matches!(self.kind, Some(MessageType::REQUEST | MessageType::INFORM)) {
            return None;
        }
        let vendor = self.incoming.option(option::VENDOR_ENCAPSULATED, 1)?;
        let item = suboption(vendor, pxe::BOOT_ITEM, 4)?;
        let chosen = <[u8; 4]>::try_from(&item[..4]).expect("it has four bytes");
        let [high, low, layer_high, layer_low] = chosen;
        let kind = u16::from_be_bytes([high, low]);
        let layer = u16::from_be_bytes([layer_high, layer_low]);
        if ignored.is_some() {
            return Some(Outcome::silent_at(ignored, "the client is ignored"));
        }
        if layer & 0x8000 != 0 {
            self.warn("PXE BIS not supported".to_owned());
            return Some(Outcome::silent("the client asks for a signature"));
        }
        let service = self
            .config
            .services
            .iter()
            .find(|service| service.kind == kind);
        let range = self.chain.iter().copied().find(|&number| {
            let range = &self.config.ranges[number];
            tags.match_all(&range.needs, true)
                && self.state.networks[number].holds(range, self.ciaddr)
        });
        let Some(service) = service else {
            return Some(Outcome::silent(format!(
                "there is no boot service of type {kind}"
            )));
        };
        let (Some(file), Some(range)) = (&service.file, range) else {
            return Some(Outcome::silent_at(
                Some(service.place),
                "this boot service has no file, or the client is in another network",
            ));
        };
        let local = self.state.networks[range].local;
        let client_address = std::mem::replace(&mut self.ciaddr, Ipv4Addr::UNSPECIFIED);
        let mut writer = self.writer();
        writer.set_yiaddr(client_address);
        let server = match &service.server {
            Some(BootServer::Name(name)) => self.look_up(name),
            Some(BootServer::Address(address)) if *address != Ipv4Addr::UNSPECIFIED => *address,
            _ => local,
        };
        writer.set_siaddr(server);
        self.because(
            Field::NextServer,
            service.place,
            "server of the boot service",
        );
        writer.set_file(&with_layer(file, layer));
        self.because(Field::BootFile, service.place, "file of the boot service");
        writer.put(option::MESSAGE_TYPE, &[MessageType::ACK.0]);
        writer.put(option::SERVER_IDENTIFIER, &local.octets());
        self.put_pxe(&mut writer, client);
        let mut inner = vec![Inner {
            code: pxe::BOOT_ITEM,
            data: chosen.to_vec(),
            place: None,
        }];
        inner.extend(self.configured_suboptions(tags));
        self.put_inside(&mut writer, option::VENDOR_ENCAPSULATED, &inner);
        self.report(tags);
        Some(self.send(writer, false))
    }

    /// Suboptions of option 43 that lines give to this client.
    pub(super) fn configured_suboptions(&self, tags: &Tags<'s>) -> Vec<Inner> {
        let mut lines = vendor_options(self.config, self.incoming.option(option::VENDOR_CLASS, 1));
        Self::prune(&mut lines, tags);
        lines
            .into_iter()
            .map(|line| Inner::of(line, line.value.clone()))
            .collect()
    }

    fn services<'t>(
        &'t self,
        client: &PxeClient,
        tags: &'t Tags<'s>,
    ) -> impl Iterator<Item = &'s Service> + 't {
        let architecture = client.architecture.map(i32::from);
        self.config.services.iter().filter(move |service| {
            architecture == Some(service.architecture) && tags.match_all(&service.conditions, true)
        })
    }

    /// The one boot service with a file that a UEFI client has: such a client sees no menu.
    pub(super) fn single_service(
        &self,
        client: &PxeClient,
        tags: &Tags<'s>,
    ) -> Option<&'s Service> {
        if !client.is_uefi() {
            return None;
        }
        let mut with_file = self
            .services(client, tags)
            .filter(|service| service.file.is_some());
        let found = with_file.next()?;
        with_file.next().is_none().then_some(found)
    }

    pub(super) fn is_single_service(&self, client: &PxeClient, tags: &Tags<'s>) -> bool {
        self.single_service(client, tags).is_some()
    }

    /// The suboptions that make the menu, before those that lines give.
    pub(super) fn menu(
        &mut self,
        client: &PxeClient,
        tags: &Tags<'s>,
        local: Ipv4Addr,
        configured: Vec<Inner>,
    ) -> Vec<Inner> {
        let services: Vec<&Service> = self.services(client, tags).collect();
        let place = services.first().map(|service| service.place);
        let (mut entries, mut servers) = (Vec::new(), Vec::new());
        let mut discovery = NO_DISCOVERY;
        for service in &services {
            let length = service.text.len();
            if entries.len() + length + 3 >= LONGEST_MENU {
                return self.too_large(configured);
            }
            entries.extend(service.kind.to_be_bytes());
            entries.push(u8::try_from(length).expect("shorter than a menu"));
            entries.extend_from_slice(&service.text);
            let server = match (&service.file, &service.server) {
                (Some(_), _) => local,
                (None, Some(BootServer::Name(name))) => self.look_up(name),
                (None, Some(BootServer::Address(address))) => *address,
                (None, None) => Ipv4Addr::UNSPECIFIED,
            };
            if server != Ipv4Addr::UNSPECIFIED {
                if servers.len() + 7 >= LONGEST_MENU {
                    return self.too_large(configured);
                }
                servers.extend(service.kind.to_be_bytes());
                servers.push(1);
                servers.extend(server.octets());
            } else if service.kind != 0 {
                discovery = NO_MULTICAST;
            }
        }
        if services.is_empty() {
            discovery = USE_FILE;
        }
        let inner = |code, data| Inner { code, data, place };
        let mut all = vec![inner(pxe::DISCOVERY_CONTROL, vec![discovery])];
        if !configured
            .iter()
            .any(|option| option.code == pxe::MENU_PROMPT)
        {
            // Without a prompt of its own the menu waits for ever where there is a choice.
            let seconds = if services.len() > 1 { 255 } else { 0 };
            let prompt = [&[seconds], &b"PXE"[..]].concat();
            all.push(inner(pxe::MENU_PROMPT, prompt));
        }
        if !services.is_empty() {
            if !servers.is_empty() {
                all.push(inner(pxe::BOOT_SERVERS, servers));
            }
            all.push(inner(pxe::BOOT_MENU, entries));
        }
        all.extend(configured);
        all
    }

    fn too_large(&mut self, configured: Vec<Inner>) -> Vec<Inner> {
        self.warn("PXE menu too large".to_owned());
        configured
    }
}

/// A file name, with the layer behind it unless it has a dot.
pub(super) fn with_layer(file: &[u8], layer: u16) -> Vec<u8> {
    if file.contains(&b'.') {
        return file.to_vec();
    }
    [file, format!(".{layer}").as_bytes()].concat()
}
