//! Time servers (`net/udp/ntp.c`).

use std::sync::Arc;

use ipxe_machine::ports::{Host, Started, TimeServer};
use ipxe_reference::{ErrorFile, ErrorId, Posix};

use crate::net::{Failure, Reach, Schedule, Talk, Target, ticks};
use crate::scenario::input::{Effect, ServiceName};
use crate::world::SimWorld;

const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Ntp, 0);

impl TimeServer for SimWorld {
    fn ntp(&mut self, host: &Host<'_>, server: &[u8]) -> Started<i64> {
        let mut talk = Talk::new(self, host);
        let result = talk.ask_time(server);
        Ok(talk.finish(result))
    }
}

impl Talk<'_, '_> {
    fn ask_time(&mut self, server: &[u8]) -> Result<i64, Failure> {
        let address = self.resolve(server)?;
        let schedule = Schedule::seconds(1, 10);
        let start = self.elapsed();
        for at in schedule.sends() {
            self.pass((start + at).saturating_sub(self.elapsed()));
            let Reach::Server(way) = self.reach(address) else {
                continue;
            };
            let scenario = Arc::clone(&self.world.scenario);
            let server = &scenario.server[way.server];
            let Some(ntp) = server.ntp else { continue };
            let target = Target {
                server,
                service: ServiceName::Ntp,
                path: Some(b""),
                connects: false,
                now: self.now(),
            };
            let mut delay = std::time::Duration::ZERO;
            match self.world.faults.strike(&scenario.fault, target) {
                Some(fault) if fault.effect == Effect::Delay => delay = fault.delay,
                Some(_) => continue,
                None => {}
            }
            if self.world.random.chance(way.loss) || self.world.random.chance(way.loss) {
                continue;
            }
            self.pass(way.round_trip + delay);
            let clock =
                scenario.machine.time + (self.host.now + ticks(self.elapsed())).seconds() as i64;
            return Ok(clock + ntp.ahead);
        }
        self.pass((start + schedule.end()).saturating_sub(self.elapsed()));
        Err(TIMED_OUT.into())
    }
}
