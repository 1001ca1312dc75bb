//! Prose after a label.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::FileContext;
use crate::invocation::Invocation;
use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX209",
    name: "text-after-label",
    group: Group::Label,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Text after a label is run as a command",
    explanation: "What follows a label on its line is a command, and runs whenever control comes \
there (`image/script.c: process_script`). Text that explains the label is an unknown command, at \
which the script ends. A label has no blanks in its name; comments begin with `#`.",
    bad: example!("text-after-label", "bad"),
    near_miss: example!("text-after-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::UnknownCommand(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if misread(file, invocation) != Some(Misread::TextAfterLabel) {
        return;
    }
    let name = invocation.name;
    let finding = report
        .finding(invocation.span(), "text after a label is run as a command")
        .with_label(format!("`{}` is no command", name.shown()))
        .with_help("begin a comment with `#`, or put hyphens between the words of the label")
        .with_console(format!("{}: command not found", name.shown()))
        .with_fix(Fix::needs_review(
            "make it a comment",
            vec![Edit::insert(name.span().start, "# ")],
        ));
    report.add(finding);
}
