//! `choose --default` names no item of the menu.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_reference::nearest::nearest;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX420",
    name: "choose-default-not-item",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`choose --default` names no item of the menu",
    explanation: "`choose --default NAME` selects the item of that name. When no item has it, \
the first one is selected, and nothing says so (`hci/tui/menu_ui.c: show_menu`). Names are \
compared exactly. Reported only where this file creates the menu and all its items are known.",
    bad: example!("choose-default-not-item", "bad"),
    near_miss: example!("choose-default-not-item", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Choose], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(given) = invocation.option("default") else {
        return;
    };
    let Some((name, span)) = invocation.known_value(given) else {
        return;
    };
    let menu = match invocation.option("menu") {
        None => None,
        Some(given) => match invocation.known_value(given) {
            Some((menu, _)) => Some(menu),
            None => return,
        },
    };
    let facts = file.facts();
    let menus = &facts.menus;
    if facts.dynamic_items || menus.created(menu).is_none() || invocation.refusal(file).is_some() {
        return;
    }
    let items = || {
        facts
            .items
            .iter()
            .filter(|item| item.menu == menu)
    };
    if facts.has_item(menu, name, invocation.line.index()) || items().all(|item| item.name.is_none()) {
        return;
    }
    let finding = report
        .finding(
            span,
            format!("no item of the menu is named `{}`", shown(name)),
        )
        .with_label("not an item")
        .with_console("selects the first item");
    let names = || {
        items()
            .take(MOST)
            .filter_map(|item| std::str::from_utf8(item.name?).ok())
    };
    let close = nearest(name, names());
    report.add(match close {
        Some(close) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(span, close)],
            )),
        None => finding.with_help("name one of the items, or leave `--default` out"),
    });
}

/// How many items are looked at for a suggestion.
const MOST: usize = 100;
