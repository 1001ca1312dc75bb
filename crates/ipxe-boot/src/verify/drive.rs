//! A boot that is running: steps, time, keys.

use std::collections::VecDeque;
use std::time::Duration;

use ipxe_machine::boot::PowerOnConfig;
use ipxe_machine::{Machine, Outcome, Step, Ticks};
use ipxe_sim::keyboard::KeyStep;
use ipxe_sim::net::since_start;

use super::case::{FirmwareName, Stop};
use crate::timeline::What;
use crate::world::BootWorld;

/// How long UEFI firmware takes to hand over the network card, once iPXE has looked for a script.
const HANDOVER: Duration = Duration::from_millis(4200);

/// A boot that is running.
pub(super) struct Boot {
    pub(super) machine: Machine,
    pub(super) world: BootWorld,
    pub(super) output: Vec<u8>,
    pub(super) keys: VecDeque<KeyStep>,
    /// End of the last text that was waited for.
    pub(super) matched: usize,
    /// Before this nothing is typed.
    pub(super) not_before: Ticks,
}

/// How a recording ends.
pub(super) enum End {
    Exit(u8),
    Stopped,
    Timeout,
}

impl Boot {
    /// How iPXE is started.
    pub(super) fn power_on(
        &mut self,
        firmware: Option<FirmwareName>,
        from_file_system: bool,
    ) -> PowerOnConfig {
        let mut config = PowerOnConfig::default();
        if firmware == Some(FirmwareName::Uefi) {
            let in_files: &[&[u8]] = &[b"file:autoexec.ipxe", b"file:/autoexec.ipxe"];
            let in_network: &[&[u8]] = &[b"autoexec.ipxe", b"/autoexec.ipxe"];
            let in_files = if from_file_system { in_files } else { &[] };
            let names = in_files.iter().chain(in_network);
            config.autoexec = names.map(|name| name.to_vec()).collect();
            self.world.autoexec = (config.autoexec.len(), HANDOVER);
        }
        config
    }

    /// Runs to the end, to where the recording was stopped, or to its limit.
    pub(super) fn run(&mut self, limit: Duration, stop: Option<&Stop>) -> (Option<Outcome>, End) {
        loop {
            let sent = self.world.segment.timeline.len();
            let step = self.machine.step(&mut self.world);
            let printed = self.machine.take_output();
            self.output.extend_from_slice(&printed);
            if let Some(stop) = stop.filter(|_| !printed.is_empty())
                && let Some(end) = self.is_reached(stop, matches!(step, Step::Waiting { .. }))
            {
                self.output.truncate(end);
                // What comes of this step was not seen any more.
                self.world.segment.timeline.truncate(sent);
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

    /// Where the recording ends, if it does: after the line that has the text for the last time. A line that is not
    /// complete counts where iPXE waits.
    fn is_reached(&self, stop: &Stop, waits: bool) -> Option<usize> {
        let entries = self.world.segment.timeline.entries();
        let is_fetch =
            |what: &What| matches!(what, What::TftpRequest { .. } | What::HttpRequest { .. });
        let fetches = entries.iter().filter(|entry| is_fetch(&entry.what)).count();
        let text = stop.text.as_bytes();
        let found = |at: &usize| self.output[*at..].starts_with(text);
        let mut places = (0..self.output.len()).filter(found);
        let last = places.nth(stop.count.checked_sub(1)?)?;
        let end = match self.output[last..].iter().position(|&byte| byte == b'\n') {
            Some(line) => last + line + 1,
            None if waits => self.output.len(),
            None => return None,
        };
        (fetches >= stop.fetches).then_some(end)
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
