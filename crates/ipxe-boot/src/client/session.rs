//! Getting a lease (`net/udp/dhcp.c: start_dhcp`): what is sent when, and which answers are taken.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;

use ipxe_machine::ports::{Host, SettingsUpdate};
use ipxe_reference::ErrorId;
use ipxe_settings::block::Block;
use ipxe_settings::dhcp::{DhcpPacket, encapsulated};
use ipxe_wire::dhcp::{CLIENT_PORT, Message, MessageType, PXE_PORT, SERVER_PORT, option};

use super::request::{Client, Say};
use super::timer::Timer;
use super::{Ended, TIMED_OUT};
use crate::segment::{Arrival, Segment};

/// How long offers of ProxyDHCP servers are waited for, and as long the answer of one (`config/dhcp.h:
/// DHCP_DISC_PROXY_TIMEOUT_SEC`, `DHCP_REQ_PROXY_TIMEOUT_SEC`).
const PROXY_WAIT: Duration = Duration::from_secs(2);
/// How often discovery is put off (`DHCP_DISC_MAX_DEFERRALS`).
const MAX_DEFERRALS: u16 = 180;
/// The first timeout of discovery (`DHCP_DISC_START_TIMEOUT_SEC`).
const DISCOVERY: Duration = Duration::from_secs(1);

/// Bits of `secs`, which is no time but tells what the session has so far.
const HAS_OFFER: u16 = 2;
const HAS_PROXY: u16 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Discover,
    Request,
    Proxy,
}

/// A session (`struct dhcp_session`).
struct Session<'a, L> {
    client: Client<'a>,
    segment: &'a mut Segment,
    /// Whether packets pass at a time, and whether the switch forwards.
    link: L,
    /// Before this the card hands over nothing that it receives.
    deaf_until: Duration,
    /// When the session began; all other times count from power-on too.
    began: Duration,
    xid: u32,
    state: State,
    /// When the state began.
    start: Duration,
    timer: Timer,
    count: u16,
    own: Ipv4Addr,
    offer: Option<Offer>,
    priority: i8,
    proxy: Option<Proxy>,
    proxy_priority: i8,
    arrivals: Vec<Arrival>,
    packets: (u64, u64),
    /// What is to be registered while a ProxyDHCP server is asked.
    leased: Vec<SettingsUpdate>,
}

/// The offer that was chosen.
#[derive(Clone, Copy, Debug)]
struct Offer {
    address: Ipv4Addr,
    server: Ipv4Addr,
    no_pxedhcp: bool,
}

/// The offer of a ProxyDHCP server that was chosen.
#[derive(Clone, Debug)]
struct Proxy {
    server: Ipv4Addr,
    packet: DhcpPacket,
}

/// How a session ends.
type End = Result<Vec<SettingsUpdate>, ErrorId>;

/// What the link is like at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkNow {
    /// Packets pass.
    pub(crate) passes: bool,
    /// The switch does not forward yet.
    pub(crate) blocked: bool,
}

/// Gets a lease. `now` and `deaf_until` count from power-on: before the latter the card hands over nothing that it
/// receives. `link` tells the state of the link at a time.
pub(crate) fn lease(
    segment: &mut Segment,
    host: &Host<'_>,
    interface: &[u8],
    now: Duration,
    xid: u32,
    deaf_until: Duration,
    link: impl Fn(Duration) -> LinkNow,
) -> Ended<Vec<SettingsUpdate>> {
    let mut session = Session {
        client: Client { host, interface },
        segment,
        link,
        deaf_until,
        began: now,
        xid,
        state: State::Discover,
        start: now,
        timer: Timer::new(now, DISCOVERY),
        count: 0,
        own: Ipv4Addr::UNSPECIFIED,
        offer: None,
        priority: 0,
        proxy: None,
        proxy_priority: 0,
        arrivals: Vec::new(),
        packets: (0, 0),
        leased: Vec::new(),
    };
    loop {
        let next = session.arrivals.iter().map(|arrival| arrival.at).min();
        let (now, end) = match next {
            Some(at) if at <= session.timer.expires => {
                let index = session.arrivals.iter().position(|arrival| arrival.at == at);
                let arrival = session.arrivals.remove(index.unwrap_or_default());
                (at, session.received(&arrival))
            }
            _ => (session.timer.expires, session.expired()),
        };
        if let Some(result) = end {
            return Ended {
                after: now.saturating_sub(session.began),
                result,
                packets: session.packets,
            };
        }
    }
}

impl<L: Fn(Duration) -> LinkNow> Session<'_, L> {
    /// `dhcp_timer_expired`
    fn expired(&mut self) -> Option<End> {
        let now = self.timer.expires;
        if !self.timer.expire() {
            return Some(Err(TIMED_OUT));
        }
        self.count += 1;
        let waited = now.saturating_sub(self.start) > PROXY_WAIT;
        match self.state {
            State::Discover if self.offer.is_some() && waited => {
                self.enter(State::Request, now);
                return None;
            }
            State::Proxy if waited => return Some(Ok(std::mem::take(&mut self.leased))),
            _ => {}
        }
        self.send(now);
        if self.state == State::Discover && (self.link)(now).blocked {
            self.defer(now);
        }
        None
    }

    /// `dhcp_tx`
    fn send(&mut self, now: Duration) {
        self.timer.restart(now);
        let kind = match self.state {
            State::Discover => MessageType::DISCOVER,
            State::Request | State::Proxy => MessageType::REQUEST,
        };
        let secs = self.count << 2
            | if self.offer.is_some() { HAS_OFFER } else { 0 }
            | if self.proxy.is_some() { HAS_PROXY } else { 0 };
        let mut message = self.client.message(Say {
            kind,
            xid: self.xid,
            secs,
            own: self.own,
        });
        let mut to = SocketAddrV4::new(Ipv4Addr::BROADCAST, SERVER_PORT);
        let options = &mut message.options;
        match (self.state, self.offer, &self.proxy) {
            (State::Request, Some(offer), _) => {
                options.push(option::SERVER_IDENTIFIER, offer.server.octets());
                options.push(option::REQUESTED_ADDRESS, offer.address.octets());
            }
            (State::Proxy, _, Some(proxy)) => {
                options.push(option::SERVER_IDENTIFIER, proxy.server.octets());
                to = SocketAddrV4::new(proxy.server, PXE_PORT);
            }
            _ => {}
        }
        self.packets.0 += 1;
        if !(self.link)(now).passes {
            return;
        }
        let from = SocketAddrV4::new(self.own, CLIENT_PORT);
        let arrivals = self.segment.send(now, from, to, &message.encode());
        self.arrivals
            .extend(arrivals.into_iter().map(|arrival| Arrival {
                at: arrival.at.max(self.deaf_until),
                ..arrival
            }));
    }

    /// `dhcp_deliver`
    fn received(&mut self, arrival: &Arrival) -> Option<End> {
        self.packets.1 += 1;
        let message = &arrival.message;
        if message.xid != self.xid || message.hardware_address() != self.client.mac() {
            return None;
        }
        let packet = DhcpPacket::new(&arrival.payload)?;
        match self.state {
            State::Discover => self.discovered(arrival, packet),
            State::Request => return self.confirmed(arrival, packet),
            State::Proxy => return self.told_by_proxy(arrival, packet),
        }
        None
    }

    /// Chooses among offers (`dhcp_discovery_rx`).
    fn discovered(&mut self, arrival: &Arrival, packet: DhcpPacket) {
        let kind = arrival.message.message_type();
        let address = arrival.message.yiaddr;
        let byte = |tag| packet.fetch(tag).and_then(|value| value.first().copied());
        let priority = byte(encapsulated(175, 1)).unwrap_or(0) as i8;
        let class = packet.fetch(u32::from(option::VENDOR_CLASS));
        let is_pxe = class.is_some_and(|class| class.starts_with(b"PXEClient"));
        let is_offer = kind.is_none_or(|kind| kind == MessageType::OFFER);
        if !address.is_unspecified()
            && arrival.from.port() == SERVER_PORT
            && is_offer
            && priority >= self.priority
        {
            self.offer = Some(Offer {
                address,
                server: server_identifier(&arrival.message),
                no_pxedhcp: byte(encapsulated(175, 176)).unwrap_or(0) != 0,
            });
            self.priority = priority;
        }
        let server = pseudo_identifier(arrival);
        if !server.is_unspecified() && is_pxe && priority >= self.proxy_priority {
            self.proxy = Some(Proxy { server, packet });
            self.proxy_priority = priority;
        }
        let waited = arrival.at.saturating_sub(self.start) > PROXY_WAIT;
        if let Some(offer) = self.offer
            && (offer.no_pxedhcp || self.proxy.is_some() || waited)
        {
            self.enter(State::Request, arrival.at);
        }
    }

    /// Takes the lease (`dhcp_request_rx`).
    fn confirmed(&mut self, arrival: &Arrival, packet: DhcpPacket) -> Option<End> {
        let offer = self.offer?;
        let message = &arrival.message;
        if arrival.from.port() != SERVER_PORT || server_identifier(message) != offer.server {
            return None;
        }
        match message.message_type() {
            Some(MessageType::NAK) => {
                self.defer(arrival.at);
                return None;
            }
            None | Some(MessageType::ACK) if message.yiaddr == offer.address => {}
            _ => return None,
        }
        self.own = offer.address;
        let unregister = |name: &[u8]| SettingsUpdate::Unregister {
            name: name.to_vec(),
        };
        let mut settings = vec![
            block(self.client.interface, b"dhcp", packet),
            unregister(b"proxydhcp"),
            unregister(b"pxebs"),
        ];
        let Some(proxy) = self.proxy.clone().filter(|_| !offer.no_pxedhcp) else {
            return Some(Ok(settings));
        };
        if has_pxe_options(&proxy.packet) {
            settings.push(block(b"", b"proxydhcp", proxy.packet));
            return Some(Ok(settings));
        }
        self.leased = settings;
        self.enter(State::Proxy, arrival.at);
        None
    }

    /// Takes what a ProxyDHCP server says on its own port (`dhcp_proxy_rx`).
    fn told_by_proxy(&mut self, arrival: &Arrival, packet: DhcpPacket) -> Option<End> {
        let proxy = self.proxy.as_ref()?;
        let kind = arrival.message.message_type();
        let is_wanted = arrival.from.port() == PXE_PORT
            && matches!(kind, Some(MessageType::OFFER | MessageType::ACK))
            && pseudo_identifier(arrival) == proxy.server
            && has_pxe_options(&packet);
        is_wanted.then(|| {
            let mut settings = std::mem::take(&mut self.leased);
            settings.push(block(b"", b"proxydhcp", packet));
            Ok(settings)
        })
    }

    /// `dhcp_set_state`
    fn enter(&mut self, state: State, now: Duration) {
        let shortest = match state {
            State::Discover => DISCOVERY,
            State::Request | State::Proxy => Duration::ZERO,
        };
        self.state = state;
        self.start = now;
        self.timer = Timer::new(now, shortest);
    }

    /// `dhcp_defer`
    fn defer(&mut self, now: Duration) {
        if self.count <= MAX_DEFERRALS {
            self.enter(State::Discover, now);
            self.timer.delay(now, DISCOVERY);
        }
    }
}

/// A block of settings that a packet makes.
pub(super) fn block(parent: &[u8], name: &[u8], packet: DhcpPacket) -> SettingsUpdate {
    SettingsUpdate::Register {
        parent: parent.to_vec(),
        name: name.to_vec(),
        order: 0,
        block: Block::Dhcp(Arc::new(packet)),
    }
}

/// Whether a packet names a boot server and a file, or has a boot menu (`dhcp_has_pxeopts`).
fn has_pxe_options(packet: &DhcpPacket) -> bool {
    let [.., a, b, c, d] = packet.header()[..24] else {
        return false;
    };
    let has = |tag| packet.fetch(tag).is_some_and(|value| !value.is_empty());
    let has_server = [a, b, c, d] != [0; 4];
    has_server && has(u32::from(option::BOOTFILE_NAME)) || has(encapsulated(43, 9))
}

/// Option 54, or nobody.
fn server_identifier(message: &Message) -> Ipv4Addr {
    let octets = message.options.get(option::SERVER_IDENTIFIER);
    let octets = octets.and_then(|octets| octets.first_chunk::<4>());
    octets.map_or(Ipv4Addr::UNSPECIFIED, |octets| Ipv4Addr::from(*octets))
}

/// Who a ProxyDHCP server is: option 54, else the next server, else the sender.
pub(super) fn pseudo_identifier(arrival: &Arrival) -> Ipv4Addr {
    let candidates = [
        server_identifier(&arrival.message),
        arrival.message.siaddr,
        *arrival.from.ip(),
    ];
    let given = candidates
        .into_iter()
        .find(|address| !address.is_unspecified());
    given.unwrap_or(Ipv4Addr::UNSPECIFIED)
}
