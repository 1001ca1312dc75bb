//! The network of the tests: one server that answers pings and DHCP requests, and SAN devices over HTTP.

use std::net::{IpAddr, Ipv4Addr};

use ipxe_machine::Ticks;
use ipxe_machine::ports::{
    Configure, Configured, Counters, EchoReply, EchoRequest, FetchRequest, Host, Job, Link,
    LinkStatus, LoopbackPacket, Neighbour, Ping, Resolve, San, SanBootConfig, SanDevice,
    SettingsUpdate, Started, Statistics, TimeServer,
};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::dhcp::{DhcpPacket, HEADER_LEN};
use ipxe_settings::{Block, SettingName};
use ipxe_syntax::uri::Uri;

use super::world::TestWorld;

const NO_NAME: ErrorId = ErrorId::new(Posix::Enxio, ErrorFile::Dns, 1);
const NO_NAME_SERVERS: ErrorId = ErrorId::new(Posix::Enxio, ErrorFile::Dns, 2);
const REFUSED: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::Tcp, 0);
const NO_DHCP_SERVER: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Dhcp, 0);
const NO_BOOT_SERVER: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Dhcp, 0);
const NO_ROUTER: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Ndp, 0);
const NO_TIME_SERVER: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Ntp, 0);
const BAD_ISCSI: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Iscsi, 1);
const NO_INITIATOR: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Iscsi, 5);
const BAD_AOE: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Aoe, 0);
const NO_SUCH_BLOCKS: ErrorId = ErrorId::new(Posix::Eopnotsupp, ErrorFile::Tftp, 0);

/// Room for the options of a DHCP packet.
const OPTIONS_LEN: usize = 300;

/// What there is besides the server's files.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// What the DHCP server says: settings and their values.
    pub dhcp: Option<Vec<(String, String)>>,
    /// What PXE boot servers of type 1 say.
    pub boot_server: Option<Vec<(String, String)>>,
    /// Why links are down, and when they come up.
    pub link_down: Option<(ErrorId, Option<Ticks>)>,
    /// Why interfaces cannot be opened.
    pub cannot_open: Option<ErrorId>,
    /// Packets sent and packets received.
    pub counters: (Counters, Counters),
    /// What `ipstat` shows.
    pub statistics: Statistics,
    /// The addresses of names; there is a name server if there are any.
    pub names: Vec<(&'static str, Ipv4Addr)>,
    /// The link-layer address of everybody, rather than one that is made from the address.
    pub link_address: Option<[u8; 6]>,
    /// Who was talked to.
    pub neighbours: Vec<Neighbour>,
    /// What answers pings.
    pub answering: Vec<Ipv4Addr>,
    /// The time that time servers tell.
    pub time: Option<i64>,
    /// What describing SAN devices ends with.
    pub cannot_describe: Option<ErrorId>,
    /// How long operations go on in the background.
    pub pending: Ticks,
    /// Whether the server's files can be had by TFTP too.
    pub has_tftp: bool,
    /// Whether packets that are sent to oneself arrive.
    pub loops_back: bool,
}

impl Network {
    /// The interface talks to a host of an emulated network.
    pub fn meet(&mut self, address: Ipv4Addr) {
        let known = |neighbour: &Neighbour| neighbour.address == IpAddr::V4(address);
        if !self.neighbours.iter().any(known) {
            let [a, b, c, d] = address.octets();
            let link_address = self.link_address.unwrap_or([0x52, 0x55, a, b, c, d]);
            self.neighbours.insert(
                0,
                Neighbour {
                    interface: b"net0".to_vec(),
                    address: IpAddr::V4(address),
                    link_layer: Ok(link_address.to_vec()),
                },
            );
        }
    }
}

/// A DHCP packet that holds these settings.
fn packet(host: &Host<'_>, values: &[(String, String)]) -> Block {
    let mut scratch = host.settings.clone();
    let empty = DhcpPacket::new(&[0; HEADER_LEN + OPTIONS_LEN]).expect("a whole header");
    let root = scratch.root();
    let block = scratch
        .register(root, b"scratch", 0, Block::Dhcp(empty.into()))
        .expect("the tree is not deep");
    for (name, value) in values {
        let name = SettingName::parse(name.as_bytes(), scratch.dialect());
        let (_, key) = scratch.find(name).expect("a good name");
        scratch
            .store_text(block, key, Some(value.as_bytes()))
            .expect("a good value");
    }
    scratch.block(block).expect("the packet").clone()
}

fn registered(
    host: &Host<'_>,
    parent: &[u8],
    name: &[u8],
    values: &[(String, String)],
) -> Configured {
    let update = SettingsUpdate::Register {
        parent: parent.to_vec(),
        name: name.to_vec(),
        order: 0,
        block: packet(host, values),
    };
    Configured {
        settings: vec![update],
    }
}

impl Configure for TestWorld {
    fn configurators(&self, _: &Host<'_>, _: &[u8]) -> Vec<&'static str> {
        vec!["dhcp", "ipv6"]
    }

    fn configure(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        configurator: &str,
    ) -> Started<Configured> {
        Ok(match (configurator, &self.network.dhcp) {
            ("dhcp", Some(values)) => {
                let configured = registered(host, interface, b"dhcp", values);
                Job::new(Ticks::from_millis(3100), Ok(configured))
            }
            ("dhcp", None) => Job::new(Ticks::from_millis(15500), Err(NO_DHCP_SERVER)),
            _ => Job::new(Ticks::from_millis(3500), Err(NO_ROUTER)),
        })
    }

    fn discover_boot_server(
        &mut self,
        host: &Host<'_>,
        _: &[u8],
        server_type: u16,
    ) -> Started<Configured> {
        match (server_type, &self.network.boot_server) {
            (1, Some(values)) => Ok(Job::done(registered(host, b"", b"pxebs", values))),
            (1, None) => Ok(Job::new(Ticks::from_millis(6900), Err(NO_DHCP_SERVER))),
            _ => Err(NO_BOOT_SERVER),
        }
    }
}

impl Link for TestWorld {
    fn open(&mut self, _: &Host<'_>, _: &[u8]) -> Result<(), ErrorId> {
        self.network.cannot_open.map_or(Ok(()), Err)
    }

    fn close(&mut self, _: &Host<'_>, _: &[u8]) {
        self.network.neighbours.clear();
    }

    fn link(&mut self, host: &Host<'_>, _: &[u8]) -> LinkStatus {
        let down = self
            .network
            .link_down
            .filter(|(_, until)| until.is_none_or(|until| host.now < until));
        LinkStatus {
            state: down.map_or(Ok(()), |(fault, _)| Err(fault)),
            blocked: false,
            changes_at: down.and_then(|(_, until)| until),
        }
    }

    fn counters(&mut self, _: &Host<'_>, interface: &[u8]) -> (Counters, Counters) {
        match interface {
            b"net0" => self.network.counters.clone(),
            _ => Default::default(),
        }
    }

    fn neighbours(&mut self, _: &Host<'_>) -> Vec<Neighbour> {
        self.network.neighbours.clone()
    }

    fn statistics(&mut self, _: &Host<'_>) -> Statistics {
        self.network.statistics.clone()
    }

    fn pending(&mut self, _: &Host<'_>) -> Ticks {
        self.network.pending
    }

    fn loopback(&mut self, _: &Host<'_>, _: &[u8], _: &[u8], _: &LoopbackPacket) -> Option<Ticks> {
        self.network.loops_back.then(|| Ticks::from_millis(300))
    }
}

fn address(name: &[u8]) -> Option<IpAddr> {
    std::str::from_utf8(name).ok()?.parse().ok()
}

impl TestWorld {
    /// The address of a name, or an address that is written as such.
    pub fn look_up(&self, host: &Host<'_>, name: &[u8]) -> Result<IpAddr, ErrorId> {
        if let Some(address) = address(name) {
            return Ok(address);
        }
        let setting = |name: &[u8]| {
            let name = SettingName::parse(name, host.settings.dialect());
            let (block, key) = host.settings.find(name).ok()?;
            host.settings.fetch_string(block, key).ok()
        };
        setting(b"dns").ok_or(NO_NAME_SERVERS)?;
        let mut full = name.to_vec();
        if let Some(domain) = setting(b"domain").filter(|_| !name.contains(&b'.')) {
            full = [name, b".", &*domain].concat();
        }
        let mut names = self.network.names.iter();
        let found = names.find(|(known, _)| known.as_bytes() == full);
        found
            .map(|&(_, address)| IpAddr::V4(address))
            .ok_or(NO_NAME)
    }
}

impl Resolve for TestWorld {
    fn resolve(&mut self, host: &Host<'_>, name: &[u8]) -> Started<IpAddr> {
        let result = self.look_up(host, name);
        Ok(Job::new(Ticks(1), result))
    }
}

impl Ping for TestWorld {
    fn start_ping(&mut self, host: &Host<'_>, target: &[u8]) -> Started<()> {
        let result = self.look_up(host, target);
        Ok(Job::new(Ticks(1), result.map(|_| ())))
    }

    fn ping(&mut self, host: &Host<'_>, request: &EchoRequest<'_>) -> Option<EchoReply> {
        let from = self.look_up(host, request.target).ok()?;
        let IpAddr::V4(target) = from else {
            return None;
        };
        let open = host.interfaces.last_opened().is_some();
        (open && self.network.answering.contains(&target)).then(|| {
            self.network.meet(target);
            EchoReply {
                after: Ticks(1),
                from,
                length: request.length,
                problem: None,
            }
        })
    }
}

impl TimeServer for TestWorld {
    fn ntp(&mut self, _: &Host<'_>, _: &[u8]) -> Started<i64> {
        Ok(match self.network.time {
            Some(time) => Job::new(Ticks::from_millis(50), Ok(time)),
            None => Job::new(Ticks::from_seconds(15), Err(NO_TIME_SERVER)),
        })
    }
}

impl San for TestWorld {
    fn open_san(&mut self, host: &Host<'_>, _: u32, paths: &[Uri]) -> Job<SanDevice> {
        let device = SanDevice {
            blocks: 2048,
            block_size: 512,
        };
        let path = &paths[0];
        let opaque = path.opaque.as_deref().unwrap_or_default();
        let fields = opaque.split(|&byte| byte == b':').count();
        match path.scheme.as_deref().unwrap_or_default() {
            b"http" => {
                let request = FetchRequest {
                    uri: path.clone(),
                    parameters: None,
                };
                let job = self.fetch_http(host, &request);
                Job {
                    duration: job.duration,
                    progress: Vec::new(),
                    result: job.result.map(|_| device),
                }
            }
            b"iscsi" if fields < 5 => Job::failed(BAD_ISCSI),
            b"iscsi" => {
                let name = SettingName::parse(b"initiator-iqn", host.settings.dialect());
                let found = host.settings.find(name).expect("a good name");
                match host.settings.fetch(found.0, found.1) {
                    Ok(_) => Job::failed(REFUSED),
                    Err(_) => Job::failed(NO_INITIATOR),
                }
            }
            b"aoe" if opaque.contains(&b'.') => Job::new(Ticks::from_millis(15800), Ok(device)),
            b"aoe" => Job::failed(BAD_AOE),
            _ => Job::failed(NO_SUCH_BLOCKS),
        }
    }

    fn close_san(&mut self, _: &Host<'_>, _: u32) {}

    fn describe_san(&mut self, _: &Host<'_>) -> Result<(), ErrorId> {
        self.network.cannot_describe.map_or(Ok(()), Err)
    }

    fn boot_san(&mut self, _: &Host<'_>, _: u32, config: &SanBootConfig) -> Result<(), ErrorId> {
        match &config.filename {
            Some(_) => Ok(()),
            None => Err(REFUSED),
        }
    }
}
