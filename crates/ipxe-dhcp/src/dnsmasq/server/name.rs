//! Host names: what the client says, what the configuration says (`rfc2131.c: dhcp_reply`).

use ipxe_wire::dhcp::option;

use super::answer::Exchange;
use super::find_host::Identity;
use crate::dnsmasq::names::{domain_of, is_legal_host_name, split_host_name};
use crate::dnsmasq::tag::Tags;

/// Names of a client.
#[derive(Clone, Debug, Default)]
pub(super) struct ClientNames {
    /// What an ACK says.
    pub(super) host_name: Option<Vec<u8>>,
    /// What an OFFER says.
    pub(super) offered: Option<Vec<u8>>,
    /// Whether the configuration gave the name.
    pub(super) certain: bool,
    /// Flags for option 81, 0 without it.
    pub(super) fqdn_flags: u8,
    /// The client ends its text with zeros, and gets text with zeros.
    pub(super) zero_ended: bool,
}

impl Exchange<'_> {
    /// Reads the client's name, sets tags by it, and settles which name it has.
    pub(super) fn settle_names(&mut self) {
        let mut client_name = None;
        if let Some(data) = self.incoming.option(option::CLIENT_FQDN, 3) {
            let name = without_final_dot(&self.read_fqdn(data)).to_vec();
            client_name = Some(name).filter(|name| is_legal_host_name(name));
            self.names.offered.clone_from(&client_name);
        } else if let Some(data) = self.incoming.option(option::HOST_NAME, 1) {
            self.names.zero_ended = data.ends_with(&[0]);
            let name = without_final_dot(until_zero(data)).to_vec();
            client_name = Some(name).filter(|name| is_legal_host_name(name));
        }
        if let Some(name) = &client_name {
            self.match_name(name);
        }
        let configured = self.host_entry().and_then(|host| host.name.clone());
        if let Some(name) = configured {
            // An OFFER must not have another name than the DISCOVER.
            let same = client_name
                .as_ref()
                .is_none_or(|said| said.eq_ignore_ascii_case(&name));
            if self.names.fqdn_flags != 0 || same {
                self.names.offered = Some(name.clone());
            }
            self.names.certain = true;
            self.names.host_name = Some(name);
        } else if let Some(name) = client_name {
            let (name, _domain) = split_host_name(&name);
            // Both names are one and the same text, cut at its first dot.
            if self.names.offered.is_some() {
                self.names.offered = Some(name.clone());
            }
            if !name.is_empty() {
                self.find_host_by_name(&name);
                self.names.host_name = Some(name);
            }
        }
    }

    /// Flags and name of option 81 (RFC 4702).
    fn read_fqdn(&mut self, data: &[u8]) -> Vec<u8> {
        let mut flags = data[0];
        if self.config.flags.contains("dhcp-client-update") {
            if flags & 1 != 0 {
                flags = (flags | 2) & !1;
            }
            flags |= 8;
        } else {
            if flags & 1 == 0 {
                flags |= 3;
            }
            flags &= !8;
        }
        self.names.fqdn_flags = flags;
        let text = &data[3..];
        if flags & 4 == 0 {
            self.names.zero_ended |= text.ends_with(&[0]);
            return until_zero(text).to_vec();
        }
        let mut name = Vec::new();
        let mut at = 0;
        while let Some(&length) = text.get(at).filter(|length| **length != 0) {
            let length = usize::from(length);
            if at + length >= text.len() {
                break;
            }
            name.extend_from_slice(&text[at + 1..=at + length]);
            name.push(b'.');
            at += length + 1;
        }
        name.pop();
        until_zero(&name).to_vec()
    }

    /// `dhcp-name-match`.
    fn match_name(&mut self, name: &[u8]) {
        for line in self.config.name_matches.iter().rev() {
            let Some(start) = name.get(..line.name.len()) else {
                continue;
            };
            let whole = name.len() == line.name.len();
            if start.eq_ignore_ascii_case(&line.name) && (whole || line.prefix) {
                self.set_tag(line.sets, line.place);
            }
        }
    }

    /// Hosts that are declared by nothing but a name are known by it.
    fn find_host_by_name(&mut self, name: &[u8]) {
        if self.host.is_some() {
            return;
        }
        let packet = self.incoming.packet;
        let client = Identity {
            client_id: None,
            htype: packet.htype(),
            mac: packet.chaddr(),
            name: Some(name),
        };
        let tags = self.with_tag_if(&self.tags);
        let found = self
            .server
            .find_host(self.state, Some(&self.chain), client, &tags);
        let only_name = |number: &usize| {
            let host = &self.config.hosts[*number];
            host.client_id.is_none() && host.macs.is_empty()
        };
        if let Some(found) = found.filter(only_name) {
            self.host = Some(found);
            self.tags.set_named(b"known");
        }
    }

    /// The name of an ACK for `address`: from the server's files, unless the client's is to be left out.
    pub(super) fn settle_final_name(&mut self, address: std::net::Ipv4Addr, tags: &Tags<'_>) {
        let first = |lines: &[crate::dnsmasq::config::TagList]| {
            let mut lines = lines.iter().rev();
            lines.any(|line| line.conditions.is_empty() || tags.match_all(&line.conditions, false))
        };
        if !self.names.certain {
            if let Some(name) = self.name_from_files(address) {
                self.names.host_name = Some(name);
                self.names.certain = true;
            } else if first(&self.config.ignore_names) {
                self.names.host_name = None;
            }
        }
        if self.names.host_name.is_none()
            && !self.unique_id().is_empty()
            && first(&self.config.generate_names)
        {
            let bytes = self
                .unique_id()
                .iter()
                .take(80)
                .map(|byte| format!("{byte:02x}"));
            self.names.host_name = Some(bytes.collect::<Vec<_>>().join("-").into_bytes());
        }
    }

    /// The name of an address by hosts files, if it is in the right domain (`dhcp.c: host_from_dns`).
    pub(super) fn name_from_files(&self, address: std::net::Ipv4Addr) -> Option<Vec<u8>> {
        if self.config.dns_port == 0 {
            return None;
        }
        let name = self.config.names.name_of(address)?;
        let (host_name, domain) = split_host_name(name);
        if let Some(domain) = domain {
            let (own, _) = self.domain(address)?;
            if !own.eq_ignore_ascii_case(&domain) {
                return None;
            }
        }
        is_legal_host_name(name).then_some(host_name)
    }

    /// The domain of an address, and the line that says so.
    pub(super) fn domain(
        &self,
        address: std::net::Ipv4Addr,
    ) -> Option<(Vec<u8>, Option<crate::Place>)> {
        let config = self.config;
        let general = config.domain.as_deref();
        let found = domain_of(address, &config.domains, general, &self.server.host)?;
        Some((found.0.to_vec(), found.1.map(|domain| domain.place)))
    }
}

fn without_final_dot(name: &[u8]) -> &[u8] {
    name.strip_suffix(b".").unwrap_or(name)
}

fn until_zero(data: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, data).unwrap_or(data.len());
    &data[..end]
}
