//! Joining a configuration with the machine (`common/discover.c: discover_interfaces`).

use std::net::Ipv4Addr;
use std::sync::Arc;

use thiserror::Error;

use super::Server;
use super::addresses::Order;
use crate::Host;
use crate::dhcpd::model::{Config, NetworkId};

/// Why dhcpd ends when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartError {
    /// No subnet fits any interface.
    #[error("Not configured to listen on any interfaces!")]
    NoInterface {
        /// What it logs before.
        log: Vec<String>,
    },
    /// The addresses of an interface are in several networks.
    #[error("Interface {0} matches multiple shared networks")]
    SeveralNetworks(String),
    /// An interface that the configuration names is not there.
    #[error("Error getting hardware address for \"{0}\": No such device")]
    UnknownInterface(String),
}

impl StartError {
    /// What dhcpd logs before it ends, apart from the lines that it always logs.
    #[must_use]
    pub fn log(&self) -> &[String] {
        match self {
            Self::NoInterface { log } => log,
            Self::SeveralNetworks(_) | Self::UnknownInterface(_) => &[],
        }
    }
}

/// An interface that the server listens on.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) name: String,
    /// Its first address.
    pub(super) address: Ipv4Addr,
    pub(super) network: NetworkId,
}

/// An interface while its network is looked for.
struct Candidate {
    name: String,
    addresses: Vec<Ipv4Addr>,
    network: Option<NetworkId>,
}

impl Server {
    /// Starts dhcpd.
    ///
    /// # Errors
    ///
    /// Where dhcpd would end at once.
    pub fn start(config: Config, machine: Host) -> Result<Self, StartError> {
        let requested = &config.interfaces;
        let mut log = Vec::new();
        let mut candidates: Vec<Candidate> = Vec::new();
        for (name, network) in requested.iter().rev() {
            let name = String::from_utf8_lossy(name).into_owned();
            candidates.push(Candidate {
                name,
                addresses: Vec::new(),
                network: Some(*network),
            });
        }
        let mut of_subnet: Vec<Option<usize>> = vec![None; config.subnets.len()];
        let mut of_network: Vec<Option<usize>> = vec![None; config.networks.len()];
        for (at, (_, network)) in requested.iter().rev().enumerate() {
            of_network[network.index()] = Some(at);
        }
        for interface in &machine.interfaces {
            let known = candidates
                .iter()
                .position(|candidate| candidate.name == interface.name);
            let at = known.unwrap_or_else(|| {
                let name = interface.name.clone();
                candidates.push(Candidate {
                    name,
                    addresses: Vec::new(),
                    network: None,
                });
                candidates.len() - 1
            });
            for address in &interface.addresses {
                let address = address.address;
                candidates[at].addresses.push(address);
                let Some(subnet) = config.find_subnet(address) else {
                    continue;
                };
                let several = |what: &str, first: usize, candidates: &[Candidate]| {
                    let (first, second) = (&candidates[first].name, &candidates[at].name);
                    format!("Multiple interfaces match the same {what}: {first} {second}")
                };
                match of_subnet[subnet.index()] {
                    Some(first) if first != at => log.push(several("subnet", first, &candidates)),
                    _ => of_subnet[subnet.index()] = Some(at),
                }
                let network = config.subnet(subnet).network;
                if candidates[at].network.is_some_and(|known| known != network) {
                    return Err(StartError::SeveralNetworks(interface.name.clone()));
                }
                candidates[at].network = Some(network);
                match of_network[network.index()] {
                    Some(first) if first != at => {
                        log.push(several("shared network", first, &candidates));
                    }
                    _ => of_network[network.index()] = Some(at),
                }
            }
        }
        // Once one interface is named, the others are left alone.
        if !requested.is_empty() {
            candidates.truncate(requested.len());
        }
        let mut bound = Vec::new();
        for Candidate {
            name,
            addresses,
            network,
        } in candidates.into_iter().rev()
        {
            if !machine
                .interfaces
                .iter()
                .any(|interface| interface.name == name)
            {
                return Err(StartError::UnknownInterface(name));
            }
            match (network, addresses.first()) {
                (Some(network), Some(&address)) => bound.push(Bound {
                    name,
                    address,
                    network,
                }),
                (_, first) => {
                    let first = first.map_or("no IPv4 addresses".into(), ToString::to_string);
                    log.push(format!("No subnet declaration for {name} ({first})."));
                    log.push(format!(
                        "** Ignoring requests on {name}.  If this is not what"
                    ));
                    log.push("   you want, please write a subnet declaration".into());
                    log.push("   in your dhcpd.conf file for the network segment".into());
                    log.push(format!("   to which interface {name} is attached. **"));
                }
            }
        }
        if bound.is_empty() {
            return Err(StartError::NoInterface { log });
        }
        let order = Arc::new(Order::new(&config));
        Ok(Self {
            config: Arc::new(config),
            machine,
            bound,
            order,
            log,
        })
    }
}
