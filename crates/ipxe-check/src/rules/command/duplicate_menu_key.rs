//! Two items of a menu have the same key.

use std::collections::HashMap;

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;
use ipxe_settings::number::{LongWidth, parse_integer};
use ipxe_syntax::Span;

use crate::invocation::shown;
use crate::menu::menu_items;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX421",
    name: "duplicate-menu-key",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "Two items of a menu have the same key",
    explanation: "A key chooses the first item that has it, searching from the selected item \
on; since 2.0.0 pressing it again goes on to the next (`hci/tui/menu_ui.c: menu_loop`). Two \
items with one key are mostly a copy that was not finished. Reported only for items that are \
added to one menu in any case.",
    bad: example!("duplicate-menu-key", "bad"),
    near_miss: example!("duplicate-menu-key", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[CommandName::Menu, CommandName::Form],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let mut first: HashMap<u32, (Span, Vec<u8>)> = HashMap::new();
    menu_items(file, invocation, |item| {
        let Some(given) = item.option("key") else {
            return;
        };
        let Some((key, span)) = item.known_value(given) else {
            return;
        };
        let Some(code) = code(key) else { return };
        match first.get(&code) {
            None => drop(first.insert(code, (span, key.to_vec()))),
            Some((before, text)) => {
                let finding = report
                    .finding(
                        span,
                        format!(
                            "the key `{}` belongs to another item of the menu already",
                            shown(key)
                        ),
                    )
                    .with_label("same key")
                    .with_related(*before, format!("`{}` is given here first", shown(text)))
                    .with_help("give one of them another key");
                report.add(finding);
            }
        }
    });
}

/// The key that a value means (`core/parseopt.c: parse_key`).
fn code(text: &[u8]) -> Option<u32> {
    match text {
        [byte] => Some(u32::from(*byte)),
        _ => parse_integer(text, LongWidth::Bits64, false).ok(),
    }
}
