//! The running server: what it makes of packets.

mod ack;
mod addresses;
mod bootp;
mod encapsulate;
mod encode;
mod find;
mod inform;
mod lease;
mod nak;
mod reasons;
mod reply;
mod request;
mod session;
mod start;
mod terms;
mod time;

use std::sync::Arc;

pub use start::StartError;

use addresses::Order;
use lease::Leases;
use start::Bound;

use super::model::Config;
use super::scope::Bindings;
use crate::{Answer, Host, Request};

/// dhcpd with a configuration, on a machine.
#[derive(Clone, Debug)]
pub struct Server {
    config: Arc<Config>,
    machine: Host,
    /// The interfaces that it listens on.
    bound: Vec<Bound>,
    /// The order in which the addresses of each pool are given away.
    order: Arc<Order>,
    /// What it logs when it starts, apart from its usual lines.
    log: Vec<String>,
}

/// What changes while the server runs: leases, variables, time. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    leases: Leases,
    /// Variables that no lease has.
    globals: Bindings,
    /// The reason of the next refusal.
    message: &'static str,
    /// Seconds since 1970.
    now: i64,
}

/// When a server starts unless [`State::set_time`] says something else: the beginning of 2025.
const START: i64 = 1_735_689_600;

impl Server {
    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What dhcpd logs when it starts, apart from the lines that it always logs.
    #[must_use]
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// A server that has no leases yet.
    #[must_use]
    pub fn state(&self) -> State {
        State {
            leases: Leases::default(),
            globals: self.config.globals.clone(),
            message: "",
            now: START,
        }
    }

    /// What the server does with a packet.
    pub fn answer(&self, state: &mut State, request: &Request) -> Answer {
        session::answer(self, state, request)
    }
}

impl State {
    /// Sets the time, in seconds since 1970. Leases end by it.
    pub fn set_time(&mut self, seconds: u32) {
        self.now = i64::from(seconds);
    }

    /// Lets time pass.
    pub fn advance(&mut self, seconds: u32) {
        self.now = self.now.saturating_add(i64::from(seconds));
    }
}
