//! Running a case.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use ipxe_dhcp::MemoryFiles;
use ipxe_machine::boot::PowerOn;
use ipxe_machine::ports::{Host, Link};
use ipxe_machine::{Machine, Outcome, Step, Ticks};
use ipxe_settings::Block;
use ipxe_settings::dhcp::DhcpPacket;
use ipxe_sim::files::{Entry, Files, components};
use ipxe_sim::keyboard::{KeyStep, parse_steps};
use ipxe_sim::{Scenario, SetupError, SimWorld, Start, setup};
use thiserror::Error;

use super::case::{Case, FirmwareName, Keys, Server};
use super::drive::{Boot, End};
use super::machine::{CaseProblem, Folders, TFTP_FOLDER, scenario, serves_tftp};
use crate::console_text::{console_text, wrapped};
use crate::daemon::{Daemon, DaemonName, StartError};
use crate::endless::EndlessChain;
use crate::program::Program;
use crate::segment::{Segment, Station};
use crate::timeline::{Names, Timeline};
use crate::transfers::TftpDaemon;
use crate::uefi::{Loaded, TftpFiles, UefiComputer};
use crate::world::{BootWorld, BootedProgram};

/// The folder that dnsmasq serves by TFTP.
const TFTP_ROOT: &str = "/srv/tftp";
/// How long a recording took at most, unless the case says otherwise.
const LIMIT: Duration = Duration::from_secs(600);
/// Steps after which a boot counts as hanging.
const STEPS: u64 = 2_000_000;
/// The network device that boots.
const INTERFACE: &[u8] = b"net0";
/// How long the network card of a PC hands over nothing.
const DEAF: Duration = Duration::from_secs(1);
/// How long iPXE takes to start once it was loaded.
const RESTART: Duration = Duration::from_millis(400);
/// What the firmware says of the disc drive that it tries first.
const DISC_DRIVE: &str = "BdsDxe: failed to load Boot0001 \"UEFI QEMU DVD-ROM QM00005 \" from \
    PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x2,0xFFFF,0x0): Not Found\n";
/// Columns of a PC's screen.
const COLUMNS: usize = 80;

/// What a boot printed and sent.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What was printed, with a last line that tells how it ended.
    pub console: String,
    /// The packets, a line for each.
    pub packets: Vec<String>,
    /// The packets themselves.
    pub timeline: Timeline,
    /// How it ended, if it did.
    pub outcome: Option<Outcome>,
    /// Whether iPXE was given itself, and why.
    pub endless: Option<EndlessChain>,
}

/// Why a case cannot be run.
#[derive(Debug, Error)]
pub enum RunError {
    /// Its description makes no sense.
    #[error(transparent)]
    Case(#[from] CaseProblem),
    /// A daemon does not run.
    #[error(transparent)]
    Daemon(#[from] StartError),
    /// The machine cannot be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// Runs a case from power-on to its end.
///
/// # Errors
/// Where it cannot be set up.
pub fn run(case: &Case) -> Result<Recording, RunError> {
    let scenario = Arc::new(scenario(case)?);
    let firmware = case.description.firmware;
    let mut segment = segment(case, scenario.network.round_trip.0)?;
    let mut output = Vec::new();
    let mut cached = Cached::default();
    let mut start = Ticks::ZERO;
    let mut is_loaded = true;
    if firmware == Some(FirmwareName::Uefi) {
        let computer = computer(&scenario);
        output.extend_from_slice(DISC_DRIVE.as_bytes());
        let boot = computer.boot(&mut segment, case);
        output.extend_from_slice(boot.console.as_bytes());
        is_loaded = boot.loaded.is_some();
        if let Some(loaded) = boot.loaded {
            start = crate::client::ticks(loaded.at);
            cached = Cached::of(&loaded);
        }
    }
    let sim = SimWorld::new(Arc::clone(&scenario)).with_files(Arc::new(Folders::new(case)));
    let mut world = BootWorld::new(sim, segment);
    for server in &case.description.servers {
        world
            .tftp
            .insert(server.address.address, server.tftp_daemon());
    }
    let machine = new_machine(&mut world, &cached, start)?;
    let mut boot = Boot {
        machine,
        world,
        output,
        keys: keys(case)?.into(),
        matched: 0,
        not_before: Ticks::ZERO,
    };
    if firmware == Some(FirmwareName::Bios) {
        boot.world.deaf_for = DEAF;
    }
    let limit = case.description.limit.map_or(LIMIT, Duration::from_secs);
    let mut from_file_system = false;
    let mut endless = None;
    let (outcome, mut end) = loop {
        if !is_loaded {
            break (None, End::Timeout);
        }
        let config = boot.power_on(firmware, from_file_system);
        boot.machine.start(PowerOn::new(config));
        let (outcome, end) = boot.run(limit, case.description.stop.as_ref());
        let program = boot.world.started.take();
        let is_ipxe =
            |program: &BootedProgram| Program::of(&program.name, &program.data) == Program::Ipxe;
        let program = program.filter(is_ipxe);
        if let Some(program) = &program {
            endless = Some(EndlessChain::explain(&boot.world.segment, &program.name));
        }
        let is_booted = matches!(outcome, Some(Outcome::Booted { .. }));
        if !(is_booted && program.is_some() && firmware == Some(FirmwareName::Uefi)) {
            break (outcome, end);
        }
        // iPXE starts once more, from the file system that it is for the programs that it boots.
        from_file_system = true;
        let cached = Cached::left_by(&boot.machine);
        let start = boot.machine.now() + crate::client::ticks(RESTART);
        boot.machine = new_machine(&mut boot.world, &cached, start)?;
    };
    let bios = firmware == Some(FirmwareName::Bios);
    if outcome.is_some() && bios {
        // The BIOS goes on with the next device.
        boot.output.extend_from_slice(b"Booting from Floppy...\n");
        if case.description.stop.is_some() {
            end = End::Stopped;
        }
    }
    let mut console = console_text(&boot.output);
    if firmware.is_some() {
        console = without_counters(&console);
    }
    if bios {
        console = wrapped(&console, COLUMNS);
    }
    if !console.ends_with('\n') {
        console.push('\n');
    }
    console += &match end {
        End::Exit(code) => format!("[exit {code}]\n"),
        End::Stopped => "[stopped]\n".to_owned(),
        End::Timeout => "[timeout]\n".to_owned(),
    };
    let servers = case.description.servers.iter();
    let names: Names = servers
        .map(|server| (server.address.address, server.name.clone()))
        .collect();
    let timeline = boot.world.segment.timeline;
    Ok(Recording {
        console,
        packets: timeline.lines(&names),
        timeline,
        outcome,
        endless,
    })
}

/// The computer of a case that boots from UEFI firmware.
fn computer(scenario: &Scenario) -> UefiComputer {
    UefiComputer {
        mac: scenario
            .interface
            .first()
            .map_or([0; 6], |interface| interface.mac.0),
        uuid: scenario.machine.uuid.map_or([0; 16], |uuid| uuid.0),
        architecture: 7,
        device_path: "PciRoot(0x0)/Pci(0x2,0x0)".to_owned(),
    }
}

/// DHCP packets that the firmware hands over (`core/cachedhcp.c`), by the names of their blocks.
#[derive(Default)]
struct Cached(Vec<(&'static [u8], &'static [u8], Block)>);

impl Cached {
    /// What firmware hands over to a program.
    fn of(loaded: &Loaded) -> Self {
        let block = |bytes: &Vec<u8>| Some(Block::Dhcp(Arc::new(DhcpPacket::new(bytes)?)));
        let ack = block(&loaded.ack).map(|block| (INTERFACE, &b"dhcp"[..], block));
        let proxy = loaded.proxy.as_ref().and_then(block);
        let proxy = proxy.map(|block| (&b""[..], &b"proxydhcp"[..], block));
        Self(ack.into_iter().chain(proxy).collect())
    }

    /// What iPXE hands over to a program.
    fn left_by(machine: &Machine) -> Self {
        let names: [(&[u8], &[u8], &[u8]); 3] = [
            (b"net0.dhcp", INTERFACE, b"dhcp"),
            (b"proxydhcp", b"", b"proxydhcp"),
            (b"pxebs", b"", b"pxebs"),
        ];
        let blocks = names.into_iter().filter_map(|(path, parent, name)| {
            let block = machine.settings.block(machine.settings.find_block(path)?)?;
            Some((parent, name, block.clone()))
        });
        Self(blocks.collect())
    }
}

/// A machine with nothing running, at a time.
fn new_machine(world: &mut BootWorld, cached: &Cached, now: Ticks) -> Result<Machine, SetupError> {
    let mut machine = setup(&mut world.sim, Start::Line(b""))?;
    // An empty line is done at once.
    while !matches!(machine.step(world), Step::Ended(_)) {}
    machine.budget.steps = STEPS;
    machine.advance_to(now);
    for (parent, name, block) in &cached.0 {
        let parent = match parent.is_empty() {
            true => Some(machine.settings.root()),
            false => machine.settings.find_block(parent),
        };
        if let Some(parent) = parent {
            // The parent was made when the machine was, and blocks of the start are not nested deep.
            let _ = machine.settings.register(parent, name, 0, block.clone());
        }
    }
    if !cached.0.is_empty() {
        machine.interfaces.set_open(INTERFACE);
        let host = Host {
            now: machine.now(),
            build: &machine.build,
            settings: &machine.settings,
            interfaces: &machine.interfaces,
        };
        // A simulated card can always be opened.
        let _ = world.open(&host, INTERFACE);
    }
    Ok(machine)
}

impl Server {
    /// The program that serves files by TFTP, if one does; dnsmasq does so only where it is told to.
    fn tftp_daemon(&self) -> TftpDaemon {
        match self.daemons().any(|name| name == DaemonName::Dnsmasq) {
            true => TftpDaemon::Dnsmasq {
                root: TFTP_ROOT.to_owned(),
            },
            false => TftpDaemon::Hpa,
        }
    }
}

impl TftpFiles for Case {
    fn read(&self, server: Ipv4Addr, name: &[u8]) -> Option<(TftpDaemon, Option<Arc<[u8]>>)> {
        let mut servers = self.description.servers.iter();
        let server = servers.find(|known| known.address.address == server)?;
        serves_tftp(self, server).then(|| {
            let parts = components(name).ok();
            let data = parts.and_then(|parts| match Folders::new(self).open(TFTP_FOLDER, &parts) {
                Ok(Entry::File(data)) => Some(data),
                _ => None,
            });
            (server.tftp_daemon(), data)
        })
    }
}

/// The servers of a case with their daemons.
fn segment(case: &Case, round_trip: Duration) -> Result<Segment, StartError> {
    let mut segment = Segment {
        round_trip,
        ..Segment::default()
    };
    for server in &case.description.servers {
        let mut station = Station::new(server.name.clone(), server.address);
        for name in server.daemons() {
            let (folder, _) = name.paths();
            let mut files = MemoryFiles::new();
            for (path, data) in &case.files {
                files.insert(&format!("{folder}/{path}"), Arc::clone(data));
            }
            files.insert("/etc/hosts", *b"127.0.0.1 localhost\n");
            files.insert_folder(TFTP_ROOT);
            station.run(Daemon::start(name, &files, &station.host())?);
        }
        segment.stations.push(station);
    }
    Ok(segment)
}

fn keys(case: &Case) -> Result<Vec<KeyStep>, CaseProblem> {
    let text = match &case.description.keys {
        None => return Ok(Vec::new()),
        Some(Keys::Text(text)) => text.clone(),
        Some(Keys::Lines(lines)) => lines.join("\n"),
    };
    parse_steps(text.as_bytes()).map_err(|error| CaseProblem(format!("`keys`: {error}")))
}

/// The text without the counters of links, which depend on what the firmware did before.
fn without_counters(text: &str) -> String {
    let line = |line: &str| match line.split_once("[Link:up, TX:") {
        Some((before, _)) => format!("{before}[Link:up]"),
        None => line.to_owned(),
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n")
}
