//! Runs a machine in its world: lets virtual time pass, types, listens.

use std::collections::VecDeque;
use std::time::Duration;

use ipxe_machine::event::{Event, EventKind, EventSink};
use ipxe_machine::{Machine, Outcome, Step, Ticks};
use ipxe_reference::{CommandName, Effect};

use crate::keyboard::KeyStep;
use crate::net::ticks;
use crate::terminal::{Screen, Terminal};
use crate::world::SimWorld;

/// How long nothing may be printed before the screen is looked at.
const SETTLED: Duration = Duration::from_millis(100);

/// A machine, its world and who sits before it.
#[derive(Clone, Debug)]
pub struct Driver {
    /// The machine.
    pub machine: Machine,
    /// Its world.
    pub world: SimWorld,
    keys: VecDeque<KeyStep>,
    output: Vec<u8>,
    /// End of the last text that was waited for.
    matched: usize,
    /// When something was printed last.
    printed: Ticks,
    /// Before this the next step is not taken.
    not_before: Ticks,
    terminal: Terminal,
    /// The commands that are running within each other.
    commands: Vec<Option<CommandName>>,
    /// The screen at each snapshot.
    pub snapshots: Vec<Screen>,
}

/// How a run went, as far as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Running,
    /// It has ended.
    Ended(Outcome),
    /// It waits for the keyboard, and nobody types.
    WaitsForInput,
    /// It waits for something that never comes.
    WaitsForEver,
}

impl Driver {
    /// A machine in its world, with somebody who types.
    #[must_use]
    pub fn new(machine: Machine, world: SimWorld, keys: Vec<KeyStep>) -> Self {
        Self {
            machine,
            world,
            keys: keys.into(),
            output: Vec::new(),
            matched: 0,
            printed: Ticks::ZERO,
            not_before: Ticks::ZERO,
            terminal: Terminal::new(),
            commands: Vec::new(),
            snapshots: Vec::new(),
        }
    }

    /// Everything that was printed.
    #[must_use]
    pub fn output(&self) -> &[u8] {
        &self.output
    }

    /// The screen.
    #[must_use]
    pub const fn screen(&self) -> &Screen {
        self.terminal.screen()
    }

    /// Steps of the keyboard that were not taken yet.
    #[must_use]
    pub fn keys_left(&self) -> usize {
        self.keys.len()
    }

    /// The command that is running, the innermost of those within each other.
    #[must_use]
    pub fn command(&self) -> Option<CommandName> {
        self.commands.last().copied().flatten()
    }

    /// Makes one step, and lets time pass where that is all there is to do.
    pub fn step(&mut self, sink: Option<&mut dyn EventSink>) -> Progress {
        let mut watch = Watch {
            commands: &mut self.commands,
            sink,
        };
        let step = self.machine.step_watched(&mut self.world, Some(&mut watch));
        let printed = self.machine.take_output();
        if !printed.is_empty() {
            self.printed = self.machine.now();
            self.terminal.feed(&printed);
            self.output.extend_from_slice(&printed);
        }
        match step {
            Step::Continued => Progress::Running,
            Step::Ended(outcome) => Progress::Ended(outcome),
            Step::Waiting {
                deadline,
                wants_input,
            } => self.wait(deadline, wants_input),
        }
    }

    /// Runs to the end.
    pub fn run(&mut self) -> Progress {
        loop {
            match self.step(None) {
                Progress::Running => {}
                end => return end,
            }
        }
    }

    /// Whether what is running is there to wait for the user, rather than to look for Ctrl-C now and then.
    fn waits_for_user(&self) -> bool {
        self.command()
            .is_none_or(|name| name.get().effects.contains(Effect::WaitsForUser))
    }

    /// Types, or lets time pass.
    fn wait(&mut self, deadline: Option<Ticks>, wants_input: bool) -> Progress {
        let mut next = None;
        while let Some(step) = self.keys.front() {
            let now = self.machine.now();
            if now < self.not_before {
                next = Some(self.not_before);
                break;
            }
            match step {
                KeyStep::Expect(text) => {
                    let rest = self.output.get(self.matched..).unwrap_or_default();
                    let Some(at) = memchr::memmem::find(rest, text) else {
                        break;
                    };
                    self.matched += at + text.len();
                }
                KeyStep::Wait(time) => self.not_before = now + ticks(*time),
                KeyStep::Send(bytes) => {
                    for &byte in bytes {
                        self.machine.key(byte);
                    }
                    self.keys.pop_front();
                    return Progress::Running;
                }
                KeyStep::Press(bytes) => {
                    if !wants_input || !self.waits_for_user() {
                        break;
                    }
                    for &byte in bytes {
                        self.machine.key(byte);
                    }
                    self.keys.pop_front();
                    return Progress::Running;
                }
                KeyStep::Snapshot => {
                    let settled = self.printed + ticks(SETTLED);
                    if now < settled {
                        next = Some(settled);
                        break;
                    }
                    self.snapshots.push(self.terminal.screen().clone());
                }
            }
            self.keys.pop_front();
        }
        match [deadline, next].into_iter().flatten().min() {
            Some(time) => {
                self.machine.advance_to(time);
                Progress::Running
            }
            None if wants_input => Progress::WaitsForInput,
            None => Progress::WaitsForEver,
        }
    }
}

/// Keeps track of the commands that are running.
struct Watch<'c, 's> {
    commands: &'c mut Vec<Option<CommandName>>,
    sink: Option<&'s mut dyn EventSink>,
}

impl EventSink for Watch<'_, '_> {
    fn event(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::CommandStarted { command, .. } => self.commands.push(command),
            EventKind::CommandEnded { .. } => {
                self.commands.pop();
            }
            _ => {}
        }
        if let Some(sink) = &mut self.sink {
            sink.event(event);
        }
    }
}
