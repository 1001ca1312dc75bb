//! A script that runs, and someone who types.

use ipxe_machine::ui::View;
use ipxe_machine::ui::view::{FormView, MenuView, SettingsView};
use ipxe_machine::{Build, Machine, Outcome, Step, Ticks};

use super::Driver0;
use super::driver::escaped;
use super::world::TestWorld;

/// Cursor down.
pub const DOWN: &str = "\x1b[B";
/// Cursor up.
pub const UP: &str = "\x1b[A";

/// A script that runs, with someone at the keyboard.
pub struct Session {
    pub machine: Machine,
    pub world: TestWorld,
    /// All that has been printed.
    pub output: Vec<u8>,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
}

impl Session {
    pub fn new(build: Build, world: TestWorld, script: &str) -> Self {
        let mut machine = super::machine(build, Driver0::Slirp);
        super::start_embedded(&mut machine, format!("#!ipxe\n{script}"));
        Self::of(machine, world)
    }

    /// A session with a machine that has been started.
    pub fn of(machine: Machine, world: TestWorld) -> Self {
        let mut session = Self {
            machine,
            world,
            output: Vec::new(),
            outcome: None,
        };
        session.run();
        session
    }

    pub fn on_linux(script: &str) -> Self {
        Self::new(super::build(&[]), TestWorld::default(), script)
    }

    /// Runs until it waits or has ended; gives what it waits for.
    pub fn run(&mut self) -> Option<Ticks> {
        loop {
            let step = self.machine.step(&mut self.world);
            self.output.extend(self.machine.take_output());
            match step {
                Step::Continued => {}
                Step::Waiting { deadline, .. } => return deadline,
                Step::Ended(outcome) => {
                    self.outcome = Some(outcome);
                    return None;
                }
            }
        }
    }

    /// Types something, and gives what is printed then.
    pub fn keys(&mut self, keys: &str) -> String {
        self.bytes(keys.as_bytes())
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> String {
        let before = self.output.len();
        bytes.iter().for_each(|&byte| self.machine.key(byte));
        self.run();
        escaped(&self.output[before..])
    }

    /// Lets time pass, and gives what is printed meanwhile.
    pub fn pass(&mut self, time: Ticks) -> String {
        let (before, end) = (self.output.len(), self.machine.now() + time);
        loop {
            match self.run() {
                Some(deadline) if deadline <= end => self.machine.advance_to(deadline),
                _ => break,
            }
        }
        self.machine.advance_to(end);
        escaped(&self.output[before..])
    }

    pub fn menu(&self) -> MenuView {
        match self.machine.view() {
            Some(View::Menu(menu)) => menu,
            other => panic!("{other:?} is no menu"),
        }
    }

    pub fn form(&self) -> FormView {
        match self.machine.view() {
            Some(View::Form(form)) => form,
            other => panic!("{other:?} is no form"),
        }
    }

    pub fn settings(&self) -> SettingsView {
        match self.machine.view() {
            Some(View::Settings(settings)) => settings,
            other => panic!("{other:?} are no settings"),
        }
    }

    /// The texts that have been typed into the inputs of a form.
    pub fn inputs(&self) -> Vec<String> {
        let inputs = self.form().controls.into_iter().filter_map(|c| c.input);
        inputs.map(|input| escaped(&input.text)).collect()
    }

    /// What has been printed last, the bytes of user interfaces left out.
    pub fn last_line(&self) -> String {
        let text = String::from_utf8_lossy(&self.output).into_owned();
        let line = text.trim_end().rsplit(['\n', '\x1b']).next();
        line.unwrap_or_default()
            .trim_start_matches("[2J")
            .to_owned()
    }
}
