//! A value where the name of a setting is wanted.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::{names_setting, never_a_name};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX519",
    name: "braces-around-name",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A value where the name of a setting is wanted",
    explanation: "`show`, `inc`, `read`, `clear`, `choose` and `set` want the name of a \
setting. `show ${hostname}` shows the setting that is *named* as the host is, which hardly \
exists (`core/parseopt.c: parse_setting`). Reported where the value is known or of a kind that \
is never a name: a predefined setting, or one that the file stores once with a text that is no \
name.",
    bad: example!("braces-around-name", "bad"),
    near_miss: example!("braces-around-name", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(names_setting, check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(arg) = invocation.setting().filter(|arg| arg.is_dynamic()) else {
        return;
    };
    let Some((name, value)) = never_a_name(file, arg.text()) else {
        return;
    };
    let name = shown(name);
    let finding = report
        .finding(
            arg.span(),
            format!("the value of `{name}` is no name of a setting"),
        )
        .with_label("expanded to its value")
        .with_help(format!("write `{} {name}`", invocation.name.shown()))
        .with_fix(Fix::needs_review(
            "remove the braces",
            vec![Edit::replace(arg.span(), name)],
        ));
    report.add(match value {
        Some(span) => finding.with_related(span, "the value is stored here"),
        None => finding,
    });
}
