//! The DHCP client (`net/udp/dhcp.c`): what it sends when, and which answers it takes.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use ipxe_machine::ports::{Configured, SettingsUpdate};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::block::Block;
use ipxe_settings::dhcp::{DhcpPacket, encapsulated};

use super::packet::Message;
use super::server::{Question, answer};
use crate::net::{Failure, NetEventKind, Talk, Target};
use crate::scenario::input::{Effect, ServiceName};

const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Dhcp, 0);

/// How long offers of ProxyDHCP servers are waited for (`config/dhcp.h: DHCP_DISC_PROXY_TIMEOUT_SEC`), and
/// as long the answer of one (`DHCP_REQ_PROXY_TIMEOUT_SEC`).
const PROXY_WAIT: Duration = Duration::from_secs(2);
/// How often discovery is put off while the switch does not forward (`DHCP_DISC_MAX_DEFERRALS`).
const MAX_DEFERRALS: u32 = 180;
/// The wait before discovery that was put off (`DHCP_DISC_START_TIMEOUT_SEC`).
const DEFERRAL: Duration = Duration::from_secs(1);
/// The longest timeout of every state.
const MAX_TIMEOUT: Duration = Duration::from_secs(10);
/// The usual shortest timeout (`include/ipxe/retry.h: DEFAULT_MIN_TIMEOUT`).
const MIN_TIMEOUT: Duration = Duration::from_millis(250);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Discover,
    Request,
    Proxy,
}

impl State {
    const fn min_timeout(self) -> Duration {
        match self {
            Self::Discover => Duration::from_secs(1),
            Self::Request | Self::Proxy => MIN_TIMEOUT,
        }
    }
}

/// A packet on its way to the client.
struct Arrival {
    at: Duration,
    message: Message,
    packet: DhcpPacket,
    bytes: Vec<u8>,
}

/// A session (`struct dhcp_session`).
struct Session {
    interface: Vec<u8>,
    client: Vec<u8>,
    xid: u32,
    state: State,
    /// When the state began.
    start: Duration,
    /// When the timer expires, and its present timeout.
    expires: Duration,
    timeout: Duration,
    offer: Option<Offer>,
    priority: i8,
    proxy: Option<DhcpPacket>,
    proxy_priority: i8,
    count: u32,
    arrivals: Vec<Arrival>,
    /// What was leased while a ProxyDHCP server is asked.
    leased: Vec<SettingsUpdate>,
}

/// The offer that was chosen.
#[derive(Clone, Copy, Debug)]
struct Offer {
    address: Ipv4Addr,
    server: Ipv4Addr,
    no_pxedhcp: bool,
}

/// How a session ended.
type Ended = Result<Vec<SettingsUpdate>, ErrorId>;

impl Talk<'_, '_> {
    /// Gets a lease.
    pub(super) fn dhcp(&mut self, interface: &[u8]) -> Result<Configured, Failure> {
        let device = self.host.interfaces.find(interface);
        let client = device.map_or(Vec::new(), |device| device.link_address.clone());
        let mut session = Session {
            interface: interface.to_vec(),
            client,
            xid: self.world.random.next() as u32,
            state: State::Discover,
            start: self.elapsed(),
            expires: self.elapsed(),
            timeout: Duration::ZERO,
            offer: None,
            priority: 0,
            proxy: None,
            proxy_priority: 0,
            count: 0,
            arrivals: Vec::new(),
            leased: Vec::new(),
        };
        loop {
            let next = session.arrivals.iter().map(|arrival| arrival.at).min();
            let ended = match next {
                Some(at) if at <= session.expires => {
                    self.pass(at.saturating_sub(self.elapsed()));
                    let index = session.arrivals.iter().position(|arrival| arrival.at == at);
                    let arrival = session.arrivals.remove(index.unwrap_or_default());
                    self.dhcp_received(&mut session, arrival)
                }
                _ => {
                    self.pass(session.expires.saturating_sub(self.elapsed()));
                    self.dhcp_expired(&mut session)
                }
            };
            match ended {
                None => {}
                Some(Ok(settings)) => return Ok(Configured { settings }),
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    /// `dhcp_timer_expired`
    fn dhcp_expired(&mut self, session: &mut Session) -> Option<Ended> {
        let now = self.elapsed();
        session.timeout *= 2;
        if session.timeout > MAX_TIMEOUT {
            return Some(Err(TIMED_OUT));
        }
        session.count += 1;
        let waited = now.saturating_sub(session.start) > PROXY_WAIT;
        match session.state {
            State::Discover if session.offer.is_some() && waited => {
                session.enter(State::Request, now);
                return None;
            }
            State::Proxy if waited => return Some(Ok(std::mem::take(&mut session.leased))),
            _ => {}
        }
        self.dhcp_send(session);
        let is_blocked = !self.world.link_forwards(&session.interface, self.now());
        if session.state == State::Discover && is_blocked {
            session.defer(now);
        }
        None
    }

    /// `dhcp_tx`
    fn dhcp_send(&mut self, session: &mut Session) {
        let now = self.elapsed();
        session.timeout = session.timeout.max(session.state.min_timeout());
        session.expires = now + session.timeout;
        let request = match (session.state, session.offer) {
            (State::Request, Some(offer)) => Some((offer.server, offer.address)),
            _ => None,
        };
        let (message, detail) = match (session.state, session.offer) {
            (State::Discover, _) => ("DHCPDISCOVER", String::new()),
            (State::Request, Some(offer)) => (
                "DHCPREQUEST",
                format!("to {} for {}", offer.server, offer.address),
            ),
            _ => ("DHCPREQUEST", "to the ProxyDHCP server".to_owned()),
        };
        self.note(NetEventKind::Dhcp { message, detail });
        self.world.count_packets(&session.interface, 1, 0);
        if session.state == State::Proxy || !self.world.link_passes(&session.interface, self.now())
        {
            return;
        }
        let scenario = Arc::clone(&self.world.scenario);
        for (index, server) in scenario.server.iter().enumerate() {
            let Some(dhcp) = &server.dhcp else { continue };
            if !self.world.is_on_link(self.host, &session.interface, server) {
                continue;
            }
            let target = Target {
                server,
                service: ServiceName::Dhcp,
                path: Some(b""),
                connects: false,
                now: self.now(),
            };
            let mut delay = dhcp.think.0;
            match self.world.faults.strike(&scenario.fault, target) {
                Some(fault) if fault.effect == Effect::Delay => delay += fault.delay,
                Some(_) => continue,
                None => {}
            }
            let loss = server.loss.unwrap_or(scenario.network.loss);
            if self.world.random.chance(loss) || self.world.random.chance(loss) {
                continue;
            }
            let question = Question {
                xid: session.xid,
                client: &session.client,
                request,
            };
            let answer = answer(index, server, dhcp, &mut self.world.leases, question);
            let Some((message, bytes)) = answer else {
                continue;
            };
            let Some(packet) = DhcpPacket::new(&bytes) else {
                continue;
            };
            let round_trip = server.round_trip.unwrap_or(scenario.network.round_trip).0;
            session.arrivals.push(Arrival {
                at: now + round_trip + delay,
                message,
                packet,
                bytes,
            });
        }
    }

    /// `dhcp_deliver`
    fn dhcp_received(&mut self, session: &mut Session, arrival: Arrival) -> Option<Ended> {
        let Arrival {
            message,
            packet,
            bytes,
            ..
        } = arrival;
        let server = address(packet.fetch(54));
        let offered = address(bytes.get(16..20));
        self.note(NetEventKind::Dhcp {
            message: message.name(),
            detail: if offered.is_unspecified() {
                format!("from {server} without an address")
            } else {
                format!("from {server} for {offered}")
            },
        });
        self.world.count_packets(&session.interface, 0, 1);
        let now = self.elapsed();
        match session.state {
            State::Discover if message == Message::Offer => {
                session.take_offer(packet, server, offered);
                let waited = now.saturating_sub(session.start) > PROXY_WAIT;
                let is_enough =
                    |offer: Offer| offer.no_pxedhcp || session.proxy.is_some() || waited;
                if session.offer.is_some_and(is_enough) {
                    session.enter(State::Request, now);
                }
                None
            }
            State::Request => {
                let offer = session.offer.filter(|offer| offer.server == server)?;
                match message {
                    Message::Nak => {
                        session.defer(now);
                        None
                    }
                    Message::Ack if offered == offer.address => {
                        session.take_lease(packet, offer, now)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl Session {
    /// `dhcp_set_state`
    const fn enter(&mut self, state: State, now: Duration) {
        self.state = state;
        self.start = now;
        self.expires = now;
        self.timeout = Duration::ZERO;
    }

    /// `dhcp_defer`
    fn defer(&mut self, now: Duration) {
        if self.count > MAX_DEFERRALS {
            return;
        }
        self.enter(State::Discover, now);
        self.timeout = DEFERRAL;
        self.expires = now + DEFERRAL;
    }

    /// Chooses among offers (`dhcp_discovery_rx`).
    fn take_offer(&mut self, packet: DhcpPacket, server: Ipv4Addr, offered: Ipv4Addr) {
        let byte = |tag| {
            packet
                .fetch(tag)
                .and_then(|value| value.first().copied())
                .unwrap_or(0)
        };
        let priority = byte(encapsulated(175, 1)) as i8;
        let no_pxedhcp = byte(encapsulated(175, 176)) != 0;
        let is_pxe = packet
            .fetch(60)
            .is_some_and(|class| class.starts_with(b"PXEClient"));
        if !offered.is_unspecified() && priority >= self.priority {
            self.offer = Some(Offer {
                address: offered,
                server,
                no_pxedhcp,
            });
            self.priority = priority;
        }
        if is_pxe && priority >= self.proxy_priority {
            self.proxy = Some(packet);
            self.proxy_priority = priority;
        }
    }

    /// Registers what was leased (`dhcp_request_rx`).
    fn take_lease(&mut self, packet: DhcpPacket, offer: Offer, now: Duration) -> Option<Ended> {
        let unregister = |name: &[u8]| SettingsUpdate::Unregister {
            name: name.to_vec(),
        };
        let mut settings = vec![
            SettingsUpdate::Register {
                parent: self.interface.clone(),
                name: b"dhcp".to_vec(),
                order: 0,
                block: Block::Dhcp(Arc::new(packet)),
            },
            unregister(b"proxydhcp"),
            unregister(b"pxebs"),
        ];
        let Some(proxy) = self.proxy.clone().filter(|_| !offer.no_pxedhcp) else {
            return Some(Ok(settings));
        };
        if has_pxe_options(&proxy) {
            settings.push(SettingsUpdate::Register {
                parent: Vec::new(),
                name: b"proxydhcp".to_vec(),
                order: 0,
                block: Block::Dhcp(Arc::new(proxy)),
            });
            return Some(Ok(settings));
        }
        self.enter(State::Proxy, now);
        self.leased = settings;
        None
    }
}

/// Whether a packet names a boot server and a file, or has a boot menu (`dhcp_has_pxeopts`).
fn has_pxe_options(packet: &DhcpPacket) -> bool {
    let has_server = packet.fetch(encapsulated(175, 3)).is_some();
    let has = |tag| packet.fetch(tag).is_some_and(|value| !value.is_empty());
    has_server && has(67) || has(encapsulated(43, 9))
}

fn address(octets: Option<&[u8]>) -> Ipv4Addr {
    let octets = octets.and_then(|octets| <[u8; 4]>::try_from(octets).ok());
    octets.map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from)
}
