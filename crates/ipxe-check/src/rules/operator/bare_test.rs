//! A test alone on its line.

use ipxe_diagnostics::Severity;
use ipxe_reference::Effect;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX307",
    name: "bare-test",
    group: Group::Operator,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "A test alone on its line only ends the script where it is not true",
    explanation: "A script ends after the first line whose status is not success \
(`image/script.c: process_script`). A test that stands alone does nothing where it is true and \
ends the script, without a word, where it is not. Some scripts want just that; others have lost \
what was to follow it.",
    bad: example!("bare-test", "bad"),
    near_miss: example!("bare-test", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.has(Effect::IsTest),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    let given = invocation.positionals().map_or(0, <[_]>::len);
    if given < usize::from(spec.min_args) || given > usize::from(spec.max_args) {
        return; // argument-count says more.
    }
    let line = invocation.line;
    if line.commands().len() != 1 || !file.goes_on_after(line) {
        return;
    }
    let finding = report
        .finding(
            invocation.span(),
            format!("where `{}` fails the script ends", spec.name),
        )
        .with_help(
            "say what is to be done, as in `|| goto LABEL`, or `|| exit 1` to end the script",
        )
        .with_console("prints nothing; the script ends");
    report.add(finding);
}
