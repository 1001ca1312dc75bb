//! Replays recorded cases and compares them field by field with what the models say.
//!
//! The layout of a collection is described in `corpus/dhcp/README.md`. This is the only part of the crate that
//! reads files from disk.

mod bad;
mod case;
mod compare;
mod daemon;
mod decision;
mod load;
mod packet;

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use load::load_files;

/// Why a collection cannot be replayed.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {error}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// A case is not what it should be.
    #[error("{}: {problem}", path.display())]
    Case {
        /// The case.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// A case and in what it differs from the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseOutcome {
    /// Name of the case, such as `decisions/dnsmasq-01-real-net-ipxe`.
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
        self.cases
            .iter()
            .filter(|case| case.differences.is_empty())
            .count()
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

/// Replays what is in `dir`: a whole collection, one of its folders `decisions` and `bad`, or one case.
///
/// # Errors
///
/// Where the files are not there or not readable. A case that differs is no error.
pub fn verify(dir: &Path) -> Result<Report, VerifyError> {
    let mut report = Report::default();
    for (name, path) in load::cases(dir)? {
        let case = case::Case::load(&path)?;
        let differences = match case.kind {
            case::Kind::Decision => decision::differences(&case)?,
            case::Kind::Bad => bad::differences(&case)?,
        };
        report.cases.push(CaseOutcome { name, differences });
    }
    Ok(report)
}
