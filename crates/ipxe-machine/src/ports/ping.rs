//! Echo requests.

use ipxe_reference::ErrorId;
use std::net::IpAddr;

use super::{Host, Started};
use crate::Ticks;

/// One echo request (`core/pinger.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EchoRequest<'a> {
    /// The address, or the name as it was given; see [`Ping::start_ping`].
    pub target: &'a [u8],
    /// Length of the payload in bytes.
    pub length: usize,
    /// Counts the requests of one `ping` from 1.
    pub sequence: u16,
}

/// The answer to an echo request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EchoReply {
    /// When it arrives, counted from the request.
    pub after: Ticks,
    /// Who sent it.
    pub from: IpAddr,
    /// Length of its payload in bytes.
    pub length: usize,
    /// What is wrong with it (`core/pinger.c: pinger_deliver`).
    pub problem: Option<ErrorId>,
}

/// Echo requests.
pub trait Ping {
    /// Opens a socket to `target`, resolving its name.
    ///
    /// # Errors
    /// Where this cannot be started.
    fn start_ping(&mut self, host: &Host<'_>, target: &[u8]) -> Started<()>;

    /// Sends one request and tells the answer, or `None` if there is none.
    fn ping(&mut self, host: &Host<'_>, request: &EchoRequest<'_>) -> Option<EchoReply>;
}
