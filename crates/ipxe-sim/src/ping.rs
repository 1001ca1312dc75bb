//! Echo requests (`core/pinger.c`, `net/ping.c`).

use std::net::IpAddr;
use std::sync::Arc;

use ipxe_machine::ports::{EchoReply, EchoRequest, Host, Ping, Started};

use crate::net::{Reach, Talk, Target, ticks};
use crate::scenario::input::{Effect, ServiceName};
use crate::world::SimWorld;

impl Ping for SimWorld {
    fn start_ping(&mut self, host: &Host<'_>, target: &[u8]) -> Started<()> {
        let mut talk = Talk::new(self, host);
        let result = talk.resolve(target).map(|_| ());
        Ok(talk.finish(result))
    }

    fn ping(&mut self, host: &Host<'_>, request: &EchoRequest<'_>) -> Option<EchoReply> {
        let mut talk = Talk::new(self, host);
        // The name was looked up when the pinging began.
        let address: IpAddr = talk.resolve(request.target).ok()?;
        let before = talk.elapsed();
        let Reach::Server(way) = talk.reach(address) else {
            return None;
        };
        let discovery = talk.elapsed().saturating_sub(before);
        let scenario = Arc::clone(&talk.world.scenario);
        let server = &scenario.server[way.server];
        let target = Target {
            server,
            service: ServiceName::Ping,
            path: Some(b""),
            connects: false,
            now: talk.now(),
        };
        let fault = talk.world.faults.strike(&scenario.fault, target);
        let delay = match fault {
            Some(fault) if fault.effect == Effect::Delay => fault.delay,
            Some(_) => return None,
            None => std::time::Duration::ZERO,
        };
        talk.world.count_packets(&way.interface, 1, 0);
        let lost = talk.world.random.chance(way.loss) || talk.world.random.chance(way.loss);
        if !server.ping || lost {
            return None;
        }
        talk.world.count_packets(&way.interface, 0, 1);
        let bytes = 2 * request.length as u64;
        Some(EchoReply {
            after: ticks(discovery + way.round_trip + way.transmission(bytes) + delay),
            from: address,
            length: request.length,
            problem: None,
        })
    }
}
