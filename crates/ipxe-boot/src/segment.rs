//! One Ethernet segment with servers on it.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use ipxe_dhcp::{Host, Interface, InterfaceAddress, Link, Reply, Request};
use ipxe_wire::dhcp::Message;

use crate::daemon::{Daemon, DaemonName, Decision};
use crate::timeline::{Entry, Timeline, What};

/// Name of the interface of each station.
const INTERFACE: &str = "eth0";

/// A computer on the segment.
#[derive(Clone, Debug)]
pub struct Station {
    /// What it is called.
    pub name: String,
    /// Its address, with the length of the network's prefix.
    pub address: InterfaceAddress,
    daemons: Vec<Running>,
}

/// A daemon and what keeps it busy.
#[derive(Clone, Debug)]
struct Running {
    daemon: Daemon,
    /// Until then it does nothing else: it waits for the answer to an echo request.
    busy_until: Duration,
}

impl Station {
    /// A computer on which no DHCP daemon runs.
    #[must_use]
    pub fn new(name: impl Into<String>, address: InterfaceAddress) -> Self {
        Self {
            name: name.into(),
            address,
            daemons: Vec::new(),
        }
    }

    /// What a daemon that is started here learns from the operating system. No names but `localhost` are known.
    #[must_use]
    pub fn host(&self) -> Host {
        let interface = Interface {
            name: INTERFACE.to_owned(),
            addresses: vec![self.address],
        };
        Host {
            interfaces: vec![interface],
            names: [("localhost".to_owned(), vec![Ipv4Addr::LOCALHOST])].into(),
        }
    }

    /// Runs a daemon here.
    pub fn run(&mut self, daemon: Daemon) {
        self.daemons.push(Running {
            daemon,
            busy_until: Duration::ZERO,
        });
    }
}

/// A packet that reaches the client.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// When, counted from power-on.
    pub at: Duration,
    /// Who sent it.
    pub from: SocketAddrV4,
    /// Its bytes.
    pub payload: Vec<u8>,
    /// The same, read.
    pub message: Message,
}

/// An Ethernet segment: servers, the time a packet takes, and the record of what went over the wire.
#[derive(Clone, Debug, Default)]
pub struct Segment {
    /// The servers.
    pub stations: Vec<Station>,
    /// Time of a packet to a server and of the answer back.
    pub round_trip: Duration,
    /// What was sent so far.
    pub timeline: Timeline,
    /// Why the servers answered what they answered, in the order in which they did.
    pub answers: Vec<Answered>,
}

/// An answer of a DHCP server, and why it is what it is.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Name of the server.
    pub station: String,
    /// The daemon there.
    pub daemon: DaemonName,
    /// The answer.
    pub message: Message,
    /// Which lines decided what.
    pub decisions: Vec<Decision>,
}

impl Segment {
    /// A client sends a DHCP message; gives what will reach it in answer, in order of time.
    ///
    /// `own` is the client's address, unspecified where it has none.
    pub fn send(
        &mut self,
        at: Duration,
        source: SocketAddrV4,
        destination: SocketAddrV4,
        payload: &[u8],
    ) -> Vec<Arrival> {
        self.record(at, source, destination, payload);
        let request = Request::unicast(INTERFACE, source, destination, payload);
        let mut arrivals = Vec::new();
        for station in &mut self.stations {
            let is_meant = destination.ip().is_broadcast()
                || *destination.ip() == station.address.broadcast()
                || *destination.ip() == station.address.address;
            if !is_meant {
                continue;
            }
            for running in &mut station.daemons {
                let received = running.busy_until.max(at + self.round_trip / 2);
                let answer = running.daemon.answer(&request);
                if let Some(reply) = answer.reply() {
                    self.answers.push(Answered {
                        station: station.name.clone(),
                        daemon: running.daemon.name(),
                        message: reply.message.clone(),
                        decisions: running.daemon.decisions(&answer),
                    });
                }
                for reply in answer.replies {
                    let delay = Duration::from_secs(u64::from(reply.delay_seconds));
                    running.busy_until = received + delay;
                    if reaches(&reply, *source.ip()) {
                        let at = received + delay + self.round_trip / 2;
                        arrivals.push((at, reply));
                    }
                }
            }
        }
        arrivals.sort_by_key(|(at, _)| *at);
        let arrived = arrivals.into_iter().map(|(at, reply)| {
            self.record(at, reply.from, reply.to, &reply.payload);
            Arrival {
                at,
                from: reply.from,
                payload: reply.payload,
                message: reply.message,
            }
        });
        arrived.collect()
    }

    fn record(&mut self, at: Duration, from: SocketAddrV4, to: SocketAddrV4, payload: &[u8]) {
        let Ok((message, _)) = Message::decode_leniently(payload) else {
            return;
        };
        self.timeline.push(Entry {
            at,
            from: from.into(),
            to: to.into(),
            what: What::Dhcp {
                message: Box::new(message),
                payload: payload.to_vec(),
            },
        });
    }
}

/// Whether a reply gets to the client that asked.
fn reaches(reply: &Reply, own: Ipv4Addr) -> bool {
    match reply.link {
        Link::Broadcast | Link::Client => true,
        Link::Resolved => !own.is_unspecified() && *reply.to.ip() == own,
    }
}
