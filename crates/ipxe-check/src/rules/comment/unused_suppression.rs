//! A comment that allows a rule where it reports nothing.

use ipxe_diagnostics::Severity;

use crate::rule::{Fixes, Group, Rule};
use crate::rules::example;

/// The rule. It has no hook: [`crate::suppression`] reports it.
pub static RULE: Rule = Rule {
    code: "IPX901",
    name: "unused-suppression",
    group: Group::Comment,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A comment allows a rule that reports nothing there",
    explanation: "`# ipxe-check: allow=NAME` silences the rule NAME on the next line that has a label or a \
command, or on its own line when it stands after a command; `allow-file=NAME` silences it in the whole file. \
Where the rule has nothing to report the comment is left over from an earlier state of the script, or stands in the \
wrong place.",
    bad: example!("unused-suppression", "bad"),
    near_miss: example!("unused-suppression", "near-miss"),
    example_target: None,
    hooks: &[],
};
