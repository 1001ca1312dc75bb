//! The DHCP client of iPXE (`net/udp/dhcp.c`).

mod boot_server;
mod request;
mod session;
mod timer;

pub(crate) use boot_server::{attempts, find_boot_server};
pub(crate) use session::{LinkNow, lease};

use std::time::Duration;

use ipxe_machine::Ticks;
use ipxe_reference::{ErrorFile, ErrorId, Posix};

/// A session that nobody answers (`ETIMEDOUT` of `net/udp/dhcp.c`).
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Dhcp, 0);

/// How a session went: how long it took, and what it brought.
#[derive(Debug)]
pub(crate) struct Ended<T> {
    pub(crate) after: Duration,
    pub(crate) result: Result<T, ErrorId>,
    /// Packets sent and received.
    pub(crate) packets: (u64, u64),
}

/// A time in ticks; every fraction of a tick counts as one.
pub(crate) fn ticks(time: Duration) -> Ticks {
    let ticks = (time.as_nanos() * u128::from(Ticks::PER_SECOND)).div_ceil(1_000_000_000);
    Ticks(u64::try_from(ticks).unwrap_or(u64::MAX))
}
