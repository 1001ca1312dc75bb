//! The servers of a scenario.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use serde::Deserialize;

use super::content::Content;
use super::machine::DEFAULT_NETWORK;
#[cfg(test)]
use super::machine::QuantitySchema;
use super::quantity::{Mac, Rate, Size, Time};
use super::web::{HttpSpec, LoginSpec};

/// `[network]`: what the way to every server is like, unless the server says otherwise.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NetworkSpec {
    /// Time of a packet to the server and of the answer back.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub round_trip: Time,
    /// Rate of the slowest link on the way.
    #[cfg_attr(test, schemars(with = "String"))]
    pub bandwidth: Rate,
    /// Share of packets that are lost, from 0 to 1.
    pub loss: f64,
    /// An IPv6 router that announces prefixes.
    pub router6: Option<Router6Spec>,
}

impl Default for NetworkSpec {
    fn default() -> Self {
        Self {
            round_trip: Time(std::time::Duration::from_micros(200)),
            bandwidth: Rate(1_000_000_000),
            loss: 0.0,
            router6: None,
        }
    }
}

/// `[network.router6]`: an IPv6 router.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Router6Spec {
    /// Its link-local address.
    pub address: std::net::Ipv6Addr,
    /// Prefixes of 64 bits that it announces for autoconfiguration.
    pub prefixes: Vec<std::net::Ipv6Addr>,
    /// DNS servers that it announces.
    #[serde(default)]
    pub dns: Vec<std::net::Ipv6Addr>,
}

/// `[[server]]`: a computer on the network.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ServerSpec {
    /// What it is called in traces and by faults.
    pub name: Option<String>,
    /// Its addresses.
    pub address: Addresses,
    /// Its link-layer address. By default made from its first address.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub mac: Option<Mac>,
    /// The networks that it is plugged into. What is beyond a gateway can be anywhere.
    pub network: Networks,
    /// The VLAN that it is on, by its tag; none for packets without a tag.
    pub vlan: Option<u16>,
    /// Whether it answers echo requests.
    #[serde(default = "yes")]
    pub ping: bool,
    /// Time of a packet to it and of the answer back.
    #[cfg_attr(test, schemars(with = "Option<QuantitySchema>"))]
    pub round_trip: Option<Time>,
    /// Rate of the slowest link on the way to it.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub bandwidth: Option<Rate>,
    /// Share of packets on the way to it that are lost, from 0 to 1.
    pub loss: Option<f64>,
    /// TCP ports without a service are silent rather than refused.
    pub firewall: bool,
    /// Web servers.
    pub http: Vec<HttpSpec>,
    /// TFTP server.
    pub tftp: Option<TftpSpec>,
    /// FTP server.
    pub ftp: Option<FtpSpec>,
    /// NFS server.
    pub nfs: Option<NfsSpec>,
    /// DNS server.
    pub dns: Option<DnsSpec>,
    /// Time server.
    pub ntp: Option<NtpSpec>,
    /// DHCP server.
    pub dhcp: Option<DhcpSpec>,
    /// iSCSI targets.
    pub iscsi: Vec<IscsiSpec>,
    /// AoE targets.
    pub aoe: Vec<AoeSpec>,
}

const fn yes() -> bool {
    true
}

impl ServerSpec {
    /// Whether it goes by a name or an address.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let is_its = |address: IpAddr| self.address.all().contains(&address);
        self.name.as_deref() == Some(name) || name.parse().is_ok_and(is_its)
    }

    /// What to call it: its name, or its first address.
    #[must_use]
    pub fn label(&self) -> String {
        let address = || self.address.all().first().map(IpAddr::to_string);
        self.name.clone().or_else(address).unwrap_or_default()
    }
}

/// One network, or several.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "the name of a network, or a list of names")]
pub enum Networks {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Default for Networks {
    fn default() -> Self {
        Self::One(DEFAULT_NETWORK.to_owned())
    }
}

impl Networks {
    /// Whether a network is among them.
    #[must_use]
    pub fn contains(&self, network: &str) -> bool {
        match self {
            Self::One(name) => name == network,
            Self::Several(names) => names.iter().any(|name| name == network),
        }
    }
}

/// One address, or several.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "an IP address, or a list of IP addresses")]
pub enum Addresses {
    /// One.
    One(IpAddr),
    /// Several.
    Several(Vec<IpAddr>),
}

impl Default for Addresses {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Addresses {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[IpAddr] {
        match self {
            Self::One(address) => std::slice::from_ref(address),
            Self::Several(addresses) => addresses,
        }
    }
}

/// `[server.tftp]`: a TFTP server.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TftpSpec {
    /// Its port.
    pub port: u16,
    /// The folder that it serves, relative to the scenario's folder.
    pub root: Option<String>,
    /// Files that it serves, by path without leading slash.
    pub files: BTreeMap<String, Content>,
    /// Largest block size that it grants.
    pub block_size: u32,
    /// Whether it knows options (RFC 2347) at all.
    pub options: bool,
    /// Answers every request with this error code of RFC 1350.
    pub error: Option<u16>,
    /// How long it thinks before it answers a request.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub think: Time,
}

impl Default for TftpSpec {
    fn default() -> Self {
        Self {
            port: 69,
            root: None,
            files: BTreeMap::new(),
            block_size: 65_464,
            options: true,
            error: None,
            think: Time::default(),
        }
    }
}

/// `[server.ftp]`: an FTP server.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FtpSpec {
    /// Its port. By default 21.
    pub port: Option<u16>,
    /// The folder that it serves, relative to the scenario's folder.
    pub root: Option<String>,
    /// Files that it serves, by path.
    pub files: BTreeMap<String, Content>,
    /// User name and password that are needed; anyone may log in if there is none.
    pub login: Option<LoginSpec>,
}

/// `[server.nfs]`: an NFS server.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NfsSpec {
    /// What it exports: the path of the export, and the folder behind it.
    pub exports: BTreeMap<String, String>,
    /// Files that it serves, by path, beginning with the path of an export.
    pub files: BTreeMap<String, Content>,
}

/// `[server.dns]`: a DNS server.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DnsSpec {
    /// Addresses and aliases by name: `"www.example.org" = "192.0.2.1"`, or another name.
    pub records: BTreeMap<String, String>,
    /// Names that it does not answer for at all.
    pub silent: Vec<String>,
}

/// `[server.ntp]`: a time server.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NtpSpec {
    /// Seconds by which its time is ahead of the computer's clock at the start.
    pub ahead: i64,
}

/// `[server.dhcp]`: a DHCP server.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DhcpSpec {
    /// First address that it leases.
    pub from: Option<Ipv4Addr>,
    /// Subnet mask (option 1).
    pub netmask: Option<Ipv4Addr>,
    /// Router (option 3).
    pub gateway: Option<Ipv4Addr>,
    /// DNS servers (option 6).
    pub dns: Vec<Ipv4Addr>,
    /// Host name (option 12).
    pub hostname: Option<String>,
    /// Domain name (option 15).
    pub domain: Option<String>,
    /// Boot server (`siaddr`).
    pub next_server: Option<Ipv4Addr>,
    /// Boot file name (`file`).
    pub filename: Option<String>,
    /// Root path (option 17).
    pub root_path: Option<String>,
    /// Further options by tag: `"175.190"`, `"210"`.
    pub options: BTreeMap<String, OptionValue>,
    /// Leases by link-layer address.
    pub hosts: BTreeMap<String, Ipv4Addr>,
    /// It only names the boot server and the boot file: a ProxyDHCP server.
    pub proxy: bool,
    /// How long it thinks before it answers.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub think: Time,
    /// It refuses every request (DHCPNAK).
    pub refuse: bool,
}

/// The value of a DHCP option.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "a text, a number of one byte, an address {ip = \"...\"}, or bytes {hex = \"...\"}"
)]
pub enum OptionValue {
    /// A text.
    Text(String),
    /// One byte.
    Byte(u8),
    /// An address.
    Address(AddressValue),
    /// Bytes.
    Hex(super::content::HexContent),
}

/// `{ ip = "..." }`
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddressValue {
    /// The address.
    pub ip: Ipv4Addr,
}

/// `[[server.iscsi]]`: an iSCSI target.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct IscsiSpec {
    /// Its name: `iqn.2001-04.com.example:disk`.
    pub target: String,
    /// Its port. By default 3260.
    pub port: Option<u16>,
    /// Its only logical unit.
    pub lun: u64,
    /// Size of the disk.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub size: Size,
    /// Whether it can be booted from.
    pub bootable: bool,
    /// User name and password that are needed (CHAP).
    pub login: Option<LoginSpec>,
    /// The only initiators that may log in; anyone if empty.
    pub initiators: Vec<String>,
}

/// `[[server.aoe]]`: an AoE target.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AoeSpec {
    /// Shelf.
    pub shelf: u16,
    /// Slot.
    pub slot: u8,
    /// Size of the disk.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub size: Size,
    /// Whether it can be booted from.
    pub bootable: bool,
}
