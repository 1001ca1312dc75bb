//! Text that begins with a hyphen is taken for an option.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::invocation::shown;
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX408",
    name: "dash-text",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "Text that begins with a hyphen is taken for an option",
    explanation: "Options are looked for before the first word that does not begin with a \
hyphen (`core/getopt.c: getopt_long`). Text that begins with one, such as a separator line in \
a menu, is therefore taken for options: iPXE prints `Unrecognised option` and the usage text, \
and the command fails. A word `--` ends the options and is not part of the text.",
    bad: example!("dash-text", "bad"),
    near_miss: example!("dash-text", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Option(error) = refusal else {
        return;
    };
    if !invocation.is_dash_text(error) {
        return;
    }
    let arg = &invocation.args[error.index()];
    let finding = report
        .finding(
            arg.span(),
            format!("the text begins with a hyphen: `{}`", arg.shown()),
        )
        .with_label("taken for an option")
        .with_help("put `--` before the text")
        .with_console(format!("{}, then the usage text", shown(&error.message())))
        .with_fix(Fix::safe(
            "insert `--`",
            vec![Edit::insert(arg.span().start, "-- ")],
        ));
    report.add(finding);
}
