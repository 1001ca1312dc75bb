//! One request on its way through the server (`rfc2131.c: dhcp_reply`).

use std::borrow::Cow;
use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{BOOTREQUEST, MAGIC_COOKIE, MessageType, Packet, option};

use super::arrival::silence;
use super::client::{Incoming, address, suboption};
use super::packet::{DEFAULT_SIZE, LARGEST, Writer};
use super::{Server, State};
use crate::dnsmasq::config::{Config, HostEntry};
use crate::dnsmasq::tag::{TagId, Tags};
use crate::{Field, Labels, Place, Reason, Request, Silence};

/// IP and UDP headers, which the client counts in its limit.
const HEADERS: usize = 28;
/// Suboption of option 82 with the client's network (RFC 3527).
const LINK_SELECTION: u8 = 5;
/// Suboption of option 82 with the server identifier to use (RFC 5107).
const SERVER_OVERRIDE: u8 = 11;

/// What came of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    Reply { payload: Vec<u8>, inform: bool },
    Silent(Silence),
}

impl Outcome {
    pub(super) fn silent(why: impl Into<Cow<'static, str>>) -> Self {
        Self::Silent(silence(why))
    }

    pub(super) fn silent_at(place: Option<Place>, why: impl Into<Cow<'static, str>>) -> Self {
        Self::Silent(Silence {
            place,
            why: why.into(),
        })
    }
}

/// A request and what has become of it so far.
#[derive(Debug)]
pub(super) struct Exchange<'s> {
    pub(super) server: &'s Server,
    pub(super) config: &'s Config,
    pub(super) state: &'s mut State,
    pub(super) incoming: Incoming<'s>,
    /// On port 4011.
    pub(super) boot_service: bool,
    pub(super) unicast: bool,
    /// The server's address on the interface.
    pub(super) fallback: Ipv4Addr,
    /// Ranges that may serve the client, best first.
    pub(super) chain: Vec<usize>,
    pub(super) kind: Option<MessageType>,
    pub(super) flags: u16,
    pub(super) ciaddr: Ipv4Addr,
    pub(super) client_id: Option<Vec<u8>>,
    pub(super) tags: Tags<'s>,
    /// Network that the client or its relay asks for.
    pub(super) subnet: Option<Ipv4Addr>,
    pub(super) override_id: Option<Ipv4Addr>,
    pub(super) host: Option<usize>,
    pub(super) names: super::name::ClientNames,
    size: usize,
    agent: Vec<u8>,
    labels: Labels,
    reasons: Vec<Reason>,
    log: Vec<String>,
    delay: u32,
}

impl<'s> Exchange<'s> {
    #[expect(
        clippy::too_many_arguments,
        reason = "these are what a packet arrives with"
    )]
    pub(super) fn new(
        server: &'s Server,
        state: &'s mut State,
        packet: Packet<'s>,
        chain: Vec<usize>,
        fallback: Ipv4Addr,
        boot_service: bool,
        request: &Request,
        interface: &str,
    ) -> Self {
        let mut tags = Tags::new(&server.config.tags);
        tags.set_named(interface.as_bytes());
        Self {
            server,
            config: &server.config,
            state,
            incoming: Incoming { packet },
            boot_service,
            unicast: *request.destination.ip() != Ipv4Addr::BROADCAST,
            fallback,
            chain,
            kind: None,
            flags: packet.flags(),
            ciaddr: packet.ciaddr(),
            client_id: None,
            tags,
            subnet: None,
            override_id: None,
            host: None,
            names: super::name::ClientNames::default(),
            size: DEFAULT_SIZE,
            agent: Vec::new(),
            labels: Labels::default(),
            reasons: Vec::new(),
            log: Vec::new(),
            delay: 0,
        }
    }

    pub(super) fn into_parts(self) -> (Labels, Vec<Reason>, Vec<String>, u32) {
        (self.labels, self.reasons, self.log, self.delay)
    }

    pub(super) fn run(&mut self) -> Outcome {
        let packet = self.incoming.packet;
        let bad_address = packet.htype() == 0 && packet.hlen() != 0;
        if packet.op() != BOOTREQUEST || packet.hlen() > 16 || bad_address {
            return Outcome::silent("the packet is no request that makes sense");
        }
        if let Some(kind) = self.incoming.option(option::MESSAGE_TYPE, 1) {
            if packet.bytes().get(236..240) != Some(&MAGIC_COOKIE) {
                return Outcome::silent("the packet has options without magic cookie");
            }
            self.kind = Some(MessageType(kind[0]));
            self.read_options();
        }
        self.match_mac();
        if let Err(silence) = self.settle_network() {
            return Outcome::Silent(silence);
        }
        self.match_options();
        self.match_classes();
        self.find_known_host();
        if self.kind.is_none() && !self.boot_service {
            return self.bootp();
        }
        self.dhcp()
    }

    /// What matters before the network is known.
    fn read_options(&mut self) {
        let incoming = self.incoming;
        if let Some(size) = incoming.number16(option::MAX_MESSAGE_SIZE) {
            let size = usize::from(size).wrapping_sub(HEADERS);
            self.size = size.clamp(DEFAULT_SIZE, LARGEST);
        }
        let discovers = self.kind == Some(MessageType::DISCOVER);
        if discovers || incoming.option(option::REQUESTED_ADDRESS, 4).is_some() {
            self.ciaddr = Ipv4Addr::UNSPECIFIED;
        }
        self.match_broadband();
        if let Some(agent) = incoming.option(option::RELAY_AGENT, 1) {
            let length = u8::try_from(agent.len()).expect("one option has at most 255 bytes");
            let whole = [&[option::RELAY_AGENT, length], agent].concat();
            if incoming
                .end()
                .is_some_and(|end| end < self.size.saturating_sub(whole.len()))
            {
                self.agent = whole;
            }
            self.subnet = suboption(agent, LINK_SELECTION, 4).and_then(address);
            self.override_id = suboption(agent, SERVER_OVERRIDE, 4).and_then(address);
            self.match_agent(agent);
        }
        let given = |address: &Ipv4Addr| *address != Ipv4Addr::UNSPECIFIED;
        self.override_id = self.override_id.filter(given);
        let asked = self.subnet.filter(given);
        self.subnet = asked
            .or_else(|| incoming.address(option::SUBNET_SELECTION))
            .filter(given);
        if !self.config.flags.contains("dhcp-ignore-clid") {
            let id = incoming.option(option::CLIENT_IDENTIFIER, 1);
            self.client_id = id.map(<[u8]>::to_vec);
        }
        if self.client_id.is_none() {
            let known = self
                .lease_address()
                .and_then(|address| self.state.leases.get(address));
            self.client_id = known.and_then(|lease| lease.client_id.clone());
        }
    }

    /// Finds the ranges anew for clients behind a relay, or those that name a network or an address.
    fn settle_network(&mut self) -> Result<(), Silence> {
        let giaddr = self.incoming.packet.giaddr();
        let given = |address: Ipv4Addr| address != Ipv4Addr::UNSPECIFIED;
        let (address, relay, forced) = match self.subnet {
            Some(subnet) => (subnet, None, true),
            None if given(giaddr) => (giaddr, Some(giaddr), true),
            None => (self.ciaddr, None, false),
        };
        if given(address) {
            let here = !forced
                && self.chain.iter().any(|&number| {
                    let range = &self.config.ranges[number];
                    let network = self.state.networks[number];
                    given(network.netmask)
                        && network.holds(range, address)
                        && super::network::same_net(address, range.end, network.netmask)
                });
            if !here {
                let chain =
                    self.server
                        .distant_ranges(self.state, address, relay, giaddr, self.fallback);
                if forced || !chain.is_empty() {
                    self.chain = chain;
                }
            }
        }
        if self.chain.is_empty() {
            let via = match self.subnet {
                Some(subnet) => format!("with subnet selector {subnet}"),
                None if given(giaddr) => format!("via {giaddr}"),
                None => "on this interface".to_owned(),
            };
            return Err(silence(format!(
                "no address range available for a request {via}"
            )));
        }
        Ok(())
    }

    /// The client's lease.
    pub(super) fn lease_address(&self) -> Option<Ipv4Addr> {
        let packet = self.incoming.packet;
        let id = self.client_id.as_deref();
        self.state
            .leases
            .of_client(packet.htype(), packet.chaddr(), id)
    }

    pub(super) fn host_entry(&self) -> Option<&'s HostEntry> {
        self.host.map(|number| &self.config.hosts[number])
    }

    /// The hardware address, or what stands for it (`rfc2131.c: extended_hwaddr`).
    pub(super) fn unique_id(&self) -> &[u8] {
        let packet = self.incoming.packet;
        match self.client_id.as_deref() {
            Some([kind, rest @ ..]) if packet.hlen() == 0 && rest.len() > 2 => {
                let typed = *kind == packet.htype() || (*kind == 27 && packet.htype() == 24);
                if typed {
                    rest
                } else {
                    self.client_id.as_deref().unwrap_or_default()
                }
            }
            _ => packet.chaddr(),
        }
    }

    /// A fresh reply.
    pub(super) fn writer(&self) -> Writer {
        let header = self.incoming.packet.bytes();
        let mut writer = Writer::new(header, self.size, self.agent.clone());
        writer.set_flags(self.flags);
        writer.set_ciaddr(self.ciaddr);
        writer
    }

    /// A fresh reply to a BOOTP request, which has room for 64 bytes of options.
    pub(super) fn bootp_writer(&self) -> Writer {
        let header = self.incoming.packet.bytes();
        Writer::new(header, 236 + 64, Vec::new())
    }

    /// `tags` and those that `tag-if` lines add, in the order of the files (`dhcp-common.c: run_tag_if`).
    pub(super) fn with_tag_if(&self, tags: &Tags<'s>) -> Tags<'s> {
        let mut all = tags.clone();
        for line in &self.config.tag_ifs {
            if all.match_all_wild(&line.conditions) {
                for &tag in line.sets.iter().rev() {
                    all.set(tag, Some(line.place));
                }
            }
        }
        all
    }

    /// The tags with that of a range.
    pub(super) fn tags_in_range(&self, range: usize) -> Tags<'s> {
        let range = &self.config.ranges[range];
        let mut tags = self.tags.clone();
        if let Some(tag) = range.sets {
            tags.set(tag, Some(range.place));
        }
        self.with_tag_if(&tags)
    }

    pub(super) fn set_tag(&mut self, tag: TagId, place: Place) {
        self.tags.set(tag, Some(place));
    }

    pub(super) fn report(&mut self, tags: &Tags<'s>) {
        self.labels.reported = Some(tags.reported());
    }

    pub(super) fn because(
        &mut self,
        field: Field,
        place: impl Into<Option<Place>>,
        why: impl Into<Cow<'static, str>>,
    ) {
        self.reasons.push(Reason {
            field,
            place: place.into(),
            why: why.into(),
        });
    }

    pub(super) fn warn(&mut self, line: String) {
        self.log.push(line);
    }

    /// Waits as `dhcp-reply-delay` says (`rfc2131.c: apply_delay`).
    pub(super) fn apply_delay(&mut self, tags: &Tags<'s>) {
        let lines = || self.config.delays.iter().rev();
        let found = lines()
            .find(|delay| tags.match_all(&delay.conditions, false))
            .or_else(|| lines().find(|delay| tags.match_all(&delay.conditions, true)));
        if let Some(found) = found {
            self.delay = found.seconds;
            self.because(Field::Reply, found.place, "the reply is delayed");
        }
    }

    /// The server identifier that a client is told.
    pub(super) fn server_id(&self, range: Option<usize>) -> Ipv4Addr {
        let local = range.map(|range| self.state.networks[range].local);
        let local = local.filter(|local| *local != Ipv4Addr::UNSPECIFIED);
        self.override_id.or(local).unwrap_or(self.fallback)
    }

    /// The address of a boot server by name (`cache.c: a_record_from_hosts`).
    pub(super) fn look_up(&mut self, name: &[u8]) -> Ipv4Addr {
        let found = self.config.names.addresses(name).next();
        if let Some(address) = found.filter(|_| self.config.dns_port != 0) {
            return address;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        self.warn(format!("No IPv4 address found for {name}"));
        Ipv4Addr::UNSPECIFIED
    }
}
