//! What each word of a configuration means (`option.c: one_opt`).

mod boot;
mod class;
mod dns;
mod dns_record;
mod host;
mod network;
mod number;
mod option;
mod range;
mod server_address;
mod value;

pub(super) use option::{Purpose, distance};

use ipxe_diagnostics::Span;

use super::config::Config;
use super::tag::{Condition, TagId};
use super::text::Text;
use crate::{Host, Place};

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// dnsmasq's own words.
    pub(super) message: String,
    /// The part of the line that is to blame.
    pub(super) span: Option<Span>,
    /// What to do about it.
    pub(super) help: Option<String>,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
            help: None,
        }
    }

    pub(super) fn at(mut self, text: Text<'_>) -> Self {
        self.span = Some(text.span());
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// dnsmasq's word for mistakes that have no message of their own.
pub(super) fn error() -> Refusal {
    Refusal::new("error")
}

/// What reading a line came to.
pub(super) type Outcome = Result<(), Refusal>;

/// The part of the reader that a directive works on.
pub(super) struct Scene<'a> {
    pub(super) config: &'a mut Config,
    pub(super) host: &'a Host,
    /// The line.
    pub(super) place: Place,
}

impl Scene<'_> {
    /// Reads the value of `word`, which is a meaning in the table of keywords. Words that have nothing to do
    /// with DHCP are only checked.
    pub(super) fn apply(&mut self, word: &'static str, value: Option<Text<'_>>) -> Outcome {
        let Some(text) = value else {
            return self.apply_bare(word);
        };
        match word {
            "dhcp-range" => self.range(text),
            "dhcp-host" => self.host_entry(text),
            "dhcp-option" => self.option(text, Purpose::Send),
            "dhcp-option-force" => self.option(text, Purpose::Force),
            "dhcp-match" => self.option(text, Purpose::Match),
            "dhcp-name-match" => self.name_match(text),
            "dhcp-boot" => self.boot(text),
            "dhcp-reply-delay" => self.delay(text),
            "pxe-prompt" => self.prompt(text),
            "pxe-service" => self.service(text),
            "dhcp-pxe-vendor" => self.pxe_vendor(text),
            "dhcp-mac" => self.mac(text),
            "dhcp-vendorclass" | "dhcp-userclass" | "dhcp-circuitid" | "dhcp-remoteid"
            | "dhcp-subscrid" => self.class(word, text),
            "tag-if" => self.tag_if(text),
            "dhcp-ignore"
            | "dhcp-ignore-names"
            | "dhcp-broadcast"
            | "bootp-dynamic"
            | "dhcp-generate-names" => self.tag_list(word, Some(text)),
            "interface"
            | "except-interface"
            | "no-dhcp-interface"
            | "no-dhcpv4-interface"
            | "no-dhcpv6-interface"
            | "enable-tftp" => {
                if word == "enable-tftp" {
                    self.config.flags.insert(word);
                }
                self.interface_names(word, text);
                Ok(())
            }
            "listen-address" | "auth-peer" => self.listen(word, text),
            "bridge-interface" => self.bridge(text),
            "shared-network" => self.shared_network(text),
            "dhcp-alternate-port" => self.alternate_port(Some(text)),
            "dhcp-proxy" => self.proxy(Some(text)),
            "dhcp-relay" => self.relay(text),
            "domain" | "synth-domain" => self.domain(word, text),
            "host-record" => self.host_record(text),
            "tftp-root" => {
                self.tftp_root(text);
                Ok(())
            }
            _ => self.apply_other(word, text),
        }
    }

    fn apply_bare(&mut self, word: &'static str) -> Outcome {
        match word {
            "dhcp-ignore-names" | "dhcp-broadcast" | "bootp-dynamic" | "dhcp-generate-names" => {
                self.tag_list(word, None)
            }
            "dhcp-alternate-port" => self.alternate_port(None),
            "dhcp-proxy" => self.proxy(None),
            "cache-size" => Err(error()),
            word => {
                self.config.flags.insert(word);
                Ok(())
            }
        }
    }

    fn place_of(&self, text: Text<'_>) -> Place {
        Place::new(self.place.file, text.span())
    }

    fn tag(&mut self, text: Text<'_>) -> TagId {
        self.config.tags.intern(&text.revealed())
    }

    fn condition(&mut self, text: Text<'_>) -> Condition {
        self.config.tags.condition(&text.revealed())
    }

    /// Takes the leading `tag:` pieces off a value (`option.c: dhcp_tags`). The rest is none where nothing follows.
    fn leading_tags<'t>(&mut self, text: Text<'t>) -> (Vec<Condition>, Option<Text<'t>>) {
        let mut conditions = Vec::new();
        let mut rest = Some(text);
        while let Some(text) = rest {
            let (first, after) = text.comma();
            let Some(name) = tag_prefix(first) else {
                return (conditions, Some(text));
            };
            conditions.push(self.condition(name));
            rest = after;
        }
        (conditions, None)
    }
}

/// What follows `net:` or `tag:`.
fn tag_prefix(text: Text<'_>) -> Option<Text<'_>> {
    text.strip_prefix(b"net:")
        .or_else(|| text.strip_prefix(b"tag:"))
}

/// `text` without `set:` in front, if it is there.
fn set_prefix(text: Text<'_>) -> Text<'_> {
    text.strip_prefix(b"set:").unwrap_or(text)
}

/// Seconds of a number with an optional unit, as `2h`; the number before the unit is checked by the caller.
fn with_unit(text: Text<'_>) -> (Text<'_>, u32) {
    let factor = match text.last() {
        Some(b'w' | b'W') => 7 * 24 * 60 * 60,
        Some(b'd' | b'D') => 24 * 60 * 60,
        Some(b'h' | b'H') => 60 * 60,
        Some(b'm' | b'M') => 60,
        Some(b's' | b'S') => 1,
        _ => return (text, 1),
    };
    (text.to(text.len() - 1), factor)
}
