//! A command under way: stepping, watching, typing.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use ipxe_machine::event::{Event, EventKind, EventSink, Place};
use ipxe_machine::{Step, Ticks};
use ipxe_reference::{CommandName, Effect};
use ipxe_sim::driver::{Driver, Progress};
use ipxe_sim::keyboard::KeyStep;
use ipxe_sim::net::since_start;

use crate::run::ticks;
use crate::trace::Recorder;

/// Ctrl-C, as terminals send it.
const CTRL_C: u8 = 3;
/// After so many steps without a wait the keyboard is looked at.
const LOOK_EVERY: u64 = 4096;
/// Longest time to wait for keys at once.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// Who sits at the keyboard while a command runs.
pub trait User {
    /// A command begins: from now on keys are the machine's.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    fn begin(&mut self) -> io::Result<()>;

    /// The command has ended: keys are for the prompt again.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    fn end(&mut self) -> io::Result<()>;

    /// Waits until something is typed, at most so long, and gives what was typed.
    ///
    /// # Errors
    /// Where the terminal cannot be read.
    fn keys(&mut self, longest: Duration) -> io::Result<Vec<u8>>;

    /// How many times faster than real time the machine's clock runs; 0 if it does not wait at all.
    fn speed(&self) -> f64;
}

/// Notes what happens in a step.
#[derive(Clone, Debug)]
pub(super) struct Watcher {
    pub recorder: Recorder,
    /// The commands that are running within each other.
    commands: Vec<Option<CommandName>>,
    /// The line of a script that begins.
    line: Option<Place>,
    /// Whether the command of the typed line that ran last is `exit`.
    pub has_run_exit: bool,
    /// Whether a key was typed since the command on top began.
    has_typed: bool,
}

impl Watcher {
    pub(super) const fn new(recorder: Recorder) -> Self {
        Self {
            recorder,
            commands: Vec::new(),
            line: None,
            has_run_exit: false,
            has_typed: false,
        }
    }

    /// The innermost command, if it is one that is there to wait for the user.
    fn waits_for_user(&self) -> Option<CommandName> {
        let command = self.commands.last().copied().flatten()?;
        command.get().has(Effect::WaitsForUser).then_some(command)
    }
}

impl EventSink for Watcher {
    fn event(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::CommandStarted { command, .. } => {
                self.commands.push(command);
                self.has_typed = false;
            }
            EventKind::CommandEnded { command, .. } => {
                self.commands.pop();
                let is_typed = event
                    .place
                    .is_some_and(|place| place.script.is_none() && place.depth == 0);
                self.has_run_exit = is_typed && command == Some(CommandName::Exit);
            }
            EventKind::Line => self.line = event.place.filter(|place| place.script.is_some()),
            EventKind::Key { .. } => self.has_typed = true,
            _ => {}
        }
        self.recorder.event(event);
    }
}

/// A command under way.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub driver: Driver,
    pub watcher: Watcher,
    /// How many bytes of the driver's output were written.
    shown: usize,
    /// The time at which it is abandoned.
    limit: Ticks,
    /// Commands whose time ran out because nobody typed.
    pub unanswered: Vec<CommandName>,
    steps: u64,
    /// Whether the user had enough of it.
    pub has_given_up: bool,
    /// Whether the last thing that was written ended a line.
    is_line_ended: bool,
}

impl Running {
    pub(super) fn new(driver: Driver, recorder: Recorder, longest: Duration) -> Self {
        let limit = driver.machine.now() + ticks(longest);
        Self {
            driver,
            watcher: Watcher::new(recorder),
            shown: 0,
            limit,
            unanswered: Vec::new(),
            steps: 0,
            has_given_up: false,
            is_line_ended: true,
        }
    }

    /// The line of a script that the next step begins, once.
    pub(super) fn take_line(&mut self) -> Option<Place> {
        self.watcher.line.take()
    }

    /// Ends the line that the machine left open, so that what comes next begins a new one.
    pub(super) fn end_line(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match std::mem::replace(&mut self.is_line_ended, true) {
            true => Ok(()),
            false => writeln!(out),
        }
    }

    /// Whether more time went by than may.
    pub(super) fn is_over_time(&self) -> bool {
        self.driver.machine.now() > self.limit
    }

    /// Makes a step and writes what the machine printed.
    pub(super) fn step(
        &mut self,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Progress> {
        self.steps += 1;
        self.watch_network();
        let progress = match user {
            Some(user) => self.step_with(out, user)?,
            None => self.step_alone(out)?,
        };
        self.watch_network();
        Ok(progress)
    }

    /// Keys come from what was said beforehand, and time passes at once.
    fn step_alone(&mut self, out: &mut dyn Write) -> io::Result<Progress> {
        let before = self.driver.machine.now();
        let waiting = self.watcher.waits_for_user();
        let progress = self.driver.step(Some(&mut self.watcher));
        if let Some(command) = waiting
            && self.driver.machine.now() != before
            && !self.watcher.has_typed
            && self.unanswered.last() != Some(&command)
        {
            self.unanswered.push(command);
        }
        let output = self.driver.output();
        let new = output.get(self.shown..).unwrap_or_default();
        self.is_line_ended = new.last().map_or(self.is_line_ended, |&byte| byte == b'\n');
        out.write_all(new)?;
        self.shown = output.len();
        Ok(progress)
    }

    /// Keys come from the user, and time passes while the machine waits for them.
    fn step_with(&mut self, out: &mut dyn Write, user: &mut dyn User) -> io::Result<Progress> {
        let driver = &mut self.driver;
        let step = driver
            .machine
            .step_watched(&mut driver.world, Some(&mut self.watcher));
        let new = driver.machine.take_output();
        self.is_line_ended = new.last().map_or(self.is_line_ended, |&byte| byte == b'\n');
        out.write_all(&new)?;
        match step {
            Step::Ended(outcome) => return Ok(Progress::Ended(outcome)),
            Step::Continued => {
                if self.steps.is_multiple_of(LOOK_EVERY) {
                    self.type_keys(&user.keys(Duration::ZERO)?);
                }
            }
            Step::Waiting {
                deadline: None,
                wants_input: false,
            } => return Ok(Progress::WaitsForEver),
            Step::Waiting { deadline, .. } => {
                let is_shell = self.watcher.commands.is_empty();
                let waits = is_shell || self.watcher.waits_for_user().is_some();
                match deadline {
                    Some(time) if !waits || user.speed() == 0.0 => {
                        driver.machine.advance_to(time);
                        if self.steps.is_multiple_of(64) {
                            self.type_keys(&user.keys(Duration::ZERO)?);
                        }
                    }
                    deadline => {
                        out.flush()?;
                        self.wait(deadline, user)?;
                    }
                }
            }
        }
        Ok(Progress::Running)
    }

    fn wait(&mut self, deadline: Option<Ticks>, user: &mut dyn User) -> io::Result<()> {
        let speed = if user.speed() == 0.0 {
            1.0
        } else {
            user.speed()
        };
        let machine = &self.driver.machine;
        let left = deadline.map(|time| since_start(time.since(machine.now())));
        let longest = left.map_or(LONGEST_WAIT, |left| left.div_f64(speed).min(LONGEST_WAIT));
        let start = Instant::now();
        let keys = user.keys(longest)?;
        let passed = start.elapsed().mul_f64(speed);
        let mut now = self.driver.machine.now() + ticks(passed);
        if let Some(time) = deadline {
            // Without a key, what is left of a short wait is over, however coarse the timer is.
            let is_over =
                keys.is_empty() && left.is_some_and(|left| left <= LONGEST_WAIT.mul_f64(speed));
            now = if is_over { time } else { now.min(time) };
        }
        self.driver.machine.advance_to(now);
        self.type_keys(&keys);
        Ok(())
    }

    /// The machine gets the keys. Ctrl-C twice in a row, which nothing takes, gives the command up.
    fn type_keys(&mut self, keys: &[u8]) {
        for &key in keys {
            let is_pending = self.driver.machine.keyboard.has_key();
            self.has_given_up |= key == CTRL_C && is_pending;
            self.driver.machine.key(key);
        }
    }

    fn watch_network(&mut self) {
        let now = since_start(self.driver.machine.now());
        let events = self.driver.world.take_log(now);
        self.watcher.recorder.add_network(events);
        if self.watcher.recorder.take_ended() {
            // What was still to come belongs to something that was ended early.
            self.driver.world.forget_log(now);
        }
    }

    /// Drops the answers that were given.
    pub(super) fn drop_given(&self, answers: &mut VecDeque<KeyStep>) {
        let given = answers.len().saturating_sub(self.driver.keys_left());
        answers.drain(..given);
    }
}
