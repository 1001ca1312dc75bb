//! Tags that the client's packet sets.

use ipxe_wire::dhcp::option;

use super::answer::Exchange;
use super::client::suboption;
use super::find_host::{Identity, masked_match};
use crate::dnsmasq::config::{OptionEntry, Scope, Shape, Subject};

/// Enterprise number of the Broadband Forum.
const BROADBAND_FORUM: u32 = 3561;

impl Exchange<'_> {
    /// A gateway that says who it is gets the tag `cpewan-id`.
    pub(super) fn match_broadband(&mut self) {
        let Some(data) = self.incoming.option(option::VIVSO, 5) else {
            return;
        };
        let ours = enterprises(data).find(|(number, _)| *number == BROADBAND_FORUM);
        let Some((_, data)) = ours else {
            return;
        };
        if suboption(data, 1, 1).is_some() && suboption(data, 2, 1).is_some() {
            self.tags.set_named(b"cpewan-id");
        }
    }

    /// `dhcp-circuitid` and its like want the whole suboption of the relay.
    pub(super) fn match_agent(&mut self, agent: &[u8]) {
        for line in self.config.class_matches.iter().rev() {
            let code = match line.subject {
                Subject::CircuitId => 1,
                Subject::RemoteId => 2,
                Subject::SubscriberId => 6,
                Subject::VendorClass | Subject::UserClass => continue,
            };
            if suboption(agent, code, 1) == Some(line.data.as_slice()) {
                self.set_tag(line.sets, line.place);
            }
        }
    }

    pub(super) fn match_mac(&mut self) {
        let packet = self.incoming.packet;
        for line in self.config.mac_matches.iter().rev() {
            let mac = &line.mac;
            let typed = mac.kind == 0 || mac.kind == i32::from(packet.htype());
            let same = mac.bytes.len() == usize::from(packet.hlen())
                && masked_match(&mac.bytes, packet.chaddr(), mac.wildcards).is_some();
            if typed && same {
                self.set_tag(line.sets, line.place);
            }
        }
    }

    /// `dhcp-match`.
    pub(super) fn match_options(&mut self) {
        for line in self.config.matches.iter().rev() {
            let matched = match line.scope {
                Scope::Enterprise(number) => self.match_enterprise(line, number),
                _ => u8::try_from(line.code)
                    .ok()
                    .and_then(|code| self.incoming.option(code, 1))
                    .is_some_and(|data| match_bytes(line, data)),
            };
            if let (true, Some(tag)) = (matched, line.sets) {
                self.set_tag(tag, line.place);
            }
        }
    }

    fn match_enterprise(&self, line: &OptionEntry, number: i32) -> bool {
        let Some(data) = self.incoming.option(option::VIVCO, 5) else {
            return false;
        };
        let ours = enterprises(data).filter(|(found, _)| *found == number.cast_unsigned());
        ours.into_iter()
            .any(|(_, classes)| counted(classes).any(|class| match_bytes(line, class)))
    }

    /// `dhcp-vendorclass` and `dhcp-userclass` look anywhere in the class.
    pub(super) fn match_classes(&mut self) {
        let vendor = self.incoming.option(option::VENDOR_CLASS, 1);
        let user = self
            .incoming
            .option(option::USER_CLASS, 1)
            .map(without_counts);
        for line in self.config.class_matches.iter().rev() {
            let class = match line.subject {
                Subject::VendorClass => vendor,
                Subject::UserClass => user.as_deref(),
                _ => continue,
            };
            if class.is_some_and(|class| contains(class, &line.data)) {
                self.set_tag(line.sets, line.place);
            }
        }
    }

    /// Finds the `dhcp-host` line, which sets `known` or, where its address is in another network, `known-othernet`.
    pub(super) fn find_known_host(&mut self) {
        let packet = self.incoming.packet;
        let client = Identity {
            client_id: self.client_id.as_deref(),
            htype: packet.htype(),
            mac: packet.chaddr(),
            name: None,
        };
        let tags = self.with_tag_if(&self.tags);
        let find = |chain| self.server.find_host(self.state, chain, client, &tags);
        let host = find(Some(&self.chain));
        if host.is_some() {
            self.tags.set_named(b"known");
        } else if find(None).is_some() {
            self.tags.set_named(b"known-othernet");
        }
        self.host = host;
    }
}

/// Whether a value is in the client's option (`dhcp-common.c: match_bytes`): hexadecimal ones at its start,
/// text anywhere, others at multiples of their length.
fn match_bytes(line: &OptionEntry, data: &[u8]) -> bool {
    let value = &line.value;
    if value.is_empty() {
        return true;
    }
    if value.len() > data.len() {
        return false;
    }
    match line.shape {
        Shape::Hex(wildcards) => masked_match(value, &data[..value.len()], wildcards).is_some(),
        Shape::Text => contains(data, value),
        Shape::Plain | Shape::Addresses => data.chunks_exact(value.len()).any(|part| part == value),
    }
}

pub(super) fn contains(data: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(data, wanted).is_some()
}

/// A user class with its counts, if they are counts (RFC 3004), replaced by zeros.
fn without_counts(data: &[u8]) -> Vec<u8> {
    let mut class = data.to_vec();
    let mut counts = Vec::new();
    let mut at = 0;
    while at < data.len() {
        counts.push(at);
        at += usize::from(data[at]) + 1;
    }
    if at == data.len() {
        for at in counts {
            class[at] = 0;
        }
    }
    class
}

/// Enterprise number and data of each part of a vendor-identifying option.
fn enterprises(data: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let (number, after) = rest.split_first_chunk::<4>()?;
        let (&length, after) = after.split_first()?;
        let (part, after) = after.split_at_checked(usize::from(length))?;
        rest = after;
        Some((u32::from_be_bytes(*number), part))
    })
}

/// The strings of a list in which each has its length in front.
fn counted(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let (&length, after) = rest.split_first()?;
        let (part, after) = after.split_at_checked(usize::from(length))?;
        rest = after;
        Some(part)
    })
}
