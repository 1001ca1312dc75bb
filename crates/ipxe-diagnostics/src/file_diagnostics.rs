//! A file with what was found in it, and how much that is.

use std::fmt;

use crate::{Diagnostic, Severity, SourceFile};

/// A file and what was found in it: what the renderers take.
#[derive(Clone, Debug)]
pub struct FileDiagnostics {
    /// The file.
    pub file: SourceFile,
    /// What was found in it, in the order in which it is to be shown.
    pub diagnostics: Vec<Diagnostic>,
}

impl FileDiagnostics {
    /// `diagnostics` of `file`.
    #[must_use]
    pub const fn new(file: SourceFile, diagnostics: Vec<Diagnostic>) -> Self {
        Self { file, diagnostics }
    }
}

/// How many findings there are. Shows as "3 errors, 1 warning in 2 files".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of notes.
    pub notes: usize,
    /// Number of files looked at.
    pub files: usize,
    /// Number of files with at least one finding.
    pub files_with_findings: usize,
}

impl Summary {
    /// Counts the findings of `files`.
    #[must_use]
    pub fn of(files: &[FileDiagnostics]) -> Self {
        let mut summary = Self {
            files: files.len(),
            ..Self::default()
        };
        for file in files {
            summary.files_with_findings += usize::from(!file.diagnostics.is_empty());
            for diagnostic in &file.diagnostics {
                match diagnostic.severity {
                    Severity::Error => summary.errors += 1,
                    Severity::Warning => summary.warnings += 1,
                    Severity::Note => summary.notes += 1,
                }
            }
        }
        summary
    }

    /// Number of findings of any severity.
    #[must_use]
    pub const fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// The gravest severity found, or none without findings.
    #[must_use]
    pub const fn gravest(&self) -> Option<Severity> {
        match self {
            Self { errors: 1.., .. } => Some(Severity::Error),
            Self { warnings: 1.., .. } => Some(Severity::Warning),
            Self { notes: 1.., .. } => Some(Severity::Note),
            _ => None,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.findings() == 0 {
            return write!(f, "no findings in {}", Count(self.files, "file"));
        }
        let counts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let mut before = "";
        for (count, what) in counts.into_iter().filter(|&(count, _)| count > 0) {
            write!(f, "{before}{}", Count(count, what))?;
            before = ", ";
        }
        write!(f, " in {}", Count(self.files_with_findings, "file"))
    }
}

struct Count(usize, &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn file(severities: &[Severity]) -> FileDiagnostics {
        let found = |&severity| Diagnostic::new("X1", "x", severity, Span::at(0), "x");
        let diagnostics = severities.iter().map(found).collect();
        FileDiagnostics::new(SourceFile::new("a", *b""), diagnostics)
    }

    #[test]
    fn a_summary_counts_in_words() {
        use Severity::{Error, Note, Warning};
        let said = |files: &[FileDiagnostics]| Summary::of(files).to_string();
        assert_eq!(said(&[]), "no findings in 0 files");
        assert_eq!(said(&[file(&[])]), "no findings in 1 file");
        assert_eq!(said(&[file(&[Note]), file(&[])]), "1 note in 1 file");
        let several = [file(&[Error, Warning, Error]), file(&[]), file(&[Error])];
        assert_eq!(said(&several), "3 errors, 1 warning in 2 files");
        assert_eq!(Summary::of(&several).gravest(), Some(Error));
        assert_eq!(Summary::of(&[file(&[])]).gravest(), None);
    }
}
