//! How a session runs a command: to its end, or to where it is to stop.

use std::io::{self, Write};

use ipxe_machine::{Machine, Outcome};
use ipxe_sim::driver::{Driver, Progress};

use super::breakpoint::Location;
use super::running::{Running, User};
use super::session::value;
use super::{Flow, Session};
use crate::outcome::{Ending, ExitStatus};
use crate::trace::{Entry, Recorder};

/// How much of what a command does is kept at least.
const LONGEST_TRACE: usize = 10_000;

/// When a script under way stops next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// Only at breakpoints.
    Breakpoint,
    /// At the next line.
    NextLine,
}

/// Why a script does not go on.
enum Stopped {
    At(Location),
    Ended(Progress),
}

impl Session {
    pub(super) fn start(
        &mut self,
        until: Until,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Flow> {
        let state = self.state.clone();
        let mut driver = Driver::new(state.machine, state.world, state.answers.into());
        driver.machine.budget.steps = driver.machine.steps() + self.options.max_steps;
        let recorder = Recorder::new(driver.machine.build.clone(), true);
        self.trace.clear();
        self.is_trace_cut = false;
        let running = Running::new(driver, recorder, self.options.max_time);
        self.go_on(running, until, out, user)
    }

    /// Lets a paused script go on.
    pub(super) fn resume(
        &mut self,
        until: Until,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Flow> {
        match self.paused.take() {
            Some((running, _)) => self.go_on(running, until, out, user),
            None => {
                writeln!(
                    out,
                    "No script is paused; set a breakpoint with .break, or run a command with .step COMMAND"
                )?;
                Ok(Flow::Continue)
            }
        }
    }

    fn go_on(
        &mut self,
        mut running: Running,
        until: Until,
        out: &mut dyn Write,
        mut user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Flow> {
        // What was said beforehand is typed before anyone is asked.
        if running.driver.keys_left() > 0 {
            user = None;
        }
        if let Some(user) = &mut user {
            user.begin()?;
        }
        let result = self.run_through(&mut running, until, out, user.as_deref_mut());
        if let Some(user) = &mut user {
            user.end()?;
        }
        let stopped = result?;
        running.end_line(out)?;
        match stopped {
            Stopped::At(location) => {
                writeln!(out, "paused at {location}")?;
                self.paused = Some((running, location));
                Ok(Flow::Continue)
            }
            Stopped::Ended(progress) => self.ended(running, &progress, out),
        }
    }

    fn run_through(
        &mut self,
        running: &mut Running,
        until: Until,
        out: &mut dyn Write,
        mut user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Stopped> {
        let mut has_changed = false;
        loop {
            let progress = running.step(out, user.as_deref_mut())?;
            self.keep_trace(running.watcher.recorder.take());
            has_changed |= self.report_watched(&running.driver.machine, out)?;
            if progress != Progress::Running || running.is_over_time() || running.has_given_up {
                return Ok(Stopped::Ended(progress));
            }
            let Some(place) = running.take_line() else {
                continue;
            };
            if until != Until::NextLine && !has_changed && self.breakpoints.is_empty() {
                continue;
            }
            let Some(location) = Location::of(&running.driver.machine, &place) else {
                continue;
            };
            let is_wanted = until == Until::NextLine || has_changed;
            if is_wanted && location.has_commands
                || self.breakpoints.iter().any(|point| point.is_at(&location))
            {
                return Ok(Stopped::At(location));
            }
        }
    }

    /// Keeps what happened for `.trace`, at least the last of it.
    fn keep_trace(&mut self, entries: Vec<Entry>) {
        self.trace.extend(entries);
        if self.trace.len() > 2 * LONGEST_TRACE {
            self.trace.drain(..LONGEST_TRACE);
            self.is_trace_cut = true;
        }
    }

    /// Notes the values of what is watched.
    pub(super) fn look_at_watched(&mut self) {
        for watched in &mut self.watched {
            watched.value = value(&self.state.machine, &watched.name);
        }
    }

    /// Says which of the watched settings changed.
    fn report_watched(&mut self, machine: &Machine, out: &mut dyn Write) -> io::Result<bool> {
        let mut has_changed = false;
        for watched in &mut self.watched {
            let value = value(machine, &watched.name);
            if value != watched.value {
                has_changed = true;
                let text = |bytes: &[u8]| format!("{:?}", String::from_utf8_lossy(bytes));
                let (before, after) = (text(&watched.value), text(&value));
                writeln!(out, "[{} was {before}, is {after}]", watched.name)?;
                watched.value = value;
            }
        }
        Ok(has_changed)
    }

    /// Takes over what a command left, or goes back where nothing can come after it.
    fn ended(
        &mut self,
        running: Running,
        progress: &Progress,
        out: &mut dyn Write,
    ) -> io::Result<Flow> {
        for command in &running.unanswered {
            let name = command.name();
            writeln!(out, "[nobody typed, so the time of {name} ran out]")?;
        }
        let is_finished = matches!(progress, Progress::Ended(Outcome::Finished(_)));
        if !is_finished {
            let what = if running.has_given_up {
                "it was given up".to_owned()
            } else if *progress == Progress::Running {
                "it takes too much virtual time".to_owned()
            } else {
                let recent = running.watcher.recorder.recent();
                Ending::of(progress, &running.driver, recent).in_words()
            };
            // What was typed beforehand was typed, even so.
            let mut answers = self.state.answers.clone();
            running.drop_given(&mut answers);
            self.undo();
            self.state.answers = answers;
            writeln!(out, "[{what}]\n[back to before the command]")?;
            return Ok(Flow::Continue);
        }
        running.drop_given(&mut self.state.answers);
        let has_exited = running.watcher.has_run_exit && running.driver.machine.ends_shell();
        self.state.machine = running.driver.machine;
        self.state.world = running.driver.world;
        match progress {
            Progress::Ended(Outcome::Finished(status)) if has_exited => {
                Ok(Flow::Quit(if status.is_ok() {
                    ExitStatus::Success
                } else {
                    ExitStatus::Failure
                }))
            }
            _ => Ok(Flow::Continue),
        }
    }
}
