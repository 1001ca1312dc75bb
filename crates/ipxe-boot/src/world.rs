//! The world of a machine on a segment.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use ipxe_machine::Ticks;
use ipxe_machine::ports::{
    Boot, BootRequest, Configure, Configured, Counters, DisplayMode, EchoReply, EchoRequest,
    Entropy, FetchRequest, Fetched, Firmware, Framebuffer, Host, Job, Link, LinkStatus,
    LoopbackPacket, Neighbour, Ping, PowerRequest, Resolve, San, SanBootConfig, SanDevice, Started,
    Statistics, TimeServer, Transfer,
};
use ipxe_reference::ErrorId;
use ipxe_sim::SimWorld;
use ipxe_sim::net::since_start;
use ipxe_syntax::uri::Uri;

use crate::client::{self, Ended, LinkNow};
use crate::segment::Segment;
use crate::transfers::{TftpDaemon, Transfers};

/// The world of a machine on a segment: its DHCP client talks to the daemons of the segment, and everything else is
/// as in the simulated world below.
#[derive(Clone, Debug)]
pub struct BootWorld {
    /// The world below: links, TFTP, HTTP, disks.
    pub sim: SimWorld,
    /// The segment.
    pub segment: Segment,
    /// Which TFTP server runs where; they word their errors differently.
    pub tftp: BTreeMap<Ipv4Addr, TftpDaemon>,
    /// How long after it was opened the network card hands over what it receives. That of a QEMU PC with an 82540em
    /// keeps packets back for the first second (`hw/net/e1000.c: set_rx_control`).
    pub deaf_for: Duration,
    /// When each interface was opened.
    opened: BTreeMap<Vec<u8>, Duration>,
    /// DHCP packets sent and received, by interface.
    packets: BTreeMap<Vec<u8>, (u64, u64)>,
    transfers: Transfers,
    /// What iPXE started last that is a boot program.
    pub started: Option<BootedProgram>,
    /// How many scripts iPXE still looks for by itself, and how long the firmware takes to hand over the network
    /// card after the last.
    pub(crate) autoexec: (usize, Duration),
}

/// A boot program that was started.
#[derive(Clone, Debug)]
pub struct BootedProgram {
    /// Its name.
    pub name: Vec<u8>,
    /// Its contents.
    pub data: Arc<[u8]>,
}

impl BootWorld {
    /// A world with a segment in it.
    #[must_use]
    pub fn new(sim: SimWorld, segment: Segment) -> Self {
        Self {
            sim,
            segment,
            tftp: BTreeMap::new(),
            deaf_for: Duration::ZERO,
            opened: BTreeMap::new(),
            packets: BTreeMap::new(),
            transfers: Transfers::default(),
            started: None,
            autoexec: (0, Duration::ZERO),
        }
    }

    /// Makes the job of a session that was worked out.
    fn job(
        &mut self,
        interface: &[u8],
        ended: Ended<Vec<ipxe_machine::ports::SettingsUpdate>>,
    ) -> Job<Configured> {
        let counted = self.packets.entry(interface.to_vec()).or_default();
        counted.0 += ended.packets.0;
        counted.1 += ended.packets.1;
        let result = ended.result.map(|settings| Configured { settings });
        Job::new(client::ticks(ended.after), result)
    }

    /// Notes on the timeline what the world below has done over the network.
    fn note(&mut self, host: &Host<'_>) {
        let own = ipxe_sim::net::routes4(host)
            .first()
            .map(|route| route.address);
        let events = self.sim.take_log(Duration::MAX);
        let own = own.unwrap_or(Ipv4Addr::UNSPECIFIED);
        self.transfers
            .note(own, &events, &mut self.segment.timeline);
    }
}

impl Configure for BootWorld {
    fn configurators(&self, host: &Host<'_>, interface: &[u8]) -> Vec<&'static str> {
        self.sim.configurators(host, interface)
    }

    fn configure(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        configurator: &str,
    ) -> Started<Configured> {
        if configurator != "dhcp" {
            return self.sim.configure(host, interface, configurator);
        }
        let mut xid = [0; 4];
        self.sim.fill(&mut xid);
        let status = self.sim.link(host, interface);
        let changes = status.changes_at.map(since_start);
        let link = |at: Duration| {
            let is_over = changes.is_some_and(|changes| at >= changes);
            LinkNow {
                passes: is_over || status.state.is_ok() && !status.blocked,
                blocked: status.blocked && !is_over,
            }
        };
        let ended = client::lease(
            &mut self.segment,
            host,
            interface,
            since_start(host.now),
            u32::from_be_bytes(xid),
            self.opened.get(interface).copied().unwrap_or_default() + self.deaf_for,
            link,
        );
        Ok(self.job(interface, ended))
    }

    fn discover_boot_server(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        server_type: u16,
    ) -> Started<Configured> {
        let attempts = client::attempts(host, server_type)?;
        let ended = client::find_boot_server(
            &mut self.segment,
            host,
            interface,
            server_type,
            &attempts,
            since_start(host.now),
        );
        Ok(self.job(interface, ended))
    }
}

impl Transfer for BootWorld {
    fn fetch(&mut self, host: &Host<'_>, request: &FetchRequest) -> Started<Fetched> {
        let mut started = self.sim.fetch(host, request);
        if let Ok(job) = &started {
            let own = ipxe_sim::net::routes4(host)
                .first()
                .map(|route| route.address);
            let own = own.unwrap_or(Ipv4Addr::UNSPECIFIED);
            let timeline = &mut self.segment.timeline;
            let now = since_start(host.now);
            crate::transfers::note_tftp(own, &self.tftp, now, &request.uri, job, timeline);
        }
        self.note(host);
        if let (Ok(job), (left @ 1.., handover)) = (&mut started, &mut self.autoexec) {
            *left -= 1;
            if *left == 0 || job.result.is_ok() {
                *left = 0;
                job.duration = job
                    .duration
                    .map(|duration| duration + client::ticks(*handover));
            }
        }
        started
    }
}

impl Link for BootWorld {
    fn open(&mut self, host: &Host<'_>, interface: &[u8]) -> Result<(), ErrorId> {
        self.opened
            .insert(interface.to_vec(), since_start(host.now));
        self.sim.open(host, interface)
    }

    fn close(&mut self, host: &Host<'_>, interface: &[u8]) {
        self.sim.close(host, interface);
    }

    fn link(&mut self, host: &Host<'_>, interface: &[u8]) -> LinkStatus {
        self.sim.link(host, interface)
    }

    fn counters(&mut self, host: &Host<'_>, interface: &[u8]) -> (Counters, Counters) {
        let (mut sent, mut received) = self.sim.counters(host, interface);
        let (more_sent, more_received) = self.packets.get(interface).copied().unwrap_or_default();
        sent.good = sent.good.wrapping_add(more_sent as u32);
        received.good = received.good.wrapping_add(more_received as u32);
        (sent, received)
    }

    fn neighbours(&mut self, host: &Host<'_>) -> Vec<Neighbour> {
        self.sim.neighbours(host)
    }

    fn statistics(&mut self, host: &Host<'_>) -> Statistics {
        self.sim.statistics(host)
    }

    fn pending(&mut self, host: &Host<'_>) -> Ticks {
        self.sim.pending(host)
    }

    fn loopback(
        &mut self,
        host: &Host<'_>,
        sender: &[u8],
        receiver: &[u8],
        packet: &LoopbackPacket,
    ) -> Option<Ticks> {
        self.sim.loopback(host, sender, receiver, packet)
    }
}

impl Resolve for BootWorld {
    fn resolve(&mut self, host: &Host<'_>, name: &[u8]) -> Started<IpAddr> {
        self.sim.resolve(host, name)
    }
}

impl Ping for BootWorld {
    fn start_ping(&mut self, host: &Host<'_>, target: &[u8]) -> Started<()> {
        self.sim.start_ping(host, target)
    }

    fn ping(&mut self, host: &Host<'_>, request: &EchoRequest<'_>) -> Option<EchoReply> {
        self.sim.ping(host, request)
    }
}

impl TimeServer for BootWorld {
    fn ntp(&mut self, host: &Host<'_>, server: &[u8]) -> Started<i64> {
        self.sim.ntp(host, server)
    }
}

impl San for BootWorld {
    fn open_san(&mut self, host: &Host<'_>, drive: u32, paths: &[Uri]) -> Job<SanDevice> {
        let job = self.sim.open_san(host, drive, paths);
        self.note(host);
        job
    }

    fn close_san(&mut self, host: &Host<'_>, drive: u32) {
        self.sim.close_san(host, drive);
    }

    fn bios_disks(&mut self, host: &Host<'_>) -> [u8; 2] {
        self.sim.bios_disks(host)
    }

    fn describe_san(&mut self, host: &Host<'_>) -> Result<(), ErrorId> {
        self.sim.describe_san(host)
    }

    fn boot_san(
        &mut self,
        host: &Host<'_>,
        drive: u32,
        config: &SanBootConfig,
    ) -> Result<(), ErrorId> {
        self.sim.boot_san(host, drive, config)
    }
}

impl Firmware for BootWorld {
    fn boot(&mut self, host: &Host<'_>, request: &BootRequest<'_>) -> Boot {
        self.started = Some(BootedProgram {
            name: request.name.to_vec(),
            data: Arc::clone(request.data),
        });
        self.sim.boot(host, request)
    }

    fn power(&mut self, host: &Host<'_>, request: PowerRequest) -> Result<(), ErrorId> {
        self.sim.power(host, request)
    }

    fn memory(&mut self, host: &Host<'_>, address: u64, length: usize) -> Option<Vec<u8>> {
        self.sim.memory(host, address, length)
    }

    fn cpuid(&mut self, host: &Host<'_>, function: u32, subfunction: u32) -> Option<[u32; 4]> {
        self.sim.cpuid(host, function, subfunction)
    }

    fn next_pci(&mut self, host: &Host<'_>, from: u32) -> Option<u32> {
        self.sim.next_pci(host, from)
    }

    fn next_usb(&mut self, host: &Host<'_>, from: u32) -> Option<u32> {
        self.sim.next_usb(host, from)
    }

    fn set_display_mode(
        &mut self,
        host: &Host<'_>,
        mode: Option<DisplayMode>,
    ) -> Result<Option<Framebuffer>, ErrorId> {
        self.sim.set_display_mode(host, mode)
    }
}

impl Entropy for BootWorld {
    fn fill(&mut self, buffer: &mut [u8]) {
        self.sim.fill(buffer);
    }
}
