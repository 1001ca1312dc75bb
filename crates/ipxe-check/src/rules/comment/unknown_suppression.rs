//! A comment that allows a rule that does not exist.

use ipxe_diagnostics::Severity;

use crate::rule::{Fixes, Group, Rule};
use crate::rules::example;

/// The rule. It has no hook: [`crate::suppression`] reports it.
pub static RULE: Rule = Rule {
    code: "IPX902",
    name: "unknown-suppression",
    group: Group::Comment,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A comment allows a rule that does not exist",
    explanation: "`# ipxe-check: allow=NAME` takes codes and names of rules, separated by commas. This name is \
neither, so the comment does nothing.",
    bad: example!("unknown-suppression", "bad"),
    near_miss: example!("unknown-suppression", "near-miss"),
    example_target: None,
    hooks: &[],
};
