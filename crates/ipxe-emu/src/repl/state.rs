//! The simulated computer of a session, between commands.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ipxe_machine::Machine;
use ipxe_sim::driver::{Driver, Progress};
use ipxe_sim::keyboard::{KeyStep, steps};
use ipxe_sim::{Scenario, SimWorld, Start, setup};

use super::SessionOptions;
use crate::disk::Disk;
use crate::live::Live;
use crate::run::{RunError, read_scenario};

/// The simulated computer between commands. A clone is cheap.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub machine: Machine,
    pub world: SimWorld,
    /// What is still to be typed.
    pub answers: VecDeque<KeyStep>,
    /// The folder that the scenario's folders are relative to.
    pub folder: PathBuf,
}

impl State {
    /// The computer as it is switched on, and the name of its scenario.
    pub(super) fn start(options: &SessionOptions) -> Result<(String, Self), RunError> {
        let (name, scenario, folder) =
            read_scenario(options.scenario.as_deref(), Path::new("repl"))?;
        let state = Self::of(&name, scenario, folder, options)?;
        Ok((name, state))
    }

    /// The computer of a scenario.
    pub(super) fn of(
        name: &str,
        scenario: Scenario,
        folder: PathBuf,
        options: &SessionOptions,
    ) -> Result<Self, RunError> {
        let mut answers = steps(&scenario.key).map_err(|error| RunError::Key {
            file: name.to_owned(),
            error,
        })?;
        answers.extend(options.keys.iter().cloned());
        let files = Arc::new(Disk::new(folder.clone()));
        let mut world = SimWorld::new(Arc::new(scenario)).with_files(files);
        if !options.live.is_empty() {
            world = world.with_live_http(Arc::new(Live::new(options.live.clone())));
        }
        let machine = setup(&mut world, Start::Line(b"")).map_err(|error| RunError::Setup {
            file: name.to_owned(),
            error,
        })?;
        // The empty line has to be over before another can be run.
        let mut driver = Driver::new(machine, world, Vec::new());
        while driver.step(None) == Progress::Running {}
        Ok(Self {
            machine: driver.machine,
            world: driver.world,
            answers: answers.into(),
            folder,
        })
    }
}
