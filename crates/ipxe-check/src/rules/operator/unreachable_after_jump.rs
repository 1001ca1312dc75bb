//! A command that cannot run because the script has gone elsewhere.

use ipxe_diagnostics::{Severity, Tag};

use crate::flow::Reason;
use crate::misread::misread;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX308",
    name: "unreachable-after-jump",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A command never runs because the one before it always leaves",
    explanation: "`goto`, `exit` and an image executed with `--replace` abandon the rest of \
their line when they succeed (`core/exec.c: system`, `shell_stop`), and the lines after it as \
well. Where they fail instead and no operator catches that, the script ends (`image/script.c: \
process_script`). What follows them up to the next label is never run. In `dhcp && goto next` \
the script ends where `dhcp` fails, so that the line after it is not run either; `||` at the end \
of the line lets it go on.\n\nThe first command of such a part is reported.",
    bad: example!("unreachable-after-jump", "bad"),
    near_miss: example!("unreachable-after-jump", "near-miss"),
    example_target: None,
    hooks: &[Hook::Unreachable(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(cause) = invocation.place.unreachable else {
        return;
    };
    let (why, help) = match cause.reason {
        Reason::Succeeds => return,
        Reason::Leaves => (
            "the script does not go on after this",
            "remove it, or put a label before it if something is to jump here",
        ),
        Reason::LeavesOrAborts => (
            "the script leaves here, and ends where what stands before fails",
            "append `||` to the line before to go on here after a failure",
        ),
    };
    if misread(file, invocation).is_some() {
        return; // It was to be something else, perhaps a label.
    }
    let finding = report
        .finding(invocation.span(), "this command never runs")
        .with_related(cause.span, why)
        .with_help(help)
        .with_tag(Tag::Unnecessary);
    report.add(finding);
}
