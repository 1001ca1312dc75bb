//! What went over the wire: who to whom, what, when.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use ipxe_wire::dhcp::{BOOTREQUEST, Message, MessageType, PXE_PORT, decode_suboptions, option};
use ipxe_wire::pxe::BOOT_ITEM;

/// Options of replies that decide what is booted; they are shown in this order.
const SHOWN_OPTIONS: [(u8, Shown); 5] = [
    (option::ROOT_PATH, Shown::Text),
    (option::VENDOR_CLASS, Shown::Text),
    (option::VENDOR_ENCAPSULATED, Shown::Hex),
    (option::BOOTFILE_NAME, Shown::Text),
    (option::IPXE_ENCAPSULATED, Shown::Hex),
];

/// Ports above the well known ones that are shown: of iSCSI, of PXE boot servers, of web servers.
const BOOT_PORTS: [u16; 3] = [3260, PXE_PORT, 8080];

#[derive(Clone, Copy)]
enum Shown {
    Text,
    Hex,
}

/// One end of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The address; unspecified for a client that has none.
    pub address: Ipv4Addr,
    /// The UDP or TCP port. None where it is drawn at random.
    pub port: Option<u16>,
}

impl Endpoint {
    /// An end with a port that is drawn at random.
    #[must_use]
    pub const fn any_port(address: Ipv4Addr) -> Self {
        Self {
            address,
            port: None,
        }
    }

    /// An end with a known port.
    #[must_use]
    pub const fn new(address: Ipv4Addr, port: u16) -> Self {
        Self {
            address,
            port: Some(port),
        }
    }
}

impl From<SocketAddrV4> for Endpoint {
    fn from(address: SocketAddrV4) -> Self {
        Self::new(*address.ip(), address.port())
    }
}

/// What a packet, or a series of packets, says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the protocols")]
pub enum What {
    /// A DHCP message, and its bytes.
    Dhcp {
        message: Box<Message>,
        payload: Vec<u8>,
    },
    /// A read request of TFTP.
    TftpRequest {
        name: Vec<u8>,
        options: &'static str,
    },
    /// The options that a TFTP server grants.
    TftpOptions { granted: String },
    /// An error of TFTP.
    TftpError { code: u16, message: String },
    /// All data blocks of a file.
    TftpData { blocks: u64, bytes: u64 },
    /// A TCP connection is asked for.
    TcpConnect { port: u16 },
    /// A TCP connection is refused.
    TcpReset,
    /// A request over HTTP.
    HttpRequest { method: String, target: Vec<u8> },
    /// An answer over HTTP, with the length of its body.
    HttpAnswer { status: u16, length: u64 },
}

/// One packet, or a series of packets of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it is seen at the client, counted from power-on.
    pub at: Duration,
    /// Who sends it.
    pub from: Endpoint,
    /// Who it is for.
    pub to: Endpoint,
    /// What it says.
    pub what: What,
}

/// The packets of a boot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    entries: Vec<Entry>,
}

/// What the servers are called, by address.
pub type Names = BTreeMap<Ipv4Addr, String>;

impl Timeline {
    /// Adds a packet.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Forgets what was added after so many packets.
    pub fn truncate(&mut self, count: usize) {
        self.entries.truncate(count);
    }

    /// The packets in order of time.
    #[must_use]
    pub fn entries(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| entry.at);
        entries
    }

    /// The number of packets so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was sent.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The packets from a number on, in the order in which they were added.
    #[must_use]
    pub fn since(&self, count: usize) -> &[Entry] {
        self.entries.get(count..).unwrap_or_default()
    }

    /// One line for each packet: the seconds since the first one, from, to, what.
    #[must_use]
    pub fn lines(&self, names: &Names) -> Vec<String> {
        let entries = self.entries();
        let start = entries.first().map_or(Duration::ZERO, |entry| entry.at);
        let line = |entry: &&Entry| {
            let seconds = (entry.at - start).as_secs_f64();
            let (from, to) = (shown(entry.from, names), shown(entry.to, names));
            format!("{seconds:5.1}  {from:<16} {to:<16} {}", entry.what)
        };
        entries.iter().map(line).collect()
    }
}

fn shown(endpoint: Endpoint, names: &Names) -> String {
    let name = match names.get(&endpoint.address) {
        Some(name) => name,
        None if endpoint.address.is_broadcast() => "all",
        None => "client",
    };
    match endpoint.port {
        Some(port) if port < 1024 || BOOT_PORTS.contains(&port) => format!("{name}:{port}"),
        _ => format!("{name}:*"),
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dhcp { message, .. } => f.write_str(&dhcp_line(message)),
            Self::TftpRequest { name, options } => {
                write!(f, "TFTP RRQ {} octet {options}", name.escape_ascii())
            }
            Self::TftpOptions { granted } => write!(f, "TFTP OACK {granted}"),
            Self::TftpError { code, message } => write!(f, "TFTP ERROR {code} {message}"),
            Self::TftpData { blocks: 1, bytes } => write!(f, "TFTP DATA 1, {bytes} bytes"),
            Self::TftpData { blocks, bytes } => write!(f, "TFTP DATA 1-{blocks}, {bytes} bytes"),
            Self::TcpConnect { port } => write!(f, "TCP connect to port {port}"),
            Self::TcpReset => f.write_str("TCP reset"),
            Self::HttpRequest { method, target } => {
                write!(f, "HTTP {method} {}", String::from_utf8_lossy(target))
            }
            Self::HttpAnswer { status, length } => write!(f, "HTTP {status} {length} bytes"),
        }
    }
}

/// A DHCP message with the fields and options that decide what is booted.
fn dhcp_line(message: &Message) -> String {
    let kind = message.message_type().and_then(MessageType::name);
    let mut line = format!("DHCP {}", kind.unwrap_or("BOOTP"));
    let mut add = |name: &str, value: &str| {
        // Writing to a string does not fail.
        let _ = write!(line, " {name}={value}");
    };
    let given = |address: Ipv4Addr| (!address.is_unspecified()).then(|| address.to_string());
    let address = |code: u8| {
        let octets = <[u8; 4]>::try_from(message.options.get(code)?).ok()?;
        Some(Ipv4Addr::from(octets).to_string())
    };
    let mut add_some = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            add(name, &value);
        }
    };
    if message.op == BOOTREQUEST {
        add_some("secs", Some(message.secs.to_string()));
        add_some("ciaddr", given(message.ciaddr));
        add_some("requested", address(option::REQUESTED_ADDRESS));
        add_some("server", address(option::SERVER_IDENTIFIER));
        add_some("boot-item", boot_item(message).map(|item| item.to_string()));
        return line;
    }
    let quoted = |text: &[u8]| {
        let text = text.strip_suffix(b"\0").unwrap_or(text);
        (!text.is_empty()).then(|| format!("\"{}\"", String::from_utf8_lossy(text)))
    };
    add_some("yiaddr", given(message.yiaddr));
    add_some("siaddr", given(message.siaddr));
    add_some("server", address(option::SERVER_IDENTIFIER));
    add_some("sname", quoted(message.server_name()));
    add_some("file", quoted(message.boot_file()));
    for (code, how) in SHOWN_OPTIONS {
        let value = message.options.get(code).and_then(|value| match how {
            Shown::Text => quoted(value),
            Shown::Hex => Some(value.iter().map(|byte| format!("{byte:02x}")).collect()),
        });
        add_some(&format!("opt{code}"), value);
    }
    line
}

/// The boot item that a client asks for, high byte first.
fn boot_item(message: &Message) -> Option<u16> {
    let vendor = message.options.get(option::VENDOR_ENCAPSULATED)?;
    let suboptions = decode_suboptions(vendor)?;
    let (_, item) = suboptions.iter().find(|(code, _)| *code == BOOT_ITEM)?;
    let (kind, _) = item.split_first_chunk::<2>()?;
    Some(u16::from_be_bytes(*kind))
}
