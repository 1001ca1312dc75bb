//! Running cases.

use std::path::Path;
use std::sync::Arc;

use ipxe_machine::{Outcome, Ticks};
use ipxe_sim::driver::{Driver, Progress};
use ipxe_sim::files::Files;
use ipxe_sim::scenario::builtin;
use ipxe_sim::{Scenario, ScenarioError, SetupError, SimWorld, Start, setup};
use thiserror::Error;

use super::{Case, CaseError, Difference, compare};
use crate::disk::Disk;

/// Virtual time after which a case counts as hanging.
const LIMIT: Ticks = Ticks::from_seconds(600);
/// Steps after which a case counts as hanging.
const STEPS: u64 = 2_000_000;

/// How a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As recorded.
    Passed,
    /// Otherwise.
    Failed(Vec<Difference>),
}

/// Why a case cannot be run.
#[derive(Debug, Error)]
pub enum RunError {
    /// Its files cannot be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Its world cannot be read.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// Its world cannot be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// Runs cases in the world that they assume.
#[derive(Clone, Debug)]
pub struct Runner {
    scenario: Scenario,
    files: Arc<dyn Files>,
}

impl Runner {
    /// A runner for the cases of a folder, which their server serves.
    ///
    /// # Errors
    /// Where the built-in world cannot be read.
    pub fn new(folder: &Path) -> Result<Self, RunError> {
        let text = builtin("conformance").map_or("", |builtin| builtin.text);
        Ok(Self {
            scenario: Scenario::parse("conformance", text)?,
            files: Arc::new(Disk::new(folder)),
        })
    }

    /// Runs a case.
    ///
    /// # Errors
    /// Where its files cannot be read.
    pub fn run(&self, case: &Case) -> Result<Verdict, RunError> {
        let recording = case.recording()?;
        let keys = case.keys()?;
        let name = format!("{}/main.ipxe", case.name);
        let mut scenario = self.scenario.clone();
        if let Some(folder) = &scenario.start.uri {
            let uri = format!("{folder}{name}");
            scenario
                .machine
                .settings
                .insert("script-uri".to_owned(), uri);
        }
        let mut world = SimWorld::new(Arc::new(scenario)).with_files(Arc::clone(&self.files));
        let start = Start::Script {
            name: name.as_bytes(),
            source: b"",
        };
        let mut machine = setup(&mut world, start)?;
        machine.budget.steps = STEPS;
        let mut driver = Driver::new(machine, world, keys);
        let outcome = end(&mut driver);
        let differences = compare(&recording, driver.output(), &outcome, &driver.snapshots);
        Ok(if differences.is_empty() {
            Verdict::Passed
        } else {
            Verdict::Failed(differences)
        })
    }
}

/// Runs to the end, or until it is clear that there is none.
fn end(driver: &mut Driver) -> Outcome {
    loop {
        match driver.step(None) {
            Progress::Ended(outcome) => return outcome,
            Progress::Running if driver.machine.now() < LIMIT => {}
            Progress::Running | Progress::WaitsForInput | Progress::WaitsForEver => {
                return Outcome::Exhausted(ipxe_machine::Exhausted::Steps(driver.machine.steps()));
            }
        }
    }
}
