//! A simulated world for the machine.
//!
//! [`Scenario`] says what the world is: the computer, its interfaces, servers, what is typed, what goes
//! wrong. [`setup`] makes a machine of it that is ready to run, [`SimWorld`] answers the machine's
//! questions, [`Driver`](driver::Driver) runs both, lets virtual time pass and types.
//!
//! Servers answer as real ones would, byte for byte where bytes matter, and iPXE's own protocol code is
//! mirrored as far as it shows: error numbers, retries, waits, progress. How long a transfer takes
//! follows from the way (round trip, bandwidth, losses) and from the protocol: TFTP has one block
//! under way, TCP a window.
//!
//! There is no I/O here and no clock. Folders are read through [`files::Files`], and the only way out
//! is [`http::LiveHttp`], which somebody else implements. The same scenario and script give the same run.
#![forbid(unsafe_code)]

mod dhcp;
mod dns;
pub mod driver;
pub mod files;
pub mod firmware;
mod ftp;
pub mod http;
pub mod keyboard;
mod link;
mod local;
pub mod net;
mod nfs;
mod ntp;
mod ping;
mod random;
mod san;
pub mod scenario;
mod setup;
mod slam;
pub mod terminal;
mod tftp;
mod tls;
mod transfer;
mod world;

pub use scenario::{Scenario, ScenarioError};
pub use setup::{SetupError, Start, setup};
pub use world::SimWorld;
