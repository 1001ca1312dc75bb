//! Running a script.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ipxe_machine::Ticks;
use ipxe_sim::driver::{Driver, Progress};
use ipxe_sim::keyboard::{KeyError, KeyStep, steps};
use ipxe_sim::net::since_start;
use ipxe_sim::scenario::builtin;
use ipxe_sim::{Scenario, ScenarioError, SetupError, SimWorld, Start, setup};
use ipxe_syntax::Magic;
use thiserror::Error;

use crate::disk::Disk;
use crate::live::{Live, LiveHost};
use crate::outcome::Ending;
use crate::trace::story::Story;
use crate::trace::{Entry, Recorder};

/// The scenario without another one.
pub const DEFAULT_SCENARIO: &str = "bios";

/// What to show while a script runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// What iPXE prints, byte for byte.
    #[default]
    Console,
    /// What happened, for people.
    Story,
    /// What happened, as lines of JSON.
    Json,
    /// Nothing.
    Nothing,
}

/// What to run, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The script's file; `-` for standard input.
    pub script: PathBuf,
    /// A built-in scenario, or a file with one.
    pub scenario: Option<String>,
    /// What to show.
    pub show: Show,
    /// Most steps.
    pub max_steps: u64,
    /// Longest virtual time.
    pub max_time: Duration,
    /// Most bytes of all images together.
    pub max_images: u64,
    /// What is typed, after what the scenario says.
    pub keys: Vec<KeyStep>,
    /// Hosts whose requests go out.
    pub live: Vec<LiveHost>,
}

/// Why a script cannot be run.
#[derive(Debug, Error)]
pub enum RunError {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not a script.
    #[error(
        "{}: this is no iPXE script: it does not begin with #!ipxe and white space, so iPXE says \"Exec format error\"{hint}",
        path.display()
    )]
    NoScript {
        /// Which.
        path: PathBuf,
        /// What may be the matter.
        hint: &'static str,
    },
    /// There is no such scenario.
    #[error("there is no scenario {name:?}: it is no file, and the built-in ones are {known}")]
    NoScenario {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// A scenario is wrong.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// A key of the scenario has no known name.
    #[error("{file}: {error}")]
    Key {
        /// The scenario.
        file: String,
        /// What is wrong.
        error: KeyError,
    },
    /// A scenario cannot be set up.
    #[error("{file}: {error}")]
    Setup {
        /// The scenario.
        file: String,
        /// Why.
        error: SetupError,
    },
    /// Nothing can be written.
    #[error("cannot write: {0}")]
    Output(io::Error),
}

/// How a run went.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How it ended.
    pub ending: Ending,
    /// What was printed.
    pub console: Vec<u8>,
    /// Virtual time that went by.
    pub time: Duration,
    /// Steps that were made.
    pub steps: u64,
    /// Steps of the keyboard that nothing waited for.
    pub keys_left: usize,
}

/// Runs a script and shows what happens.
///
/// # Errors
/// Where script or scenario cannot be read or understood, or nothing can be written.
pub fn run(options: &Options, out: &mut dyn Write) -> Result<Finished, RunError> {
    let source = read_script(&options.script)?;
    let (name, scenario, folder) = read_scenario(options.scenario.as_deref(), &options.script)?;
    let mut keys = steps(&scenario.key).map_err(|error| RunError::Key {
        file: name.clone(),
        error,
    })?;
    keys.extend(options.keys.iter().cloned());
    let mut world = SimWorld::new(Arc::new(scenario)).with_files(Arc::new(Disk::new(folder)));
    if !options.live.is_empty() {
        world = world.with_live_http(Arc::new(Live::new(options.live.clone())));
    }
    let file_name = options
        .script
        .file_name()
        .map_or("stdin".into(), |name| name.to_string_lossy());
    let file_name = if file_name == "-" {
        "stdin.ipxe".into()
    } else {
        file_name
    };
    let start = Start::Script {
        name: file_name.as_bytes(),
        source: &source,
    };
    let mut machine =
        setup(&mut world, start).map_err(|error| RunError::Setup { file: name, error })?;
    machine.budget.steps = options.max_steps;
    machine.budget.image_bytes = options.max_images;
    let recorder = Recorder::new(
        Arc::clone(&machine.build),
        matches!(options.show, Show::Story | Show::Json),
    );
    let driver = Driver::new(machine, world, keys);
    let mut run = Run {
        driver,
        recorder,
        show: options.show,
        story: Story::new(),
        shown: 0,
        limit: ticks(options.max_time),
    };
    let progress = run.run_through(out).map_err(RunError::Output)?;
    Ok(run.finish(&progress))
}

pub(crate) fn ticks(time: Duration) -> Ticks {
    Ticks::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 1024))
}

fn read_script(path: &Path) -> Result<Vec<u8>, RunError> {
    let unreadable = |error| RunError::Unreadable {
        path: path.to_owned(),
        error,
    };
    let source = if path == Path::new("-") {
        let mut source = Vec::new();
        io::stdin().read_to_end(&mut source).map_err(unreadable)?;
        source
    } else {
        fs::read(path).map_err(unreadable)?
    };
    if Magic::of(&source) != Magic::None {
        return Ok(source);
    }
    let hint = if source.starts_with(b"\xef\xbb\xbf#!ipxe") {
        "; take away the byte order mark before it"
    } else if source == b"#!ipxe" {
        "; a line feed is missing after it"
    } else if source.trim_ascii_start().starts_with(b"#!ipxe") {
        "; take away what stands before it"
    } else if source.starts_with(&[0x1f, 0x8b]) {
        "; it is compressed"
    } else {
        ""
    };
    Err(RunError::NoScript {
        path: path.to_owned(),
        hint,
    })
}

/// The scenario with its name, and the folder that its servers' folders are relative to: of a built-in scenario, that
/// of the script.
pub(crate) fn read_scenario(
    name: Option<&str>,
    script: &Path,
) -> Result<(String, Scenario, PathBuf), RunError> {
    let parent = |path: &Path| match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let name = name.unwrap_or(DEFAULT_SCENARIO);
    if let Some(builtin) = builtin(name) {
        let scenario = Scenario::parse(name, builtin.text)?;
        return Ok((name.to_owned(), scenario, parent(script)));
    }
    let path = Path::new(name);
    match fs::read_to_string(path) {
        Ok(text) => {
            let scenario = Scenario::parse(name, &text)?;
            let folder = parent(path);
            scenario.check_files(name, &text, &Disk::new(&folder))?;
            Ok((name.to_owned(), scenario, folder))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let known: Vec<&str> = ipxe_sim::scenario::BUILTIN
                .iter()
                .map(|known| known.name)
                .collect();
            Err(RunError::NoScenario {
                name: name.to_owned(),
                known: known.join(", "),
            })
        }
        Err(error) => Err(RunError::Unreadable {
            path: path.to_owned(),
            error,
        }),
    }
}

/// A run under way.
struct Run {
    driver: Driver,
    recorder: Recorder,
    show: Show,
    story: Story,
    /// How many bytes of the console were shown.
    shown: usize,
    limit: Ticks,
}

impl Run {
    fn run_through(&mut self, out: &mut dyn Write) -> io::Result<Progress> {
        loop {
            self.watch_network();
            let progress = self.driver.step(Some(&mut self.recorder));
            self.watch_network();
            self.show(out)?;
            let now = self.driver.machine.now();
            if progress != Progress::Running || now > self.limit {
                if self.show == Show::Story {
                    out.write_all(self.story.rest(since_start(now).as_secs_f64()).as_bytes())?;
                }
                out.flush()?;
                return Ok(progress);
            }
        }
    }

    fn watch_network(&mut self) {
        let now = since_start(self.driver.machine.now());
        let events = self.driver.world.take_log(now);
        self.recorder.add_network(events);
        if self.recorder.take_ended() {
            // What was still to come belongs to something that was ended early.
            self.driver.world.forget_log(now);
        }
    }

    fn show(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let entries = self.recorder.take();
        match self.show {
            Show::Nothing => Ok(()),
            Show::Console => {
                let output = self.driver.output();
                let new = output.get(self.shown..).unwrap_or_default();
                self.shown = output.len();
                out.write_all(new)
            }
            Show::Story => {
                let text: String = entries.iter().map(|entry| self.story.tell(entry)).collect();
                out.write_all(text.as_bytes())
            }
            Show::Json => {
                let line = |entry: &Entry| entry.to_json() + "\n";
                let text: String = entries.iter().map(line).collect();
                out.write_all(text.as_bytes())
            }
        }
    }

    fn finish(self, progress: &Progress) -> Finished {
        let now = self.driver.machine.now();
        let ending = if *progress == Progress::Running {
            Ending::Stopped {
                reason: format!(
                    "more than {} s of virtual time went by; raise the limit if it is meant to run that long",
                    self.limit.seconds()
                ),
                repeated: crate::outcome::repeated(self.recorder.recent()),
            }
        } else {
            Ending::of(progress, &self.driver, self.recorder.recent())
        };
        Finished {
            ending,
            console: self.driver.output().to_vec(),
            time: since_start(now),
            steps: self.driver.machine.steps(),
            keys_left: self.driver.keys_left(),
        }
    }
}
