//! Running a case.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use ipxe_dhcp::MemoryFiles;
use ipxe_machine::boot::{PowerOn, PowerOnConfig};
use ipxe_machine::{Machine, Outcome, Step, Ticks};
use ipxe_sim::driver::Driver;
use ipxe_sim::keyboard::{KeyStep, parse_steps};
use ipxe_sim::net::since_start;
use ipxe_sim::{SetupError, SimWorld, Start, setup};
use thiserror::Error;

use super::case::{Case, FirmwareName, Keys, Stop};
use super::machine::{CaseProblem, Folders, scenario};
use crate::console_text::{console_text, wrapped};
use crate::daemon::{Daemon, DaemonName, StartError};
use crate::segment::{Segment, Station};
use crate::timeline::{Names, Timeline, What};
use crate::transfers::TftpDaemon;
use crate::world::BootWorld;

/// The folder that dnsmasq serves by TFTP.
const TFTP_ROOT: &str = "/srv/tftp";
/// How long a recording took at most, unless the case says otherwise.
const LIMIT: Duration = Duration::from_secs(600);
/// Steps after which a boot counts as hanging.
const STEPS: u64 = 2_000_000;
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
    let segment = segment(case, scenario.network.round_trip.0)?;
    let mut sim = SimWorld::new(scenario).with_files(Arc::new(Folders::new(case)));
    let machine = setup(&mut sim, Start::Line(b""))?;
    // An empty line is done at once; then there is a machine with nothing running.
    let mut driver = Driver::new(machine, sim, Vec::new());
    driver.run();
    let Driver {
        mut machine,
        world: sim,
        ..
    } = driver;
    machine.budget.steps = STEPS;
    machine.start(PowerOn::new(PowerOnConfig::default()));
    let mut world = BootWorld::new(sim, segment);
    for server in &case.description.servers {
        let is_dnsmasq = server.daemons().any(|name| name == DaemonName::Dnsmasq);
        let daemon = match is_dnsmasq {
            true => TftpDaemon::Dnsmasq {
                root: TFTP_ROOT.to_owned(),
            },
            false => TftpDaemon::Hpa,
        };
        world.tftp.insert(server.address.address, daemon);
    }
    let mut boot = Boot {
        machine,
        world,
        output: Vec::new(),
        keys: keys(case)?.into(),
        matched: 0,
        not_before: Ticks::ZERO,
    };
    let limit = case.description.limit.map_or(LIMIT, Duration::from_secs);
    let (outcome, end) = boot.run(limit, case.description.stop.as_ref());
    if outcome.is_some() && case.description.firmware == Some(FirmwareName::Bios) {
        // The BIOS goes on with the next device, and finds nothing.
        boot.output.extend_from_slice(b"Booting from Floppy...\n");
    }
    let bios = case.description.firmware == Some(FirmwareName::Bios);
    let end = match (&case.description.stop, end) {
        (Some(_), End::Exit(_)) if bios => End::Stopped,
        (_, end) => end,
    };
    let mut console = console_text(&boot.output);
    if case.description.firmware.is_some() {
        console = wrapped(&without_counters(&console), COLUMNS);
    }
    if !console.ends_with('\n') {
        console.push('\n');
    }
    console += &match end {
        End::Exit(code) => format!("[exit {code}]\n"),
        End::Stopped => "[stopped]\n".to_owned(),
        End::Timeout => "[timeout]\n".to_owned(),
    };
    let names: Names = case
        .description
        .servers
        .iter()
        .map(|server| (server.address.address, server.name.clone()))
        .collect();
    let timeline = boot.world.segment.timeline;
    Ok(Recording {
        console,
        packets: timeline.lines(&names),
        timeline,
        outcome,
    })
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

/// A boot that is running.
struct Boot {
    machine: Machine,
    world: BootWorld,
    output: Vec<u8>,
    keys: VecDeque<KeyStep>,
    /// End of the last text that was waited for.
    matched: usize,
    /// Before this nothing is typed.
    not_before: Ticks,
}

enum End {
    Exit(u8),
    Stopped,
    Timeout,
}

impl Boot {
    fn run(&mut self, limit: Duration, stop: Option<&Stop>) -> (Option<Outcome>, End) {
        loop {
            let step = self.machine.step(&mut self.world);
            let printed = self.machine.take_output();
            self.output.extend_from_slice(&printed);
            if !printed.is_empty() && stop.is_some_and(|stop| self.is_reached(stop)) {
                return (None, End::Stopped);
            }
            match step {
                Step::Continued => {}
                Step::Ended(outcome) => {
                    let end = match &outcome {
                        Outcome::Finished(status) => {
                            End::Exit((status.number() as u8).wrapping_neg())
                        }
                        Outcome::Exhausted(_) => End::Timeout,
                        _ => End::Stopped,
                    };
                    return (Some(outcome), end);
                }
                Step::Waiting { deadline, .. } => {
                    let next = match self.type_keys() {
                        Typed::Key => continue,
                        Typed::At(time) => [deadline, time].into_iter().flatten().min(),
                    };
                    match next {
                        Some(time) if since_start(time) <= limit => self.machine.advance_to(time),
                        _ => return (None, End::Timeout),
                    }
                }
            }
        }
    }

    /// Whether the recording ends here.
    fn is_reached(&self, stop: &Stop) -> bool {
        let text = String::from_utf8_lossy(&self.output);
        let entries = self.world.segment.timeline.entries();
        let is_fetch =
            |what: &What| matches!(what, What::TftpRequest { .. } | What::HttpRequest { .. });
        let fetches = entries.iter().filter(|entry| is_fetch(&entry.what)).count();
        let found = text.matches(stop.text.as_str()).count();
        found >= stop.count
            && fetches >= stop.fetches
            // The rest of the line was still seen.
            && text.rsplit(stop.text.as_str()).next().is_some_and(|rest| rest.contains('\n'))
    }

    /// Types what is due.
    fn type_keys(&mut self) -> Typed {
        while let Some(step) = self.keys.front() {
            let now = self.machine.now();
            if now < self.not_before {
                return Typed::At(Some(self.not_before));
            }
            match step {
                KeyStep::Expect(text) => {
                    let rest = self.output.get(self.matched..).unwrap_or_default();
                    let found = rest
                        .windows(text.len().max(1))
                        .position(|part| part == text);
                    match found {
                        Some(at) => self.matched += at + text.len(),
                        None => return Typed::At(None),
                    }
                }
                KeyStep::Wait(time) => self.not_before = now + crate::client::ticks(*time),
                KeyStep::Send(bytes) | KeyStep::Press(bytes) => {
                    for &byte in bytes {
                        self.machine.key(byte);
                    }
                    self.keys.pop_front();
                    return Typed::Key;
                }
                KeyStep::Snapshot => {}
            }
            self.keys.pop_front();
        }
        Typed::At(None)
    }
}

enum Typed {
    /// A key was pressed.
    Key,
    /// Nothing is typed before that time.
    At(Option<Ticks>),
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
