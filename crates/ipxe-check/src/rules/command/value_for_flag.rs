//! A value for an option that takes none.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::getopt::GetoptError;

use crate::invocation::shown;
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX405",
    name: "value-for-flag",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A value for an option that takes none",
    explanation: "An option that is only present or absent takes no value. With one, iPXE \
prints `Option \"NAME\" takes no argument` and the usage text, and the command fails without \
doing anything (`core/getopt.c: match_long_option`).",
    bad: example!("value-for-flag", "bad"),
    near_miss: example!("value-for-flag", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Option(error @ GetoptError::UnexpectedValue { option, index }) = *refusal else {
        return;
    };
    let arg = &invocation.args[index];
    let value = 2 + option.long.len();
    let span = arg.part(value, arg.text().len());
    let finding = report
        .finding(span, format!("`--{}` takes no value", option.long))
        .with_label("not possible")
        .with_console(format!("{}, then the usage text", shown(&error.message())));
    let off = matches!(&arg.text()[value + 1..], b"no" | b"0" | b"false" | b"off");
    report.add(if off {
        finding
            .with_help(format!("leave `--{}` out", option.long))
            .with_fix(Fix::needs_review(
                "remove the option",
                vec![Edit::delete(invocation.with_blank_before(index, index))],
            ))
    } else {
        finding
            .with_help(format!("write `--{}` alone", option.long))
            .with_fix(Fix::needs_review(
                "remove the value",
                vec![Edit::delete(span)],
            ))
    });
}
