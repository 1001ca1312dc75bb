//! The whole boot from power-on, in virtual time.
//!
//! Given a machine and the servers of one Ethernet segment, each with its own configuration files (dnsmasq, ISC
//! dhcpd, Kea by way of `ipxe-dhcp`) and folders for TFTP and HTTP, this crate runs iPXE as the client:
//! its DHCP packets byte for byte, its waits and retries, the choice among offers, ProxyDHCP, port 4011 and PXE
//! boot servers, and then whatever the machine of `ipxe-machine` makes of it.
//!
//! * [`Segment`] is the wire with the servers on it.
//! * [`BootWorld`] is the world of a machine on that wire: the DHCP client is here, the rest is that of `ipxe-sim`.
//! * [`Timeline`] is what went over the wire: who to whom, what, when.
//! * [`EndlessChain`] explains why iPXE is given itself again, with the line of the configuration to change.
//! * [`verify`](mod@verify) replays recorded boots. It alone reads files from disk.
#![forbid(unsafe_code)]

mod client;
mod console_text;
mod daemon;
mod endless;
mod pcap;
mod program;
mod segment;
mod timeline;
mod transfers;
mod uefi;
pub mod verify;
mod world;

pub use console_text::console_text;
pub use daemon::{ConfigLine, Daemon, DaemonName, Decision, StartError};
pub use endless::EndlessChain;
pub use pcap::pcap;
pub use program::Program;
pub use segment::{Answered, Arrival, Segment, Station};
pub use timeline::{Endpoint, Entry, Names, Timeline, What};
pub use transfers::TftpDaemon;
pub use uefi::{Loaded, NetworkBoot, TftpFiles, UefiComputer};
pub use world::{BootWorld, BootedProgram};
