//! How the world enters the machine.
//!
//! The machine is pure: it has no sockets, no clock and no chance. What lies outside of the
//! script engine is asked for through these traits, one for each family of questions; [`World`]
//! is all of them. What is outside includes iPXE's own protocol code: an HTTP redirect, a TFTP
//! retry or a DHCP exchange happen behind a port, and the machine learns the outcome.
//!
//! A question is asked with the state of the machine at hand ([`Host`]: the time, the settings,
//! the interfaces) and answered at once, as data. What takes time is answered with a [`Job`]: how
//! long it takes, how its progress looks in the meantime, and how it ends. The machine then lets
//! that much virtual time pass, prints dots and percentages, looks at the keyboard for Ctrl-C
//! and drops the answer if the user or a timeout ends it earlier.
//!
//! Failures are [`ErrorId`](ipxe_reference::ErrorId)s, so that the error number of the platform results.

mod configure;
mod entropy;
mod firmware;
mod host;
mod job;
mod link;
mod names;
mod ping;
mod san;
mod time;
mod transfer;

pub use configure::{Configure, Configured, SettingsUpdate};
pub use entropy::Entropy;
pub use firmware::{Boot, BootRequest, DisplayMode, Firmware, Framebuffer, Initrd, PowerRequest};
pub use host::Host;
pub use job::{Job, ProgressPoint, Started};
pub use link::{
    Counters, ErrorCount, IpStatistics, Link, LinkStatus, LoopbackPacket, Neighbour, Statistics,
    TcpStatistics,
};
pub use names::Resolve;
pub use ping::{EchoReply, EchoRequest, Ping};
pub use san::{San, SanBootConfig, SanDevice};
pub use time::TimeServer;
pub use transfer::{FetchRequest, Fetched, Transfer};

/// Everything outside of the machine.
pub trait World:
    Transfer + Configure + Link + Resolve + Ping + TimeServer + San + Firmware + Entropy
{
}

impl<T> World for T where
    T: Transfer + Configure + Link + Resolve + Ping + TimeServer + San + Firmware + Entropy
{
}
