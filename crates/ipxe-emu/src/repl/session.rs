//! A session: lines in, what they do out.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use ipxe_machine::Machine;
use ipxe_machine::state::Image;
use ipxe_sim::Scenario;
use ipxe_sim::keyboard::KeyStep;
use ipxe_syntax::Magic;

use super::breakpoint::{Breakpoint, Location};
use super::debugger::Until;
use super::running::{Running, User};
use super::state::State;
use super::{dot, help};
use crate::live::LiveHost;
use crate::outcome::ExitStatus;
use crate::run::RunError;
use crate::trace::Entry;

/// How many commands can be taken back.
const UNDO: usize = 100;
/// Ends a script that is typed.
pub(super) const END_OF_SCRIPT: &str = ".end";

/// What a session is to be.
#[derive(Clone, Debug)]
pub struct SessionOptions {
    /// A built-in scenario, or a file with one.
    pub scenario: Option<String>,
    /// What is typed when a command waits for keys and nobody is there.
    pub keys: Vec<KeyStep>,
    /// Hosts whose requests go out.
    pub live: Vec<LiveHost>,
    /// Most steps of one command.
    pub max_steps: u64,
    /// Longest virtual time of one command.
    pub max_time: Duration,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            scenario: None,
            keys: Vec::new(),
            live: Vec::new(),
            max_steps: 1_000_000,
            max_time: Duration::from_secs(24 * 3600),
        }
    }
}

/// Whether to go on after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Another line may come.
    Continue,
    /// The session is over.
    Quit(ExitStatus),
}

/// A command that was run.
#[derive(Clone, Debug)]
pub(super) struct Command {
    /// What it is called.
    pub name: String,
    /// The lines that run it again.
    pub lines: String,
}

/// A setting that is watched.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub name: String,
    pub value: Vec<u8>,
}

/// A session with a simulated computer.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) options: SessionOptions,
    /// The scenario's name.
    pub(super) scenario: String,
    pub(super) state: State,
    /// What was before each of the last commands, and how many there were then.
    undo: Vec<(State, usize)>,
    /// The commands that led here.
    pub(super) commands: Vec<Command>,
    /// What the last command did.
    pub(super) trace: Vec<Entry>,
    /// Whether the beginning of that was forgotten.
    pub(super) is_trace_cut: bool,
    pub(super) breakpoints: Vec<Breakpoint>,
    pub(super) watched: Vec<Watched>,
    /// A script that stopped before a line.
    pub(super) paused: Option<(Running, Location)>,
    /// The lines of a script that is being typed.
    script: Option<String>,
}

impl Session {
    /// Switches a computer on.
    ///
    /// # Errors
    /// Where the scenario cannot be read or set up.
    pub fn new(options: SessionOptions) -> Result<Self, RunError> {
        let (scenario, state) = State::start(&options)?;
        Ok(Self {
            options,
            scenario,
            state,
            undo: Vec::new(),
            commands: Vec::new(),
            trace: Vec::new(),
            is_trace_cut: false,
            breakpoints: Vec::new(),
            watched: Vec::new(),
            paused: None,
            script: None,
        })
    }

    /// The machine as it is now.
    #[must_use]
    pub const fn machine(&self) -> &Machine {
        match &self.paused {
            Some((running, _)) => &running.driver.machine,
            None => &self.state.machine,
        }
    }

    /// The scenario as it is now.
    #[must_use]
    pub fn world_scenario(&self) -> &Scenario {
        self.state.world.scenario()
    }

    /// The folder that the scenario's folders are relative to.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.state.folder
    }

    /// The name of the scenario.
    #[must_use]
    pub fn scenario(&self) -> &str {
        &self.scenario
    }

    /// Forgets a script that is being typed.
    pub fn drop_script(&mut self) {
        self.script = None;
    }

    /// What to ask with.
    #[must_use]
    pub const fn prompt(&self) -> &'static str {
        match (&self.script, &self.paused) {
            (Some(_), _) => "    > ",
            (None, Some(_)) => "paused> ",
            (None, None) => "iPXE> ",
        }
    }

    /// Does what a line says, or several. Keys that a command waits for come from the user, or where there
    /// is none from what was said beforehand.
    ///
    /// # Errors
    /// Where nothing can be written, or the user cannot be asked.
    pub fn enter(
        &mut self,
        input: &str,
        out: &mut dyn Write,
        mut user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Flow> {
        if self.script.is_none() && input.contains('\n') && input.starts_with("#!ipxe") {
            let text = input.trim_end().trim_end_matches(END_OF_SCRIPT);
            self.run_typed(text, out, user)?;
            return Ok(Flow::Continue);
        }
        for line in input.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let flow = self.enter_line(line, out, user.as_deref_mut())?;
            if flow != Flow::Continue {
                return Ok(flow);
            }
        }
        Ok(Flow::Continue)
    }

    /// There are no more lines: a script that is being typed ends here.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub fn finish(
        &mut self,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<()> {
        match self.script.take() {
            Some(script) => self.run_typed(&script, out, user),
            None => Ok(()),
        }
    }

    fn enter_line(
        &mut self,
        line: &str,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Flow> {
        if let Some(script) = &mut self.script {
            if line.trim() == END_OF_SCRIPT {
                self.finish(out, user)?;
            } else {
                script.push_str(line);
                script.push('\n');
            }
            return Ok(Flow::Continue);
        }
        let trimmed = line.trim();
        if trimmed.starts_with("#!ipxe") {
            self.script = Some(format!("{trimmed}\n"));
            return Ok(Flow::Continue);
        }
        if trimmed.is_empty() {
            return Ok(Flow::Continue);
        }
        if trimmed.starts_with('.') {
            return dot::run(self, trimmed, out, user);
        }
        if let Some(name) = trimmed.strip_prefix("help ") {
            out.write_all(help::help(name.trim(), &self.machine().build).as_bytes())?;
            return Ok(Flow::Continue);
        }
        self.run_line(line, Until::Breakpoint, out, user)
    }

    /// Runs a command line.
    pub(super) fn run_line(
        &mut self,
        line: &str,
        until: Until,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<Flow> {
        if self.is_paused(out)? {
            return Ok(Flow::Continue);
        }
        self.remember(line, line);
        self.state.machine.start_line(line.as_bytes());
        self.start(until, out, user)
    }

    /// Runs a script that was typed.
    fn run_typed(
        &mut self,
        script: &str,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<()> {
        let lines = format!("{}\n{END_OF_SCRIPT}", script.trim_end());
        self.run_script("typed.ipxe", script.as_bytes(), &lines, out, user)
    }

    /// Runs the text of a script as an image of that name. The lines are those that run it again.
    pub(super) fn run_script(
        &mut self,
        name: &str,
        source: &[u8],
        lines: &str,
        out: &mut dyn Write,
        user: Option<&mut (dyn User + '_)>,
    ) -> io::Result<()> {
        if self.is_paused(out)? {
            return Ok(());
        }
        if Magic::of(source) == Magic::None {
            return writeln!(
                out,
                "{name}: this is no iPXE script: it does not begin with #!ipxe and white space"
            );
        }
        self.remember(name, lines);
        let machine = &mut self.state.machine;
        let mut image = Image::new(source);
        image.autofree = true;
        match &self.state.world.scenario().start.uri {
            Some(folder) => {
                let uri = [folder.as_bytes(), name.as_bytes()].concat();
                image.set_uri(machine.build.uri_dialect().parse(&uri));
            }
            None => image.name = Some(name.as_bytes().to_vec()),
        }
        let image = machine.add_image(image);
        machine.start_image(image);
        self.start(Until::Breakpoint, out, user)?;
        Ok(())
    }

    pub(super) fn is_paused(&self, out: &mut dyn Write) -> io::Result<bool> {
        if let Some((_, location)) = &self.paused {
            writeln!(
                out,
                "A script is paused at {location}\nGo on with .step or .continue, or take it back with .undo, first"
            )?;
        }
        Ok(self.paused.is_some())
    }

    /// Keeps what is there now, to come back to.
    pub(super) fn remember(&mut self, name: &str, lines: &str) {
        if self.undo.len() == UNDO {
            self.undo.remove(0);
        }
        self.undo.push((self.state.clone(), self.commands.len()));
        self.commands.push(Command {
            name: name.to_owned(),
            lines: lines.to_owned(),
        });
    }

    /// Goes back to before the last command, and gives its name; `None` if there is none.
    pub(super) fn undo(&mut self) -> Option<String> {
        self.paused = None;
        let (state, count) = self.undo.pop()?;
        let name = self.commands.get(count).map(|command| command.name.clone());
        self.state = state;
        self.commands.truncate(count);
        self.look_at_watched();
        Some(name.unwrap_or_default())
    }

    /// Starts over, with this state.
    pub(super) fn start_over(&mut self, scenario: String, state: State) {
        self.scenario = scenario;
        self.state = state;
        self.undo.clear();
        self.commands.clear();
        self.trace.clear();
        self.paused = None;
        self.look_at_watched();
    }
}

/// The value of a setting as a script sees it.
pub(super) fn value(machine: &Machine, name: &str) -> Vec<u8> {
    let mut text = Vec::new();
    machine.settings.append_value_of(name.as_bytes(), &mut text);
    text
}
