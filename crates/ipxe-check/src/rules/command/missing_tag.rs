//! A VLAN without a number.

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX415",
    name: "missing-tag",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A VLAN without a number",
    explanation: "`vcreate` without `--tag` creates the VLAN with number 0, whose frames only \
carry a priority and belong to no VLAN (`hci/commands/vlan_cmd.c: vcreate_exec`). The \
interface is then called `net0-0`.",
    bad: example!("missing-tag", "bad"),
    near_miss: example!("missing-tag", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Vcreate], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([trunk]) = invocation.positionals() else {
        return;
    };
    if invocation.option("tag").is_some()
        || trunk.text().starts_with(b"${")
        || invocation.refusal(file).is_some()
    {
        return;
    }
    let name = invocation.name.span();
    let finding = report
        .finding(name, "`vcreate` without `--tag` creates VLAN 0")
        .with_label("no VLAN number")
        .with_help(format!("write `vcreate --tag NUMBER {}`", trunk.shown()))
        .with_console(format!("creates the interface {}-0", trunk.shown()));
    report.add(finding);
}
