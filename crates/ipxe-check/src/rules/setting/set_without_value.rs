//! `set` without a value deletes the setting.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX514",
    name: "set-without-value",
    group: Group::Setting,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Safe,
    summary: "`set` without a value deletes the setting",
    explanation: "`set NAME` and `set NAME ${nothing}` delete the setting, and succeed \
(`hci/commands/nvo_cmd.c: set_core_exec`). `clear NAME` does the same and says so.",
    bad: example!("set-without-value", "bad"),
    near_miss: example!("set-without-value", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Set], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([name]) = invocation.positionals() else {
        return;
    };
    if name.text().contains(&b'=') {
        return; // set-equals says more.
    }
    let finding = report
        .finding(
            invocation.span(),
            format!("`set {}` deletes the setting", name.shown()),
        )
        .with_label("no value")
        .with_help(format!("write `clear {}`", name.shown()))
        .with_fix(Fix::safe(
            "write `clear`",
            vec![Edit::replace(invocation.name.span(), "clear")],
        ));
    report.add(finding);
}
