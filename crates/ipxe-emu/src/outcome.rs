//! How a run ended, as data.

use ipxe_machine::{Build, Exhausted, Outcome, Status};
use ipxe_reference::CommandName;
use ipxe_sim::driver::{Driver, Progress};
use serde::Serialize;

use crate::trace::{Place, story};

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Ending {
    /// An image took over the computer.
    Booted {
        /// The image.
        image: Image,
        /// Its type.
        #[serde(rename = "type")]
        image_type: String,
        /// The images that were handed over with it, in order.
        initrds: Vec<Image>,
    },
    /// A SAN device or a local disk took over the computer.
    SanBooted {
        /// The drive number.
        drive: u32,
    },
    /// The script, and iPXE with it, ended.
    Exited {
        /// The status: 0 for success, or an error number.
        status: u32,
        /// The text of the error.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A shell waits for commands, and nobody types.
    Shell,
    /// Something else waits for the keyboard, and nobody types.
    WaitsForInput {
        /// The command that waits.
        #[serde(skip_serializing_if = "Option::is_none")]
        command: Option<String>,
    },
    /// It waits for something that never comes.
    Hangs {
        /// The command that waits.
        #[serde(skip_serializing_if = "Option::is_none")]
        command: Option<String>,
    },
    /// It was stopped because it went on for too long, or used too much.
    Stopped {
        /// Which limit was reached.
        reason: String,
        /// The commands that ran over and over at the end.
        #[serde(rename = "loop", skip_serializing_if = "Vec::is_empty")]
        repeated: Vec<Repeated>,
    },
    /// The computer reboots.
    Rebooted,
    /// The computer is powered off.
    PoweredOff,
    /// Real iPXE would crash here.
    Crashed {
        /// What it trips over.
        reason: String,
    },
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Image {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// Its command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command_line: Option<String>,
}

/// A command that ran over and over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// The script.
    pub script: String,
    /// The line, from 1.
    pub line: usize,
    /// The command as it is written.
    pub text: String,
    /// How often it ran among the last commands.
    pub count: usize,
}

/// The exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// It booted, or the script succeeded.
    Success = 0,
    /// The script failed.
    Failure = 1,
    /// The command line, the script or the scenario is wrong, or a file cannot be read.
    Usage = 2,
    /// A limit was reached: an endless loop, or too much of something.
    Stopped = 3,
    /// It waits for somebody to type, or for something that never comes.
    Waiting = 4,
}

impl Ending {
    /// How a run ended. `recent` are the commands that ran last.
    #[must_use]
    pub fn of(progress: &Progress, driver: &Driver, recent: Vec<(Place, String, usize)>) -> Self {
        let name = |command: Option<CommandName>| command.map(|name| name.name().to_owned());
        let command = driver.command();
        match progress {
            Progress::Ended(outcome) => Self::of_outcome(outcome, driver, recent),
            Progress::WaitsForInput if command == Some(CommandName::Shell) || command.is_none() => {
                Self::Shell
            }
            Progress::WaitsForInput => Self::WaitsForInput {
                command: name(command),
            },
            Progress::WaitsForEver | Progress::Running => Self::Hangs {
                command: name(command),
            },
        }
    }

    fn of_outcome(outcome: &Outcome, driver: &Driver, recent: Vec<(Place, String, usize)>) -> Self {
        match outcome {
            Outcome::Finished(status) => Self::exited(*status, &driver.machine.build),
            Outcome::Booted { name } => Self::booted(name, driver),
            Outcome::BootedSan { drive } => Self::SanBooted { drive: *drive },
            Outcome::Rebooted => Self::Rebooted,
            Outcome::PoweredOff => Self::PoweredOff,
            Outcome::Crashed { reason } => Self::Crashed {
                reason: (*reason).to_owned(),
            },
            Outcome::Exhausted(reason) => Self::Stopped {
                reason: reason.to_string(),
                repeated: match reason {
                    Exhausted::Steps(_) => repeated(recent),
                    _ => Vec::new(),
                },
            },
        }
    }

    fn exited(status: Status, build: &Build) -> Self {
        Self::Exited {
            status: status.number(),
            error: (!status.is_ok()).then(|| lossy(&build.strerror(status))),
        }
    }

    fn booted(name: &[u8], driver: &Driver) -> Self {
        let booted = driver.world.booted();
        let image = |name: &[u8], length: u64, command_line: Option<&[u8]>| Image {
            name: lossy(name),
            length,
            command_line: command_line.map(lossy),
        };
        let initrds = booted.map_or(&[][..], |booted| &booted.initrds);
        Self::Booted {
            image: booted.map_or_else(
                || image(name, 0, None),
                |booted| image(&booted.name, booted.length, booted.command_line.as_deref()),
            ),
            image_type: booted.map_or_else(String::new, |booted| booted.image_type.clone()),
            initrds: initrds
                .iter()
                .map(|file| image(&file.name, file.length, file.command_line.as_deref()))
                .collect(),
        }
    }

    /// The exit status that it makes.
    #[must_use]
    pub const fn exit_status(&self) -> ExitStatus {
        match self {
            Self::Booted { .. } | Self::SanBooted { .. } | Self::Rebooted | Self::PoweredOff => {
                ExitStatus::Success
            }
            Self::Exited { status: 0, .. } => ExitStatus::Success,
            Self::Exited { .. } | Self::Crashed { .. } => ExitStatus::Failure,
            Self::Stopped { .. } => ExitStatus::Stopped,
            Self::Shell | Self::WaitsForInput { .. } | Self::Hangs { .. } => ExitStatus::Waiting,
        }
    }

    /// It in words, in one or more lines.
    #[must_use]
    pub fn in_words(&self) -> String {
        let by = |command: &Option<String>| {
            command
                .as_ref()
                .map_or(String::new(), |name| format!(" (the command {name})"))
        };
        match self {
            Self::Booted {
                image,
                image_type,
                initrds,
            } => {
                let kind = if image_type.is_empty() {
                    String::new()
                } else {
                    format!(" ({image_type})")
                };
                let mut text = format!(
                    "booted {}{kind}, {}",
                    image.name,
                    story::bytes(image.length)
                );
                if let Some(line) = &image.command_line {
                    text += &format!("\n  command line: {line}");
                }
                for initrd in initrds {
                    text += &format!("\n  with {}, {}", initrd.name, story::bytes(initrd.length));
                    if let Some(line) = &initrd.command_line {
                        text += &format!(", as {line}");
                    }
                }
                text
            }
            Self::SanBooted { drive } => format!("booted from drive {drive:#x}"),
            Self::Exited { error: None, .. } => "the script ended well".to_owned(),
            Self::Exited {
                error: Some(error), ..
            } => format!("the script failed: {error}"),
            Self::Shell => "a shell waits for commands; type with --key or --answer".to_owned(),
            Self::WaitsForInput { command } => {
                format!(
                    "it waits for the keyboard{}; type with --key or --answer",
                    by(command)
                )
            }
            Self::Hangs { command } => {
                format!("it waits for something that never comes{}", by(command))
            }
            Self::Stopped { reason, repeated } => {
                let mut text = format!("stopped: {reason}");
                if !repeated.is_empty() {
                    text += "\nthese commands ran over and over:";
                }
                for command in repeated {
                    text += &format!("\n  {}:{}: {}", command.script, command.line, command.text);
                }
                text
            }
            Self::Rebooted => "the computer reboots".to_owned(),
            Self::PoweredOff => "the computer is powered off".to_owned(),
            Self::Crashed { reason } => format!("real iPXE would crash here: {reason}"),
        }
    }
}

/// The commands that make up a loop: those that ran more than once, in order of their lines.
pub(crate) fn repeated(recent: Vec<(Place, String, usize)>) -> Vec<Repeated> {
    let mut found: Vec<Repeated> = recent
        .into_iter()
        .filter(|(_, _, count)| *count > 1)
        .map(|(place, text, count)| Repeated {
            script: place.script,
            line: place.line,
            text,
            count,
        })
        .collect();
    found.sort_by(|a, b| (&a.script, a.line).cmp(&(&b.script, b.line)));
    found
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
