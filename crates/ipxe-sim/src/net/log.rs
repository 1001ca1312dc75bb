//! What went over the network, for traces.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Serialize, Serializer};

/// Something that happened on the network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetEvent {
    /// When, counted from the start of the computer.
    pub at: Duration,
    /// What.
    pub kind: NetEventKind,
}

/// What happened on the network. In serialized form, bytes are texts (what is not UTF-8 is replaced), and times are
/// seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
pub enum NetEventKind {
    /// A name was looked up.
    Lookup {
        /// The name.
        #[serde(serialize_with = "text")]
        name: Vec<u8>,
        /// What came of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        address: Option<IpAddr>,
        /// How long it took.
        #[serde(serialize_with = "seconds")]
        took: Duration,
    },
    /// A TCP connection was opened, or was tried to.
    Connect {
        /// The server.
        address: IpAddr,
        /// The port.
        port: u16,
        /// Whether it came about.
        connected: bool,
        /// How long it took.
        #[serde(serialize_with = "seconds")]
        took: Duration,
    },
    /// A request was made over HTTP.
    Request {
        /// The method.
        method: String,
        /// The request target, as sent.
        #[serde(serialize_with = "text")]
        target: Vec<u8>,
        /// The host.
        #[serde(serialize_with = "text")]
        host: Vec<u8>,
        /// What was sent as body.
        #[serde(serialize_with = "text", skip_serializing_if = "Vec::is_empty")]
        body: Vec<u8>,
        /// The status code of the answer, if there was one.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// Length of the answer's body in bytes.
        length: u64,
        /// Whether an open connection was used again.
        reused: bool,
        /// How long it took, without connecting.
        #[serde(serialize_with = "seconds")]
        took: Duration,
    },
    /// A transfer by blocks: TFTP, NFS, a disk.
    Blocks {
        /// The protocol.
        protocol: &'static str,
        /// What was transferred.
        #[serde(serialize_with = "text")]
        name: Vec<u8>,
        /// Number of blocks.
        blocks: u64,
        /// Length of a block in bytes.
        block_size: u32,
        /// Time of a packet to the server and back.
        #[serde(serialize_with = "seconds")]
        round_trip: Duration,
        /// How many had to be sent again.
        retries: u64,
        /// How long it took.
        #[serde(serialize_with = "seconds")]
        took: Duration,
    },
    /// A server refused a file or could not read it.
    Refused {
        /// The path.
        #[serde(serialize_with = "text")]
        path: Vec<u8>,
        /// Why.
        reason: String,
    },
    /// A DHCP packet was sent or received.
    Dhcp {
        /// `DHCPDISCOVER`, `DHCPOFFER`, ...
        message: &'static str,
        /// More about it.
        detail: String,
    },
    /// Something else worth saying.
    Note {
        /// What.
        text: String,
    },
}

fn text<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(bytes))
}

/// Microseconds are enough.
fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time.as_secs_f64() * 1e6).round() / 1e6)
}
