//! What is running: scripts, lines and activities within each other.

use std::sync::Arc;

use ipxe_reference::CommandName;

use crate::Status;
use crate::activity::Activity;
use crate::program::Program;
use crate::state::ImageId;

/// One level of what is running; the last one is on top and is what runs.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    /// The lines of a script (`image/script.c: script_exec`).
    Script(ScriptFrame),
    /// A single line (`core/exec.c: system`).
    Line(LineFrame),
    /// A command that takes time.
    Activity(ActivityFrame),
}

/// A script that is running.
#[derive(Clone, Debug)]
pub(crate) struct ScriptFrame {
    pub image: ImageId,
    pub program: Arc<Program>,
    /// The line to run next; `goto` changes it.
    pub next_line: u32,
    /// The line that is being run.
    pub line: u32,
    /// Where it is in that line; `None` between lines.
    pub run: Option<LineRun>,
}

/// A line that is running by itself.
#[derive(Clone, Debug)]
pub(crate) struct LineFrame {
    pub program: Arc<Program>,
    pub run: LineRun,
}

/// An activity, and the command that it is.
#[derive(Clone, Debug)]
pub(crate) struct ActivityFrame {
    pub activity: Box<dyn Activity>,
    /// The command, if a command started the activity.
    pub command: Option<CommandName>,
    /// Whether a failure is stored in `errno`, as it is for a command that no line runs.
    pub is_bare_command: bool,
}

/// How far a line has been run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRun {
    /// The command that runs, or runs next.
    pub command: u32,
    /// The end of the line's commands.
    pub end: u32,
    /// Whether the command runs or is skipped.
    pub process: bool,
    /// The status of the last command that ran.
    pub status: Status,
}

impl LineRun {
    pub(crate) fn new(commands: std::ops::Range<u32>) -> Self {
        Self {
            command: commands.start,
            end: commands.end,
            process: true,
            status: Status::OK,
        }
    }
}

impl ScriptFrame {
    pub(crate) fn new(image: ImageId, program: Arc<Program>) -> Self {
        Self {
            image,
            program,
            next_line: 0,
            line: 0,
            run: None,
        }
    }
}
