//! The world of a scenario.

use std::sync::Arc;
use std::time::Duration;

use std::net::IpAddr;

use ipxe_machine::ports::{FetchRequest, Fetched, Host, Resolve, Started, Transfer};

use crate::dhcp::Leases;
use crate::files::{Files, NoFiles};
use crate::firmware::Booted;
use crate::http::{LiveHttp, Pool};
use crate::link::Links;
use crate::net::{FaultCounts, NetEvent, NetEventKind};
use crate::random::Random;
use crate::san::SanState;
use crate::scenario::{FaultSpec, Scenario};

/// The world of a scenario, as the machine sees it.
///
/// The scenario is shared; what changes (open connections, neighbours, leases, chance) is small, so
/// that a clone is cheap.
#[derive(Clone, Debug)]
pub struct SimWorld {
    pub(crate) scenario: Arc<Scenario>,
    pub(crate) files: Arc<dyn Files>,
    pub(crate) live: Option<Arc<dyn LiveHttp>>,
    pub(crate) links: Links,
    pub(crate) pool: Pool,
    pub(crate) faults: FaultCounts,
    pub(crate) random: Random,
    pub(crate) san: SanState,
    pub(crate) leases: Leases,
    pub(crate) booted: Option<Booted>,
    log: Vec<NetEvent>,
}

impl SimWorld {
    /// The world of a scenario, at its start.
    #[must_use]
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let random = Random::new(scenario.machine.seed);
        Self {
            scenario,
            files: Arc::new(NoFiles),
            live: None,
            links: Links::default(),
            pool: Pool::default(),
            faults: FaultCounts::default(),
            random,
            san: SanState::default(),
            leases: Leases::new(),
            booted: None,
            log: Vec::new(),
        }
    }

    /// The same world, whose servers serve these folders.
    #[must_use]
    pub fn with_files(mut self, files: Arc<dyn Files>) -> Self {
        self.files = files;
        self
    }

    /// The same world, with some real web servers in it.
    #[must_use]
    pub fn with_live_http(mut self, live: Arc<dyn LiveHttp>) -> Self {
        self.live = Some(live);
        self
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Something else goes wrong from now on.
    pub fn add_fault(&mut self, fault: FaultSpec) {
        Arc::make_mut(&mut self.scenario).fault.push(fault);
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&mut self) {
        Arc::make_mut(&mut self.scenario).fault.clear();
        self.faults = FaultCounts::default();
    }

    /// What happened on the network up to a time, counted from the start of the computer, since this
    /// was last asked.
    pub fn take_log(&mut self, until: Duration) -> Vec<NetEvent> {
        // Entries of one job come in order, and the next job begins when the last has ended.
        let (taken, rest) = std::mem::take(&mut self.log)
            .into_iter()
            .partition(|event| event.at <= until);
        self.log = rest;
        taken
    }

    /// Forgets what would have happened after a time: a job was ended early.
    pub fn forget_log(&mut self, after: Duration) {
        self.log.retain(|event| event.at <= after);
    }

    /// Forgets what happened on the network so far, as far as it shows: that was before the start.
    pub(crate) fn begin_anew(&mut self) {
        self.log.clear();
        self.links.forget_counters();
    }

    /// What was booted, if anything was.
    #[must_use]
    pub fn booted(&self) -> Option<&Booted> {
        self.booted.as_ref()
    }

    pub(crate) fn log(&mut self, at: Duration, kind: NetEventKind) {
        self.log.push(NetEvent { at, kind });
    }
}

impl Transfer for SimWorld {
    fn fetch(&mut self, host: &Host<'_>, request: &FetchRequest) -> Started<Fetched> {
        crate::transfer::fetch(self, host, request)
    }
}

impl Resolve for SimWorld {
    fn resolve(&mut self, host: &Host<'_>, name: &[u8]) -> Started<IpAddr> {
        let mut talk = crate::net::Talk::new(self, host);
        let result = talk.resolve(name);
        Ok(talk.finish(result))
    }
}
