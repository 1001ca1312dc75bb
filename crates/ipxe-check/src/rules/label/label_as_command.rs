//! A label in the place of a command.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::FileContext;
use crate::invocation::Invocation;
use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX205",
    name: "label-as-command",
    group: Group::Label,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A label is named where a command should be: `goto` is missing",
    explanation: "The first word of a command is looked up among the commands only \
(`core/exec.c: execv`). The name of a label is no command: iPXE prints `NAME: command not \
found`, and unless `||` follows the script ends there. `goto NAME` jumps.",
    bad: example!("label-as-command", "bad"),
    near_miss: example!("label-as-command", "near-miss"),
    example_target: None,
    hooks: &[Hook::UnknownCommand(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if misread(file, invocation) != Some(Misread::LabelAsCommand) {
        return;
    }
    let name = invocation.name;
    let label = name.shown();
    let Some(defined) = file.labels().get(name.text()) else {
        return;
    };
    let title = "put `goto` before it";
    let edits = vec![Edit::insert(name.span().start, "goto ")];
    let finding = report
        .finding(name.span(), format!("`{label}` is a label, not a command"))
        .with_related(defined.span, "defined here")
        .with_help(format!("write `goto {label}`"))
        .with_console(format!("{label}: command not found"))
        .with_fix(if invocation.args.is_empty() {
            Fix::safe(title, edits)
        } else {
            Fix::needs_review(title, edits)
        });
    report.add(finding);
}
