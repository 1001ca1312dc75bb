//! The menu or form is gone already.

use std::ops::ControlFlow;

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, Effect, ValueKind};

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::straight::before;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX428",
    name: "no-user-interface",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "The menu or form is gone already",
    explanation: "`choose` and `present` destroy the menu or form when they end, also when \
they fail, unless `--keep` is given (`hci/commands/dynui_cmd.c: choose_exec, present_exec`). \
The next `choose`, `present` or `item` then prints `No default user interface` and fails. \
Reported only where nothing between the two creates another.",
    bad: example!("no-user-interface", "bad"),
    near_miss: example!("no-user-interface", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[CommandName::Choose, CommandName::Present, CommandName::Item],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    let Some(name) = interface(invocation) else {
        return;
    };
    let gone = before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(None);
        };
        if step.label_between
            || spec.has(Effect::ExecutesImage)
            || spec.canonical() == CommandName::Menu
        {
            return ControlFlow::Break(None);
        }
        match spec.id {
            CommandName::Choose | CommandName::Present => {}
            // An earlier item has the same answer, and one finding is enough.
            CommandName::Shell | CommandName::Item => return ControlFlow::Break(None),
            _ => return ControlFlow::Continue(()),
        }
        let gone = |shown: &Invocation<'_, '_>| {
            interface(shown) == Some(name) && shown.option("keep").is_none()
        };
        let destroyed = step.certain && step.read(gone) == Some(true);
        ControlFlow::Break(destroyed.then(|| step.span()))
    });
    let Some(gone) = gone.flatten() else { return };
    let console = match name {
        Some(name) => format!("\"{}\": no such user interface", shown(name)),
        None => "No default user interface".to_owned(),
    };
    let finding = report
        .finding(
            invocation.name.span(),
            format!("`{}` has no menu or form any more", spec.name),
        )
        .with_label("nothing to show")
        .with_related(gone, "this destroyed it")
        .with_help("give the first one `--keep`, or create another with `menu` or `form`")
        .with_console(console);
    report.add(finding);
}

/// The name of the menu or form that a command is about; none where that is not certain.
fn interface<'i>(invocation: &Invocation<'i, '_>) -> Option<Option<&'i [u8]>> {
    invocation.positionals()?;
    let mut given = invocation
        .options
        .iter()
        .filter(|given| given.option.kind == ValueKind::UserInterface);
    match given.next_back() {
        None => Some(None),
        Some(given) => invocation.known_value(given).map(|(name, _)| Some(name)),
    }
}
