//! Making the edits of findings, and checking again, until nothing is left to be made.

use ipxe_diagnostics::{Diagnostic, Fix, SourceFile, apply};

use crate::Checker;
use crate::file::Served;

/// Rounds of checking and editing. One is enough unless fixes touch each other or lay bare what
/// another rule finds; rules that undo each other would need them all.
const MOST_ROUNDS: usize = 50;

/// A file after fixes.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The file as it is now; the same as before if nothing could be made.
    pub source: SourceFile,
    /// What is found in it now.
    pub findings: Vec<Diagnostic>,
    /// What was found before any fix, if fixes were made.
    pub before: Option<Vec<Diagnostic>>,
    /// Number of fixes made.
    pub made: usize,
    /// True where the fixes had no end and were stopped.
    pub endless: bool,
}

/// Checks `source` and makes the fixes that are `wanted`, again and again.
pub fn fix(
    checker: &Checker,
    source: SourceFile,
    served: Option<&Served>,
    wanted: impl Fn(&Diagnostic, &Fix) -> bool,
) -> Fixed {
    let mut fixed = Fixed {
        findings: checker.check_served(&source, served),
        source,
        before: None,
        made: 0,
        endless: false,
    };
    for _ in 0..MOST_ROUNDS {
        let findings = fixed.findings.iter();
        let fixes = findings.filter_map(|finding| {
            let fix = finding.fix.as_ref()?;
            wanted(finding, fix).then_some(fix)
        });
        let applied = apply(fixed.source.bytes(), fixes);
        if applied.bytes == fixed.source.bytes() {
            return fixed;
        }
        fixed.made += applied.applied.len();
        fixed.source = SourceFile::new(fixed.source.name(), applied.bytes);
        let findings = checker.check_served(&fixed.source, served);
        let old = std::mem::replace(&mut fixed.findings, findings);
        fixed.before.get_or_insert(old);
    }
    fixed.endless = (fixed.findings.iter())
        .any(|finding| (finding.fix.as_ref()).is_some_and(|fix| wanted(finding, fix)));
    fixed
}
