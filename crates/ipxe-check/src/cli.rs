//! The program: what is to be checked is [gathered](inputs), each file gets the options of its
//! [configuration](configs), is [read](load) and checked, perhaps [fixed](fixes), and the findings
//! are [written](report). What goes wrong on the way is a [problem](problem) and stops nothing else.

mod config;
mod configs;
mod explain;
mod fixes;
mod inputs;
mod list;
mod load;
mod patterns;
mod problem;
mod replace;
mod report;
mod run;

use std::io::{self, Write};
use std::process::ExitCode;

use ipxe_check::arguments::Arguments;
use problem::Problem;

/// What the program ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing to complain about.
    Clean = 0,
    /// Errors or warnings were found.
    Findings = 1,
    /// Something could not be done.
    Failed = 2,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        // Also the way in which help and the version come.
        Err(error) => {
            // Nothing is left to say it to if this fails.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let status = if let Some(subject) = &arguments.explain {
        print(&explain::explain(subject))
    } else if let Some(shell) = arguments.completions {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut Arguments::command(), "ipxe-check", &mut text);
        print(&Ok(text))
    } else if arguments.list_rules {
        print(&list::list(&arguments))
    } else {
        run::run(&arguments)
    };
    status.into()
}

/// Writes a text to standard output.
fn print(text: &Result<Vec<u8>, Problem>) -> Status {
    let written = match text {
        Ok(text) => to_stdout(|out| out.write_all(text)),
        Err(problem) => Err(problem.clone()),
    };
    match written {
        Ok(()) => Status::Clean,
        Err(problem) => {
            problem.tell();
            Status::Failed
        }
    }
}

/// Writes to standard output. That nobody reads on is no problem.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Problem::Write {
            name: "standard output".to_owned(),
            reason: problem::reason(&error),
        }),
        Ok(()) => Ok(()),
    }
}
