//! Two items of a menu have the same name.

use std::collections::HashMap;

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;
use ipxe_syntax::Span;

use crate::invocation::shown;
use crate::menu::menu_items;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX422",
    name: "duplicate-item",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "Two items of a menu have the same name",
    explanation: "`choose` stores the name of the chosen item. Two items with one name and \
different texts lead to the same place, so that one of the texts is wrong \
(`hci/tui/menu_ui.c`). Reported only where the name is a label of the file and both items are \
added to one menu in any case. The same text twice, or a name that is used more than twice, is \
taken for intended.",
    bad: example!("duplicate-item", "bad"),
    near_miss: example!("duplicate-item", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[CommandName::Menu, CommandName::Form],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let mut seen: HashMap<Vec<u8>, Vec<(Span, Vec<u8>)>> = HashMap::new();
    menu_items(file, invocation, |item| {
        let Some([name, text @ ..]) = item.positionals() else {
            return;
        };
        if item.omitted_positional().is_some() || name.is_dynamic() {
            return;
        }
        let text = text
            .iter()
            .map(|word| word.text())
            .collect::<Vec<_>>()
            .join(&b' ');
        seen.entry(name.text().to_vec())
            .or_default()
            .push((name.span(), text));
    });
    let mut doubled: Vec<_> = seen
        .into_iter()
        .filter(|(_, items)| items.len() == 2)
        .collect();
    doubled.sort_unstable_by_key(|(_, items)| items[0].0);
    for (name, items) in doubled {
        let [(first, said), (second, text)] = items.as_slice() else {
            continue;
        };
        if said == text || !file.labels().contains(&name) {
            continue;
        }
        let finding = report
            .finding(
                *second,
                format!("another item of the menu is named `{}` too", shown(&name)),
            )
            .with_label("leads to the same place")
            .with_related(*first, "the first of this name")
            .with_help("give one of them a name and a label of its own");
        report.add(finding);
    }
}
