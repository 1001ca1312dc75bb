//! An item before there is a menu.

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX423",
    name: "item-before-menu",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "An item before there is a menu",
    explanation: "`item` adds to a menu or form that exists; without one it prints `No default \
user interface` and fails (`core/dynui.c: find_dynui`, `core/parseopt.c: parse_dynui`). \
Reported only above the first label of a file that creates its menu further down.",
    bad: example!("item-before-menu", "bad"),
    near_miss: example!("item-before-menu", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Item], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if invocation
        .option("menu")
        .or(invocation.option("form"))
        .is_some()
        || invocation.refusal(file).is_some()
    {
        return;
    }
    let line = invocation.line.index();
    if file.labels().first_line().is_some_and(|label| label <= line) {
        return;
    }
    let facts = file.facts();
    let Some(menu) = facts.menus.created(None) else {
        return;
    };
    let called = facts
        .first_execution
        .is_some_and(|execution| execution <= line);
    if menu.line <= line || called {
        return;
    }
    let finding = report
        .finding(invocation.span(), "an item before there is a menu")
        .with_label("no menu yet")
        .with_related(menu.span, "the menu is created here")
        .with_help("move the item below `menu`")
        .with_console("No default user interface");
    report.add(finding);
}
