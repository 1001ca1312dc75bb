//! The name of the setting is itself expanded.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::expansion::expansions;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::{names_setting, never_a_name};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX513",
    name: "setting-name-expanded",
    group: Group::Setting,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Unsafe,
    summary: "The name of the setting is itself expanded",
    explanation: "`set ${x} VALUE` stores into the setting whose name is the value of `x`. \
That is useful for indirection, but often the braces are there by habit. What is stored \
depends on the value, and if it is empty nothing is stored anywhere.",
    bad: example!("setting-name-expanded", "bad"),
    near_miss: example!("setting-name-expanded", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(names_setting, check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(arg) = invocation.setting().filter(|arg| arg.is_dynamic()) else {
        return;
    };
    let text = arg.text();
    let whole = text.starts_with(b"${")
        && text.ends_with(b"}")
        && expansions(text)
            .list
            .iter()
            .any(|found| found.end as usize == text.len() && found.start == 0);
    if !whole || never_a_name(file, text).is_some() {
        return; // braces-around-name says more.
    }
    let inner = shown(&text[2..text.len() - 1]);
    let finding = report
        .finding(
            arg.span(),
            format!("the name of the setting is the value of `{inner}`"),
        )
        .with_label("expanded")
        .with_help(format!("if the setting itself is meant write `{inner}`"))
        .with_fix(Fix::needs_review(
            "remove the braces",
            vec![
                Edit::delete(arg.part(0, 2)),
                Edit::delete(arg.part(text.len() - 1, text.len())),
            ],
        ));
    report.add(finding);
}
