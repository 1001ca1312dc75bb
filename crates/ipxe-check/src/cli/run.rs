//! Checking everything that was gathered.

use std::sync::Arc;

use ipxe_check::Checker;
use ipxe_check::arguments::Arguments;
use ipxe_check::fixing::{Fixed, fix};
use ipxe_diagnostics::{Severity, SourceFile};
use rayon::prelude::*;

use super::Status;
use super::configs::{Checkers, Configs, options};
use super::fixes;
use super::inputs::{Input, Inputs};
use super::load::{Loaded, load};
use super::problem::Problem;
use super::report::Report;

/// One file to check with one of the checkers.
struct Job {
    input: Input,
    checker: usize,
}

/// A file that was checked.
pub struct Checked {
    pub input: Input,
    /// The file as it was read.
    pub read: SourceFile,
    /// The file with fixes, if any are to be made.
    pub fixed: Fixed,
}

/// Checks what the command line names.
pub fn run(arguments: &Arguments) -> Status {
    match prepare(arguments) {
        Ok((configs, inputs)) => check_all(arguments, &configs, inputs),
        Err(problem) => {
            problem.tell();
            Status::Failed
        }
    }
}

/// Looks at everything that is wrong with the command line before anything is done.
fn prepare(arguments: &Arguments) -> Result<(Arc<Configs>, Inputs), Problem> {
    options(arguments, None, &[])?;
    let configs = Arc::new(Configs::new(arguments)?);
    let inputs = Inputs::gather(arguments, &configs);
    let has = |wanted: fn(&Input) -> bool| inputs.list.iter().any(wanted);
    if arguments.stdin_filename.is_some() && !has(|input| *input == Input::Stdin) {
        let text = "--stdin-filename needs `-` among the paths";
        return Err(Problem::Usage(text.to_owned()));
    }
    if fixes::writes(arguments) && has(|input| matches!(input, Input::Url(_))) {
        let text = "--fix cannot write to a URL; --diff shows what it would change";
        return Err(Problem::Usage(text.to_owned()));
    }
    Ok((configs, inputs))
}

fn check_all(arguments: &Arguments, configs: &Configs, inputs: Inputs) -> Status {
    let mut problems = inputs.problems;
    let mut checkers = Checkers::new(arguments);
    let mut jobs = Vec::with_capacity(inputs.list.len());
    for input in inputs.list {
        match choose(&input, arguments, configs, &mut checkers) {
            Ok(checker) => jobs.push(Job { input, checker }),
            // A configuration is wrong for all its files, but that is said once.
            Err(problem) if problems.contains(&problem) => {}
            Err(problem) => problems.push(problem),
        }
    }
    let work = |job: Job| check(job, arguments, &checkers);
    // A pool of threads would cost more than a single file.
    let checked: Vec<Result<Checked, Problem>> = if jobs.len() > 1 {
        jobs.into_par_iter().map(work).collect()
    } else {
        jobs.into_iter().map(work).collect()
    };
    let mut files = Vec::with_capacity(checked.len());
    for result in checked {
        match result {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    finish(arguments, files, problems)
}

/// The checker for an input.
fn choose(
    input: &Input,
    arguments: &Arguments,
    configs: &Configs,
    checkers: &mut Checkers<'_>,
) -> Result<usize, Problem> {
    let path = match input {
        Input::File(path) => Some(path),
        Input::Stdin => arguments.stdin_filename.as_ref(),
        Input::Url(_) => None,
    };
    let path = path.map(|path| configs.absolute(path));
    let config = match path.as_deref().and_then(std::path::Path::parent) {
        Some(folder) => configs.of_folder(folder)?,
        None => configs.of_nothing()?,
    };
    checkers.index_of(config, path.as_deref())
}

fn check(job: Job, arguments: &Arguments, checkers: &Checkers<'_>) -> Result<Checked, Problem> {
    let Loaded { source, served } = load(&job.input, arguments)?;
    let checker: &Checker = checkers.get(job.checker);
    let read = source.clone();
    let fixed = match fixes::most(arguments) {
        Some(most) => fix(checker, source, served.as_ref(), |_, fix| {
            fix.applicability <= most
        }),
        None => Fixed {
            findings: checker.check_served(&source, served.as_ref()),
            source,
            before: None,
            made: 0,
            endless: false,
        },
    };
    Ok(Checked {
        input: job.input,
        read,
        fixed,
    })
}

/// Writes what is to be written, and says how it went.
fn finish(arguments: &Arguments, mut files: Vec<Checked>, mut problems: Vec<Problem>) -> Status {
    let endless = files.iter().filter(|file| file.fixed.endless);
    problems.extend(endless.map(|file| Problem::Endless {
        name: file.read.name().to_owned(),
    }));
    if fixes::writes(arguments) {
        fixes::write(&mut files, &mut problems);
    }
    for problem in &problems {
        problem.tell();
    }
    let report = if arguments.diff {
        Report::of_changes(&files)
    } else {
        Report::of_findings(files, fixes::writes(arguments))
    };
    let findings = report.gravest() >= Some(Severity::Warning);
    if let Err(problem) = report.write(arguments) {
        problem.tell();
        return Status::Failed;
    }
    if !problems.is_empty() {
        Status::Failed
    } else if findings && !arguments.exit_zero {
        Status::Findings
    } else {
        Status::Clean
    }
}
