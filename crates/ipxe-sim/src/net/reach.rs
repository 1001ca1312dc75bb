//! Whether packets to an address arrive, and how fast.

use std::net::IpAddr;
use std::time::Duration;

use super::route::route;
use super::{NetEventKind, Talk};
use crate::scenario::{Scenario, ServerSpec};

/// What becomes of packets to an address.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// There is no route.
    NoRoute,
    /// Nobody answers.
    Silent,
    /// They arrive.
    Server(Way),
}

/// The way to a server.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    /// Which server, by its index in the scenario.
    pub(crate) server: usize,
    /// Time of a packet there and back.
    pub(crate) round_trip: Duration,
    /// Bits per second.
    pub(crate) bandwidth: u64,
    /// Share of packets lost.
    pub(crate) loss: f64,
    /// The interface.
    pub(crate) interface: Vec<u8>,
}

impl Way {
    /// How long so many bytes take to be sent.
    pub(crate) fn transmission(&self, bytes: u64) -> Duration {
        Duration::from_secs_f64(bytes as f64 * 8.0 / self.bandwidth as f64)
    }
}

/// The index of the server that has an address.
pub(crate) fn server_at(scenario: &Scenario, address: IpAddr) -> Option<usize> {
    let has_address = |server: &ServerSpec| server.address.all().contains(&address);
    scenario.server.iter().position(has_address)
}

impl Talk<'_, '_> {
    /// Finds out what becomes of packets to an address. The first packet over a link waits for
    /// neighbour discovery.
    pub(crate) fn reach(&mut self, address: IpAddr) -> Reach {
        let Some(route) = route(self.host, address) else {
            return Reach::NoRoute;
        };
        if !self.world.link_passes(&route.interface, self.now()) {
            return Reach::Silent;
        }
        let scenario = std::sync::Arc::clone(&self.world.scenario);
        let Some(neighbour) = server_at(&scenario, route.next_hop) else {
            return Reach::Silent;
        };
        let (server, network) = (&scenario.server[neighbour], &scenario.network);
        if !self.world.is_on_link(self.host, &route.interface, server) {
            return Reach::Silent;
        }
        let hop = server.round_trip.unwrap_or(network.round_trip).0;
        if self.world.learn_neighbour(&route, neighbour) {
            self.pass(hop);
        }
        let Some(index) = server_at(&scenario, address) else {
            return Reach::Silent;
        };
        let server = &scenario.server[index];
        Reach::Server(Way {
            server: index,
            round_trip: server.round_trip.unwrap_or(network.round_trip).0,
            bandwidth: server.bandwidth.unwrap_or(network.bandwidth).0,
            loss: server.loss.unwrap_or(network.loss),
            interface: route.interface,
        })
    }

    /// Writes something down.
    pub(crate) fn note(&mut self, kind: NetEventKind) {
        let at = self.now();
        self.world.log(at, kind);
    }
}
