//! Replays recorded boots.
//!
//! A case is a folder: `case.json` tells who is on the segment and who boots, the servers' configuration
//! and folders are beside it, `console` and `packets.txt` are what was printed and what went over the wire. The README of the
//! collection explains them. Reading files is done here only.

mod case;
mod compare;
mod drive;
mod machine;
mod run;

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use case::Case;
pub use run::{Recording, run};

/// Why cases cannot be replayed.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// A file or folder cannot be read.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A description is malformed.
    #[error("{path}: {error}")]
    Json {
        /// The file.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
    /// There is no case.
    #[error("{path}: no case here; expected a folder with case.json, or a folder of such folders")]
    NoCase {
        /// The folder.
        path: PathBuf,
    },
}

/// A case, and in what it differs from the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseOutcome {
    /// Name of the case.
    pub name: String,
    /// One line for each difference; none where the case passes.
    pub differences: Vec<String>,
}

/// What came of all cases. Shows as the differences and a last line `N passed, M failed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The cases in the order of their names.
    pub cases: Vec<CaseOutcome>,
}

impl Report {
    /// Number of cases without difference.
    #[must_use]
    pub fn passed(&self) -> usize {
        let passes = |case: &&CaseOutcome| case.differences.is_empty();
        self.cases.iter().filter(passes).count()
    }

    /// Number of cases with differences.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.cases.len() - self.passed()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for case in &self.cases {
            for difference in &case.differences {
                writeln!(f, "{}: {difference}", case.name)?;
            }
        }
        write!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}

/// Replays a case, or all cases of a folder.
///
/// # Errors
/// Where the files are not there or cannot be read. A case that differs is no error.
pub fn verify(dir: &Path) -> Result<Report, VerifyError> {
    let mut report = Report::default();
    for path in cases(dir)? {
        let case = Case::load(&path)?;
        let differences = match run(&case) {
            Ok(recording) => compare::differences(&case, &recording),
            Err(problem) => vec![format!("does not run: {problem}")],
        };
        report.cases.push(CaseOutcome {
            name: case.name,
            differences,
        });
    }
    Ok(report)
}

fn cases(dir: &Path) -> Result<Vec<PathBuf>, VerifyError> {
    let is_case = |path: &Path| path.join("case.json").is_file();
    if is_case(dir) {
        return Ok(vec![dir.to_owned()]);
    }
    let io = |error| VerifyError::Io {
        path: dir.to_owned(),
        error,
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if is_case(&path) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(VerifyError::NoCase {
            path: dir.to_owned(),
        });
    }
    Ok(found)
}
