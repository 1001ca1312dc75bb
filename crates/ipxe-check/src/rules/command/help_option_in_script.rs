//! `--help` in a script makes the command fail.

use ipxe_diagnostics::Severity;

use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX416",
    name: "help-option-in-script",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "`--help` in a script makes the command fail",
    explanation: "`-h` and `--help` print the usage text; the command does nothing and fails \
with `Operation canceled` (`core/parseopt.c: reparse_options`). Unless an operator catches \
that, the script ends there. Options before it were still read.",
    bad: example!("help-option-in-script", "bad"),
    near_miss: example!("help-option-in-script", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Help(index) = *refusal else {
        return;
    };
    let arg = &invocation.args[index];
    let finding = report
        .finding(
            arg.span(),
            format!(
                "`{}` makes `{}` print its usage text and fail",
                arg.shown(),
                invocation.name.shown()
            ),
        )
        .with_label("asks for help")
        .with_help("remove it; if it is text, put `--` before it")
        .with_console(
            "prints the usage text; the command does nothing and fails with `Operation canceled`",
        );
    report.add(finding);
}
