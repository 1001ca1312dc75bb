//! What the daemon's own check says.

use serde::Deserialize;

use super::case::Case;
use super::{VerifyError, daemon, load};

#[derive(Deserialize)]
struct Expected {
    check: Check,
    start: Option<Start>,
}

#[derive(Deserialize)]
struct Check {
    exit: u8,
    problems: Vec<Problem>,
    output: Vec<String>,
}

#[derive(Deserialize)]
struct Problem {
    file: String,
    line: u32,
    column: Option<u32>,
    message: Option<String>,
}

#[derive(Deserialize)]
struct Start {
    up: bool,
    output: Vec<String>,
}

pub(super) fn differences(case: &Case) -> Result<Vec<String>, VerifyError> {
    let expected: Expected = load::json(&case.path.join("expected.json"))?;
    let found = match daemon::check(case) {
        Ok(found) => found,
        Err(VerifyError::Case { problem, .. }) => return Ok(vec![problem]),
        Err(error) => return Err(error),
    };
    let mut differences = Vec::new();
    if found.exit != expected.check.exit {
        differences.push(format!(
            "exit {} instead of {}",
            found.exit, expected.check.exit
        ));
    }
    if found.output != expected.check.output {
        let (found, expected) = (&found.output, &expected.check.output);
        differences.push(format!("output {found:?} instead of {expected:?}"));
    }
    let wanted: Vec<String> = expected
        .check
        .problems
        .iter()
        .map(|problem| {
            let Problem {
                file,
                line,
                column,
                message,
            } = problem;
            format!("{file}:{line}:{column:?}: {message:?}")
        })
        .collect();
    let seen: Vec<String> = found
        .problems
        .iter()
        .enumerate()
        .map(|(at, problem)| {
            let wanted = expected.check.problems.get(at);
            let column = problem
                .column
                .filter(|_| wanted.is_none_or(|wanted| wanted.column.is_some()));
            let message = Some(problem.message.clone());
            let message = message.filter(|_| wanted.is_none_or(|wanted| wanted.message.is_some()));
            format!("{}:{}:{column:?}: {message:?}", problem.file, problem.line)
        })
        .collect();
    if wanted != seen {
        differences.push(format!("problems {seen:?} instead of {wanted:?}"));
    }
    match (&expected.start, &found.start) {
        (Some(expected), Some(found)) => {
            if expected.up != found.up {
                differences.push(format!("up {} instead of {}", found.up, expected.up));
            }
            if expected.output != found.output {
                let (found, expected) = (&found.output, &expected.output);
                differences.push(format!("start says {found:?} instead of {expected:?}"));
            }
        }
        (Some(_), None) => differences.push("it should have started".to_owned()),
        (None, _) => {}
    }
    Ok(differences)
}
