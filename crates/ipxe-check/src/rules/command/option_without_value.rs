//! An option without the value that it needs.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::getopt::GetoptError;
use ipxe_syntax::Span;

use crate::invocation::shown;
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX404",
    name: "option-without-value",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "An option without the value that it needs",
    explanation: "The value of an option is the rest of its word or the next word. A next word \
that begins with a hyphen is not taken, not even `--` or `-1`: iPXE prints `Option \"NAME\" \
requires an argument` and the usage text, and the command fails without doing anything \
(`core/getopt.c: get_argv_argument`). A value that begins with a hyphen is joined with `=`: \
`--name=-x`.",
    bad: example!("option-without-value", "bad"),
    near_miss: example!("option-without-value", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Option(
        error @ GetoptError::MissingValue {
            option,
            short,
            index,
        },
    ) = *refusal
    else {
        return;
    };
    let arg = &invocation.args[index];
    let written = if short {
        format!("-{}", char::from(option.short.unwrap_or(b'?')))
    } else {
        format!("--{}", option.long)
    };
    let finding = report
        .finding(arg.span(), format!("`{written}` needs a value"))
        .with_label("no value")
        .with_console(format!("{}, then the usage text", shown(&error.message())));
    let joiner = if short { "" } else { "=" };
    report.add(match invocation.args.get(index + 1) {
        Some(next) if next.text().len() > 1 && next.text() != b"--" => finding
            .with_related(next.span(), "begins with a hyphen and so is not taken")
            .with_help(format!(
                "if it is the value, join it: `{written}{joiner}{}`",
                next.shown()
            ))
            .with_fix(Fix::needs_review(
                "join the next word to the option",
                vec![Edit::replace(
                    Span::new(arg.span().end, next.span().start),
                    joiner,
                )],
            )),
        _ => finding.with_help(format!(
            "write `{written}` with its value ({}), or remove it",
            option.summary
        )),
    });
}
