//! `echo ... || command`.

use ipxe_diagnostics::{Severity, Tag};

use crate::flow::Reason;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX310",
    name: "fallback-after-sure-success",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A command after `||` never runs because the one before it cannot fail",
    explanation: "What follows `||` runs only after a failure (`core/exec.c: system`). Some \
commands, `echo` among them, always succeed. In `echo Failed || shell` the shell never starts; \
`;` runs a command after another whatever its status.\n\nOnly commands that every build has are \
looked at: of another one, the fallback may be for builds that lack it.",
    bad: example!("fallback-after-sure-success", "bad"),
    near_miss: example!("fallback-after-sure-success", "near-miss"),
    example_target: None,
    hooks: &[Hook::Unreachable(check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(cause) = invocation.place.unreachable else {
        return;
    };
    if cause.reason != Reason::Succeeds {
        return;
    }
    let finding = report
        .finding(invocation.span(), "this command never runs")
        .with_related(cause.span, "this always succeeds")
        .with_help("write `;` instead of `||`, or put it on a line of its own")
        .with_tag(Tag::Unnecessary);
    report.add(finding);
}
