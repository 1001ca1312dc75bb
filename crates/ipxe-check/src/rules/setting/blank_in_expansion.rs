//! A blank within `${...}`.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::broken_expansion::Broken;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX503",
    name: "blank-in-expansion",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A blank within `${...}`",
    explanation: "iPXE splits a line into words before it expands anything (`core/exec.c: \
split_command`), so that a blank ends the word and `${` is left without its `}`. Nothing is \
expanded (`core/settings.c: expand_settings`).",
    bad: example!("blank-in-expansion", "bad"),
    near_miss: example!("blank-in-expansion", "near-miss"),
    example_target: None,
    hooks: &[Hook::OpenExpansion(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    offset: usize,
    report: &mut Report<'_>,
) {
    let Some(broken) = Broken::find(invocation, arg, offset) else {
        return;
    };
    let finding = report
        .finding(broken.span, "a blank within `${...}`")
        .with_label("not expanded")
        .with_console("two words, taken as they are written");
    report.add(match broken.joined {
        Some(joined) => finding
            .with_help(format!("write `${{{}}}`", shown(&joined)))
            .with_fix(Fix::needs_review(
                "remove the blank",
                broken
                    .blanks
                    .iter()
                    .map(|blank| Edit::delete(*blank))
                    .collect(),
            )),
        None => finding.with_help("the name of a setting cannot hold a blank"),
    });
}
