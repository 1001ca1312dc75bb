//! Name resolution.

use std::net::IpAddr;

use super::{Host, Started};

/// Name resolution (`core/resolv.c`, `net/udp/dns.c`).
pub trait Resolve {
    /// Finds the address of a name or of an address in text form.
    ///
    /// # Errors
    /// Where resolution cannot be started.
    fn resolve(&mut self, host: &Host<'_>, name: &[u8]) -> Started<IpAddr>;
}
