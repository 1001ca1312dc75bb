//! What reaches a server and what leaves it.

use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::{CLIENT_PORT, Message, SERVER_PORT};

use crate::{Labels, Reason, Silence};

/// A UDP packet as it reaches the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Name of the server's interface that it arrives at.
    pub interface: String,
    /// Where it comes from.
    pub source: SocketAddrV4,
    /// Where it was sent to.
    pub destination: SocketAddrV4,
    /// The DHCP message.
    pub payload: Vec<u8>,
}

impl Request {
    /// A client without address broadcasts `payload` on the wire of `interface`.
    #[must_use]
    pub fn broadcast(interface: impl Into<String>, payload: impl Into<Vec<u8>>) -> Self {
        Self {
            interface: interface.into(),
            source: SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, CLIENT_PORT),
            destination: SocketAddrV4::new(Ipv4Addr::BROADCAST, SERVER_PORT),
            payload: payload.into(),
        }
    }

    /// Somebody who has an address sends `payload` to an address of the server.
    #[must_use]
    pub fn unicast(
        interface: impl Into<String>,
        source: SocketAddrV4,
        destination: SocketAddrV4,
        payload: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            interface: interface.into(),
            source,
            destination,
            payload: payload.into(),
        }
    }
}

/// The Ethernet destination of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// All stations.
    Broadcast,
    /// The client's own address, taken from its packet.
    Client,
    /// The station that has the destination's IP address: a relay, or a client with address.
    Resolved,
}

/// A UDP packet that leaves the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Where it comes from.
    pub from: SocketAddrV4,
    /// Where it goes.
    pub to: SocketAddrV4,
    /// Its Ethernet destination.
    pub link: Link,
    /// The bytes of the DHCP message.
    pub payload: Vec<u8>,
    /// The same message, read: overload resolved, repeated options joined.
    pub message: Message,
    /// Whole seconds that the server waits before it answers.
    pub delay_seconds: u32,
}

/// What a server does with a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What it sends: nothing or one message.
    pub replies: Vec<Reply>,
    /// The tags or classes it gave to the request.
    pub labels: Labels,
    /// Which lines decided what, in the order in which the server came to it.
    pub reasons: Vec<Reason>,
    /// Why it sends nothing. None where it sends something.
    pub silence: Option<Silence>,
    /// Warnings that it logs about this request, in its own words.
    pub log: Vec<String>,
}

impl Answer {
    /// The one reply, if there is one.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        self.replies.first()
    }
}
