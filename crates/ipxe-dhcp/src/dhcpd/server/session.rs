//! One packet on its way through the server (`server/dhcp.c: dhcp`).

use std::net::Ipv4Addr;

use super::start::Bound;
use super::{Server, State};
use crate::dhcpd::eval::Evaluator;
use crate::dhcpd::model::{Config, GroupId, NetworkId, Permit, PermitLine, PoolId};
use crate::dhcpd::options::Options;
use crate::dhcpd::request::Request as Parsed;
use crate::dhcpd::scope::Bindings;
use crate::{Answer, Field, Place, Reason, Reply, Request, Silence};

/// A packet and what the server knows of it.
pub(super) struct Session<'s> {
    pub(super) server: &'s Server,
    pub(super) config: &'s Config,
    pub(super) state: &'s mut State,
    pub(super) request: &'s Request,
    pub(super) interface: &'s Bound,
    /// The network that the client is on.
    pub(super) network: Option<NetworkId>,
    pub(super) evaluator: Evaluator<'s>,
    /// Type of the DHCP message; 0 for BOOTP.
    pub(super) kind: u8,
    pub(super) options_valid: bool,
    pub(super) reasons: Vec<Reason>,
    /// Whether the relay's options come from the lease instead of the packet.
    pub(super) stashed: bool,
}

/// What came of a packet.
pub(super) type Outcome = Result<Reply, Silence>;

fn silent(why: &'static str) -> Answer {
    Answer {
        silence: Some(silence(why)),
        ..Answer::default()
    }
}

/// Nothing is sent, by the daemon's own rule.
pub(super) const fn silence(why: &'static str) -> Silence {
    Silence {
        place: None,
        why: std::borrow::Cow::Borrowed(why),
    }
}

/// Nothing is sent, by some line.
pub(super) const fn forbidden(place: Option<Place>, why: &'static str) -> Silence {
    Silence {
        place,
        why: std::borrow::Cow::Borrowed(why),
    }
}

/// What the server does with a packet.
pub(super) fn answer(server: &Server, state: &mut State, request: &Request) -> Answer {
    if request.destination.port() != server.config.ports.local {
        return silent("dhcpd does not listen on that port");
    }
    let bound = server
        .bound
        .iter()
        .find(|bound| bound.name == request.interface);
    let Some(interface) = bound else {
        return silent("no subnet declaration fits the interface");
    };
    let config: &Config = &server.config;
    let Some(parsed) = Parsed::read(config, &request.payload) else {
        return silent("the packet is malformed");
    };
    state.leases.expire(state.now);
    let globals = std::mem::take(&mut state.globals);
    let mut evaluator = Evaluator::new(config, &server.machine, globals);
    evaluator.raw = Some(parsed.raw);
    evaluator.request = Some(parsed.options);
    let mut session = Session {
        server,
        config,
        state,
        request,
        interface,
        network: None,
        evaluator,
        kind: parsed.kind,
        options_valid: parsed.options_valid,
        reasons: Vec::new(),
        stashed: false,
    };
    let outcome = session.run();
    session.finish(outcome)
}

impl<'s> Session<'s> {
    fn run(&mut self) -> Outcome {
        if self.kind == 0 {
            return self.bootp();
        }
        self.network = self.locate();
        if self.network.is_none() && !matches!(self.kind, 3 | 8 | 10) {
            return Err(silence("no subnet declaration fits the relay"));
        }
        self.recall_agent_options();
        self.evaluator.classify();
        self.tell_classes();
        match self.kind {
            1 => self.discover(),
            3 => self.ask(),
            4 => self.decline(),
            7 => self.release(),
            8 => self.inform(),
            10 => Err(silence("lease queries are not answered")),
            _ => Err(silence("a server does not answer this type of message")),
        }
    }

    fn finish(mut self, outcome: Outcome) -> Answer {
        let fatal = self.evaluator.fatal.take();
        self.state.globals = std::mem::replace(
            &mut self.evaluator.scopes,
            crate::dhcpd::scope::Scopes::new(Bindings::default()),
        )
        .into_base();
        let outcome = match fatal {
            Some(message) => Err(Silence {
                place: None,
                why: format!("dhcpd exits: {message}").into(),
            }),
            None => outcome,
        };
        let (replies, silence) = match outcome {
            Ok(reply) => (vec![reply], None),
            Err(silence) => (Vec::new(), Some(silence)),
        };
        Answer {
            replies,
            labels: crate::Labels::default(),
            reasons: self.reasons,
            silence,
            log: self.evaluator.log,
        }
    }

    /// `dhcp.c: locate_network`.
    pub(super) fn locate(&self) -> Option<NetworkId> {
        let selected = self
            .evaluator
            .request_option(Options::AGENT, 5)
            .or_else(|| self.evaluator.request_option(Options::DHCP, 118));
        let address = match selected {
            Some(octets) => Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?),
            None if self.relay().is_unspecified() => return Some(self.interface.network),
            None => self.relay(),
        };
        let subnet = self.config.find_subnet(address)?;
        Some(self.config.subnet(subnet).network)
    }

    /// A client that renews its lease cannot say what its relay said: the lease knows.
    fn recall_agent_options(&mut self) {
        let renews = self.kind == 3
            && !self.client_address().is_unspecified()
            && self.relay().is_unspecified();
        let has_agent = |evaluator: &Evaluator<'_>| {
            evaluator
                .request
                .as_ref()
                .is_some_and(|all| all.has_space(Options::AGENT))
        };
        if !renews || has_agent(&self.evaluator) {
            return;
        }
        let Some(lease) = self.state.leases.get(self.client_address().to_bits()) else {
            return;
        };
        if lease.agent.is_empty() || lease.ends < self.state.now {
            return;
        }
        let same = match &lease.client_identifier {
            Some(identifier) => self.client_identifier() == Some(identifier),
            None => lease.hardware == self.hardware(),
        };
        if !same {
            return;
        }
        let agent = lease.agent.clone();
        let Some(options) = &mut self.evaluator.request else {
            return;
        };
        for (code, bytes) in agent {
            let option = self.config.options.find_code(Options::AGENT, code);
            let value = crate::dhcpd::state::OptionValue::Bytes(bytes);
            let entry = crate::dhcpd::state::Entry {
                code,
                option,
                value,
                had_nulls: false,
                origins: Vec::new(),
            };
            options.save(Options::AGENT, entry);
        }
        self.stashed = true;
    }

    fn tell_classes(&mut self) {
        for class in &self.evaluator.classes {
            let class = self.config.class(*class);
            let why = match class.parent {
                Some(_) => "the client is in this subclass",
                None => "the client is in this class",
            };
            self.reasons.push(Reason {
                field: Field::Labels,
                place: Some(class.place),
                why: why.into(),
            });
        }
    }

    fn address_at(&self, at: usize) -> Ipv4Addr {
        let bytes = &self.request.payload[at..at + 4];
        Ipv4Addr::new(bytes[0], bytes[1], bytes[2], bytes[3])
    }

    /// `ciaddr`.
    pub(super) fn client_address(&self) -> Ipv4Addr {
        self.address_at(12)
    }

    /// `giaddr`.
    pub(super) fn relay(&self) -> Ipv4Addr {
        self.address_at(24)
    }

    /// Type and hardware address of the client.
    pub(super) fn hardware(&self) -> Vec<u8> {
        let payload = &self.request.payload;
        let length = usize::from(payload[2]).min(16);
        let mut hardware = vec![payload[1]];
        hardware.extend_from_slice(&payload[28..28 + length]);
        hardware
    }

    /// Option 61.
    pub(super) fn client_identifier(&self) -> Option<&Vec<u8>> {
        let entry = self.evaluator.request.as_ref()?.get(Options::DHCP, 61)?;
        match &entry.value {
            crate::dhcpd::state::OptionValue::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Option 50.
    pub(super) fn requested_address(&self) -> Option<Ipv4Addr> {
        let octets = self.evaluator.request_option(Options::DHCP, 50)?;
        octets
            .first_chunk::<4>()
            .map(|octets| Ipv4Addr::from(*octets))
    }

    /// Whether the client ends its own host name with zeros, and so may expect them everywhere.
    pub(super) fn wants_nulls(&self) -> bool {
        let request = self.evaluator.request.as_ref();
        let name = request.and_then(|all| all.get(Options::DHCP, 12));
        name.is_some_and(|entry| entry.had_nulls)
    }

    /// `dhcp.c: permitted`: the first line that fits the client.
    fn listed(&self, list: &[PermitLine]) -> Option<PermitLine> {
        let known = self.evaluator.known;
        let fits =
            |line: &&PermitLine| match line.permit {
                Permit::UnknownClients => !known,
                Permit::KnownClients => known,
                // Nobody is ever authenticated.
                Permit::AuthenticatedClients => false,
                Permit::UnauthenticatedClients | Permit::AllClients => true,
                Permit::DynamicBootpClients => !self.options_valid || self.kind == 0,
                Permit::Class(wanted) => self.evaluator.classes.iter().any(|class| {
                    *class == wanted || self.config.class(*class).parent == Some(wanted)
                }),
                Permit::After(time) => self.state.now > time,
            };
        list.iter().find(fits).copied()
    }

    /// Whether the client may have an address of a pool; the line that says so or forbids it.
    pub(super) fn permitted(&self, pool: PoolId) -> Result<Option<Place>, Option<Place>> {
        let pool = self.config.pool(pool);
        if let Some(line) = self.listed(&pool.prohibited) {
            return Err(Some(line.place));
        }
        if pool.permitted.is_empty() {
            return Ok(None);
        }
        match self.listed(&pool.permitted) {
            Some(line) => Ok(Some(line.place)),
            None => Err(pool.permitted.first().map(|line| line.place)),
        }
    }

    /// Executes the scopes of classes, the last class first, so that the first one counts.
    pub(super) fn execute_classes(&mut self, limit: Option<GroupId>) {
        for at in (0..self.evaluator.classes.len()).rev() {
            let class = self.evaluator.classes[at];
            self.evaluator
                .execute_scope(self.config.class(class).group, limit);
        }
    }

    /// `dhcp.c: dhcprelease`.
    fn release(&mut self) -> Outcome {
        let address = self.client_address().to_bits();
        let hardware = self.hardware();
        let lease = self.state.leases.get(address);
        let ours =
            lease.is_some_and(|lease| lease.hardware == hardware && lease.ends > self.state.now);
        if ours {
            self.state.leases.release(address, self.state.now);
        }
        Err(silence("a release has no answer"))
    }

    /// `dhcp.c: dhcpdecline`.
    fn decline(&mut self) -> Outcome {
        let done = Err(silence("a decline has no answer"));
        let Some(address) = self.requested_address() else {
            return done;
        };
        let Some(home) = self.server.order.home(address.to_bits()) else {
            return done;
        };
        let group = self.config.subnet(home.subnet).group;
        self.evaluator.execute_scope(group, None);
        self.execute_classes(Some(group));
        if self.evaluator.flag(29).is_some_and(|flag| !flag.is_true) {
            return done;
        }
        let mut lease = self.state.leases.copy(address.to_bits(), home);
        lease.scope = Bindings::default();
        lease.client_identifier = None;
        lease.hardware.clear();
        lease.ends = self.state.now + 86_400;
        self.state
            .leases
            .supersede(lease, super::lease::Binding::Abandoned);
        done
    }
}
