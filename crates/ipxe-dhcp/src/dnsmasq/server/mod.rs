//! The running server: what it makes of packets.

mod address;
mod answer;
mod arrival;
mod bootp;
mod client;
mod discover;
mod find_host;
mod leases;
mod matching;
mod name;
mod network;
mod option_choice;
mod options;
mod packet;
mod proxy;
mod pxe;
mod start;
mod vendor;

pub use start::StartError;

use find_host::HostIndex;
use leases::Leases;
use network::Network;

use super::config::Config;
use crate::Host;

/// dnsmasq with a configuration, on a machine.
#[derive(Clone, Debug)]
pub struct Server {
    config: Config,
    host: Host,
    hosts: HostIndex,
    options: option_choice::Groups,
    /// What it logs when it starts, apart from its usual lines.
    log: Vec<String>,
}

/// What changes while the server runs. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    leases: Leases,
    /// What is known of the network of each range.
    networks: Vec<Network>,
    /// Declared addresses that a client found in use.
    declined: std::collections::BTreeSet<usize>,
}

impl Server {
    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// What dnsmasq logs when it starts, apart from the lines that it always logs.
    #[must_use]
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// A server that has no leases yet.
    #[must_use]
    pub fn state(&self) -> State {
        State {
            leases: Leases::new(self.config.lease_limit),
            networks: self.config.ranges.iter().map(Network::of).collect(),
            declined: std::collections::BTreeSet::new(),
        }
    }
}
