//! What goes wrong.

use std::sync::Arc;
use std::time::Duration;

use super::Talk;

use crate::http::path_matches;
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::{FaultSpec, ServerSpec};

/// How often each fault has happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct FaultCounts {
    counts: Vec<u32>,
}

/// A fault that happens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) effect: Effect,
    pub(crate) status: u16,
    pub(crate) delay: Duration,
}

/// What a fault may happen to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) server: &'a ServerSpec,
    pub(crate) service: ServiceName,
    /// `None` while a connection is opened.
    pub(crate) path: Option<&'a [u8]>,
    /// Whether connections are opened for the service at all.
    pub(crate) connects: bool,
    pub(crate) now: Duration,
}

impl FaultCounts {
    /// The first fault that happens, which is counted.
    ///
    /// Silence and refusal without a path keep connections from being opened; everything else
    /// happens to requests.
    pub(crate) fn strike(&mut self, faults: &[FaultSpec], target: Target<'_>) -> Option<Fault> {
        self.counts.resize(faults.len(), 0);
        let happens = |(fault, count): (&FaultSpec, &u32)| {
            let keeps_out =
                matches!(fault.effect, Effect::Silence | Effect::Refuse) && fault.path.is_none();
            let stage = !target.connects || keeps_out == target.path.is_none();
            let path = match (&fault.path, target.path) {
                (Some(pattern), Some(path)) => path_matches(pattern, path),
                (Some(_), None) => false,
                (None, _) => true,
            };
            stage
                && path
                && fault.service.is_none_or(|wanted| wanted == target.service)
                && fault
                    .server
                    .as_ref()
                    .is_none_or(|name| target.server.is_called(name))
                && fault.from.0 <= target.now
                && fault.until.is_none_or(|until| target.now < until.0)
                && fault.times.is_none_or(|times| *count < times)
        };
        let at = faults.iter().zip(&self.counts).position(happens)?;
        self.counts[at] += 1;
        let fault = &faults[at];
        Some(Fault {
            effect: fault.effect,
            status: fault.status.unwrap_or(500),
            delay: fault.delay.map_or(Duration::ZERO, |delay| delay.0),
        })
    }
}

impl Talk<'_, '_> {
    /// What happens to a request of a service. A delay has passed already and is not told.
    pub(crate) fn upset(
        &mut self,
        server: usize,
        service: ServiceName,
        path: &[u8],
        connects: bool,
    ) -> Option<Effect> {
        let scenario = Arc::clone(&self.world.scenario);
        let target = Target {
            server: &scenario.server[server],
            service,
            path: Some(path),
            connects,
            now: self.now(),
        };
        let fault = self.world.faults.strike(&scenario.fault, target)?;
        if fault.effect == Effect::Delay {
            self.pass(fault.delay);
            return None;
        }
        Some(fault.effect)
    }
}
