//! DHCP servers from their own configuration files.
//!
//! Given the files that people already have (`dnsmasq.conf`, `dhcpd.conf`, `kea-dhcp4.conf`), each
//! module answers a client's packet as the real daemon does, and says which lines decided what:
//!
//! 1. `Config::read` reads the files through [`Files`]. What the daemon would refuse is a
//!    [`Finding`] at the daemon's own file and line; [`Checked`] also has the exit status and the
//!    lines that its own check prints.
//! 2. `Server::start` joins a configuration with the [`Host`] it runs on.
//! 3. `Server::answer` takes a [`Request`] and the `State` (leases), and gives an [`Answer`]: the
//!    [`Reply`]s as bytes, the [`Reason`]s with file and span, tags or classes, or why there is silence.
//!
//! What this crate is not: it has no sockets, no clock and no randomness. Where a daemon draws a
//! random number or asks the time, the caller says it. `verify` alone reads files from disk.
//!
//! Where to start: [`Answer`], then the module of a daemon.
#![forbid(unsafe_code)]

mod checked;

mod exchange;
mod files;
mod host;
mod reason;

pub mod dhcpd;
pub mod dnsmasq;
#[allow(
    dead_code,
    unused_imports,
    reason = "reads configurations; what answers from them does not exist yet"
)]
pub mod kea;
pub mod verify;

pub use checked::{Checked, FileId, Finding, Place, Position};
pub use exchange::{Answer, Link, Reply, Request};
pub use files::{FileError, Files, MemoryFiles};
pub use host::{Host, Interface, InterfaceAddress};
pub use reason::{Field, Label, Labels, Reason, Silence};
