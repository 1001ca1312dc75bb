//! What went over the network, for traces.

use std::net::IpAddr;
use std::time::Duration;

/// Something that happened on the network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetEvent {
    /// When, counted from the start of the computer.
    pub at: Duration,
    /// What.
    pub kind: NetEventKind,
}

/// What happened on the network.
#[derive(Clone, Debug, PartialEq)]
pub enum NetEventKind {
    /// A name was looked up.
    Lookup {
        /// The name.
        name: Vec<u8>,
        /// What came of it.
        address: Option<IpAddr>,
        /// How long it took.
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
        took: Duration,
    },
    /// A request was made over HTTP.
    Request {
        /// The method.
        method: String,
        /// The request target, as sent.
        target: Vec<u8>,
        /// The host.
        host: Vec<u8>,
        /// What was sent as body.
        body: Vec<u8>,
        /// The status code of the answer, if there was one.
        status: Option<u16>,
        /// Length of the answer's body in bytes.
        length: u64,
        /// Whether an open connection was used again.
        reused: bool,
        /// How long it took, without connecting.
        took: Duration,
    },
    /// A transfer by blocks: TFTP, NFS, a disk.
    Blocks {
        /// The protocol.
        protocol: &'static str,
        /// What was transferred.
        name: Vec<u8>,
        /// Number of blocks.
        blocks: u64,
        /// Length of a block in bytes.
        block_size: u32,
        /// Time of a packet to the server and back.
        round_trip: Duration,
        /// How many had to be sent again.
        retries: u64,
        /// How long it took.
        took: Duration,
    },
    /// A server refused a file or could not read it.
    Refused {
        /// The path.
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
