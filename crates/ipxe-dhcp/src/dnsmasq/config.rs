//! What the lines of a configuration say, as far as DHCP is concerned.
//!
//! Lists are in the order of the files. dnsmasq puts most things at the head of a list, so that it meets the last
//! line first; the code that walks a list says so by going backwards.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::tag::{Condition, TagId, TagTable};
use super::text::Hex;
use crate::Place;

/// A configuration that dnsmasq accepts.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Words without value that were given: `no-ping`, `dhcp-authoritative`, ...
    pub(super) flags: BTreeSet<&'static str>,
    pub(super) tags: TagTable,
    /// Port of the DNS server; 0 switches DNS off.
    pub(super) dns_port: u16,
    pub(super) server_port: u16,
    pub(super) client_port: u16,
    pub(super) lease_limit: i32,
    pub(super) ranges: Vec<Range>,
    pub(super) hosts: Vec<HostEntry>,
    /// Addresses of `hosts`: no address may be given twice.
    pub(super) host_addresses: BTreeMap<Ipv4Addr, usize>,
    pub(super) options: Vec<OptionEntry>,
    pub(super) matches: Vec<OptionEntry>,
    pub(super) name_matches: Vec<NameMatch>,
    pub(super) class_matches: Vec<ClassMatch>,
    pub(super) mac_matches: Vec<MacMatch>,
    pub(super) tag_ifs: Vec<TagIf>,
    pub(super) boots: Vec<Boot>,
    pub(super) delays: Vec<Delay>,
    pub(super) services: Vec<Service>,
    /// Whether there is a `pxe-service` or `pxe-prompt`: without one no client is treated as a PXE client.
    pub(super) pxe: bool,
    pub(super) pxe_vendors: Vec<Vec<u8>>,
    pub(super) ignore: Vec<TagList>,
    pub(super) ignore_names: Vec<TagList>,
    pub(super) generate_names: Vec<TagList>,
    pub(super) broadcast: Vec<TagList>,
    pub(super) bootp_dynamic: Vec<TagList>,
    pub(super) domain: Option<Vec<u8>>,
    pub(super) domains: Vec<RangeDomain>,
    /// `interface`; an empty name stands for no interface at all.
    pub(super) interfaces: Vec<InterfaceName>,
    pub(super) except_interfaces: Vec<Vec<u8>>,
    pub(super) no_dhcp_interfaces: Vec<Vec<u8>>,
    pub(super) listen_addresses: Vec<(Ipv4Addr, Place)>,
    pub(super) listens_on_ipv6: bool,
    pub(super) bridges: Vec<Bridge>,
    pub(super) shared_networks: Vec<SharedNetwork>,
    pub(super) relays: Vec<Relay>,
    /// `dhcp-proxy`: relays whose address becomes the server identifier; empty means all. None without the word.
    pub(super) proxy_relays: Option<Vec<Ipv4Addr>>,
    /// Names of files with hosts, and what they say: `/etc/hosts`, `addn-hosts`, `host-record`.
    pub(super) names: super::names::Names,
    pub(super) tftp_roots: Vec<(String, Place)>,
    /// Whether a range for DHCPv6 or router advertisements is there.
    pub(super) ranges6: bool,
}

/// Tags that must all match, as in `dhcp-ignore`; none at all matches always where the word may stand alone.
#[derive(Clone, Debug)]
pub(super) struct TagList {
    pub(super) conditions: Vec<Condition>,
    pub(super) place: Place,
}

/// `dhcp-range`.
#[derive(Clone, Debug)]
pub(super) struct Range {
    pub(super) start: Ipv4Addr,
    pub(super) end: Ipv4Addr,
    /// As given; without it the interface's netmask counts.
    pub(super) netmask: Option<Ipv4Addr>,
    pub(super) broadcast: Option<Ipv4Addr>,
    pub(super) kind: RangeKind,
    pub(super) lease_time: u32,
    /// The tag that it sets.
    pub(super) sets: Option<TagId>,
    /// The tags that it needs.
    pub(super) needs: Vec<Condition>,
    pub(super) place: Place,
}

/// Who gets an address from a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RangeKind {
    /// Anybody.
    Dynamic,
    /// Declared hosts only.
    Static,
    /// Nobody: another server gives the addresses.
    Proxy,
}

/// `dhcp-host`.
#[derive(Clone, Debug, Default)]
pub(super) struct HostEntry {
    pub(super) macs: Vec<Hex>,
    pub(super) client_id: Option<Vec<u8>>,
    pub(super) ignores_client_id: bool,
    pub(super) sets: Vec<TagId>,
    pub(super) needs: Vec<Condition>,
    pub(super) address: Option<Ipv4Addr>,
    pub(super) has_ipv6_address: bool,
    /// Host name without domain, and the domain.
    pub(super) name: Option<Vec<u8>>,
    pub(super) domain: Option<Vec<u8>>,
    pub(super) lease_time: Option<u32>,
    pub(super) ignored: bool,
    pub(super) place: Option<Place>,
}

/// `dhcp-option`, `dhcp-option-force`, `pxe-prompt`; also `dhcp-match`.
#[derive(Clone, Debug)]
pub(super) struct OptionEntry {
    /// Number as written, which may be larger than an option's number can be.
    pub(super) code: u32,
    pub(super) value: Vec<u8>,
    pub(super) shape: Shape,
    pub(super) scope: Scope,
    pub(super) forced: bool,
    pub(super) conditions: Vec<Condition>,
    /// The tag that a `dhcp-match` sets.
    pub(super) sets: Option<TagId>,
    pub(super) place: Place,
}

/// How the value was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A number, or nothing.
    Plain,
    /// Addresses; 0.0.0.0 stands for the server itself.
    Addresses,
    /// Text; clients with broken strings get a zero at its end.
    Text,
    /// `01:02:*`, with one bit for each byte that may be anything.
    Hex(u32),
}

/// Where an option goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// It stands for itself.
    Itself,
    /// Into option 43, for clients whose vendor class contains this text.
    Vendor(Vec<u8>),
    /// Into option 43, for PXE clients.
    Pxe,
    /// Into that option.
    Encapsulated(i32),
    /// Into option 125, for that enterprise.
    Enterprise(i32),
}

/// `dhcp-name-match`.
#[derive(Clone, Debug)]
pub(super) struct NameMatch {
    pub(super) name: Vec<u8>,
    pub(super) prefix: bool,
    pub(super) sets: TagId,
    pub(super) place: Place,
}

/// `dhcp-vendorclass` and its like.
#[derive(Clone, Debug)]
pub(super) struct ClassMatch {
    pub(super) subject: Subject,
    pub(super) data: Vec<u8>,
    pub(super) sets: TagId,
    pub(super) place: Place,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Option 60.
    VendorClass,
    /// Option 77.
    UserClass,
    /// Option 82.1.
    CircuitId,
    /// Option 82.2.
    RemoteId,
    /// Option 82.6.
    SubscriberId,
}

/// `dhcp-mac`.
#[derive(Clone, Debug)]
pub(super) struct MacMatch {
    pub(super) mac: Hex,
    pub(super) sets: TagId,
    pub(super) place: Place,
}

/// `tag-if`.
#[derive(Clone, Debug)]
pub(super) struct TagIf {
    /// In the order of the line.
    pub(super) sets: Vec<TagId>,
    pub(super) conditions: Vec<Condition>,
    pub(super) place: Place,
}

/// `dhcp-boot`.
#[derive(Clone, Debug)]
pub(super) struct Boot {
    pub(super) file: Option<Vec<u8>>,
    pub(super) server_name: Option<Vec<u8>>,
    pub(super) server: Option<BootServer>,
    pub(super) conditions: Vec<Condition>,
    pub(super) place: Place,
}

/// The third field of `dhcp-boot`, the fourth of `pxe-service`.
#[derive(Clone, Debug)]
pub(super) enum BootServer {
    /// An address.
    Address(Ipv4Addr),
    /// A name that is looked up for each answer.
    Name(Vec<u8>),
}

/// `dhcp-reply-delay`.
#[derive(Clone, Debug)]
pub(super) struct Delay {
    pub(super) seconds: u32,
    pub(super) conditions: Vec<Condition>,
    pub(super) place: Place,
}

/// `pxe-service`.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) architecture: i32,
    pub(super) text: Vec<u8>,
    pub(super) kind: u16,
    /// The boot file. None for the local disk and for other servers' types.
    pub(super) file: Option<Vec<u8>>,
    pub(super) server: Option<BootServer>,
    pub(super) conditions: Vec<Condition>,
    pub(super) place: Place,
}

/// `domain` with addresses.
#[derive(Clone, Debug)]
pub(super) struct RangeDomain {
    pub(super) domain: Vec<u8>,
    pub(super) of: DomainOf,
    pub(super) place: Place,
}

/// Which addresses a domain is for.
#[derive(Clone, Debug)]
pub(super) enum DomainOf {
    /// These, both ends included.
    Addresses(Ipv4Addr, Ipv4Addr),
    /// Those in the networks of that interface.
    Interface(Vec<u8>),
    /// IPv6 only.
    Ipv6,
}

/// `interface`.
#[derive(Clone, Debug)]
pub(super) struct InterfaceName {
    pub(super) name: Vec<u8>,
}

/// `bridge-interface`.
#[derive(Clone, Debug)]
pub(super) struct Bridge {
    pub(super) interface: Vec<u8>,
    pub(super) aliases: Vec<Vec<u8>>,
}

/// `shared-network`.
#[derive(Clone, Debug)]
pub(super) struct SharedNetwork {
    pub(super) at: SharedAt,
    pub(super) address: Ipv4Addr,
}

/// Where the other network is shared.
#[derive(Clone, Debug)]
pub(super) enum SharedAt {
    /// At that interface.
    Interface(String),
    /// Where the server, or the relay, has that address.
    Address(Ipv4Addr),
}

/// `dhcp-relay`.
#[derive(Clone, Debug)]
pub(super) struct Relay {
    pub(super) local: Ipv4Addr,
    pub(super) place: Place,
}
