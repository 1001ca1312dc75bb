//! What the checker says to a rule's example.

use ipxe_diagnostics::render::human;
use ipxe_diagnostics::{Applicability, FileDiagnostics, SourceFile, unified_diff};

use crate::fixing::fix;
use crate::levels::Level;
use crate::rule::{Fixes, Rule};
use crate::rules::example_answer;
use crate::{Checker, Levels, Options};

/// An example script as the checker sees it.
pub(super) struct Example {
    /// Number of findings of the rule.
    pub(super) count: usize,
    /// The findings of the rule as people see them.
    pub(super) rendered: String,
    /// What the rule's fixes change, if they change anything.
    pub(super) fix: Option<String>,
}

impl Example {
    /// Checks `script` with everything that `rule` needs to be on.
    pub(super) fn of(rule: &Rule, script: &[u8]) -> Self {
        let checker = checker(rule);
        let source = SourceFile::new("example.ipxe", script);
        let answer = example_answer(rule);
        let mut findings = checker.check_served(&source, answer.as_ref());
        findings.retain(|finding| finding.code == rule.code);
        for finding in &mut findings {
            // The page itself.
            finding.url = None;
        }
        let count = findings.len();
        let file = FileDiagnostics::new(source.clone(), findings);
        let mut rendered = Vec::new();
        human::write(&mut rendered, &[file], &human::Options::default())
            .expect("a vector takes all that is written to it");
        let fixed = fix(&checker, source, answer.as_ref(), |finding, fix| {
            finding.code == rule.code
                && (rule.fixes == Fixes::Unsafe || fix.applicability == Applicability::Safe)
        });
        let diff = unified_diff("example.ipxe", script, fixed.source.bytes());
        Self {
            count,
            rendered: String::from_utf8_lossy(&rendered).into_owned(),
            fix: (!diff.is_empty()).then_some(diff),
        }
    }
}

/// The rule and all those that are not pedantic; comments that allow rules need them.
fn checker(rule: &Rule) -> Checker {
    let mut levels = Levels::default();
    levels
        .set(rule.code, Level::On)
        .expect("the rule is registered by its code");
    let target = rule.example_target.map(str::parse);
    Checker::new(Options {
        levels,
        targets: target.into_iter().filter_map(Result::ok).collect(),
        ..Options::default()
    })
}
