//! An option after the other arguments is no option.

use ipxe_diagnostics::Severity;

use crate::misplaced_option::MisplacedOption;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX409",
    name: "option-after-positional",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "An option after the other arguments is no option",
    explanation: "Options are only recognised before the first other argument (`core/getopt.c: \
getopt_long`); what follows is an argument, whatever it looks like. It becomes part of a text, \
or of the command line of an image, and has no effect.",
    bad: example!("option-after-positional", "bad"),
    near_miss: example!("option-after-positional", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| !command.options.is_empty(),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let mut later = invocation.args.iter().skip(invocation.first_positional + 1);
    if !later.any(|arg| arg.text().starts_with(b"--")) {
        return;
    }
    let Some(found) = MisplacedOption::find(invocation) else {
        return;
    };
    if invocation.refusal(file).is_some() {
        return; // argument-count says more.
    }
    let first = &invocation.args[invocation.first_positional];
    let becomes = match invocation.spec.and_then(|spec| spec.text_from) {
        Some(_) => "becomes part of the text",
        None => "is taken for an argument",
    };
    let finding = report
        .finding(
            found.span(invocation),
            format!(
                "`--{}` after the other arguments is no option",
                found.option.long
            ),
        )
        .with_label(becomes)
        .with_related(first.span(), "the options end here")
        .with_help(format!("write it before `{}`", first.shown()))
        .with_fix(found.fix(invocation));
    report.add(finding);
}
