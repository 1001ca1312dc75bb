//! What a version control system leaves of a conflict.

use ipxe_diagnostics::Severity;

use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX705",
    name: "merge-conflict-marker",
    group: Group::Text,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A mark that a version control system leaves where two changes conflict",
    explanation: "Seven times `<`, `|`, `=` or `>` at the start of a line mark the versions of a \
part that two people changed. To iPXE they are unknown commands, at which the script ends \
(`core/exec.c: execv`). Choose one of the versions and remove the marks.",
    bad: example!("merge-conflict-marker", "bad"),
    near_miss: example!("merge-conflict-marker", "near-miss"),
    example_target: None,
    hooks: &[Hook::UnknownCommand(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if misread(file, invocation) != Some(Misread::ConflictMarker) {
        return;
    }
    let mark = invocation.name.shown();
    let finding = report
        .finding(
            invocation.span(),
            format!("`{mark}` is left over from a merge conflict"),
        )
        .with_help("choose one of the versions and remove the marks")
        .with_console(format!("{mark}: command not found"));
    report.add(finding);
}
