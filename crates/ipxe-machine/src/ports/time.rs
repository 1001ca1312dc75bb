//! Time servers.

use super::{Host, Started};

/// Time servers (`net/udp/ntp.c`).
pub trait TimeServer {
    /// Asks a server for the time, in seconds since 1970 at the end of the job.
    ///
    /// # Errors
    /// Where the query cannot be started.
    fn ntp(&mut self, host: &Host<'_>, server: &[u8]) -> Started<i64>;
}
