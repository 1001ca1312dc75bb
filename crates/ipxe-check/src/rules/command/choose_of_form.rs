//! `choose` shows a form as a menu.

use std::ops::ControlFlow;

use ipxe_diagnostics::Severity;
use ipxe_reference::{Command, CommandName, Effect, ValueKind};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::straight::before;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX427",
    name: "choose-of-form",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "`choose` shows a form as a menu",
    explanation: "Menus and forms are the same thing to iPXE, and what shows it decides what \
it is: `choose` lets one item be chosen, `present` lets values be typed into all of them \
(`hci/commands/dynui_cmd.c`). After `form` comes `present`, after `menu` comes `choose`. \
Reported only where the one directly follows the other.",
    bad: example!("choose-of-form", "bad"),
    near_miss: example!("choose-of-form", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[CommandName::Choose, CommandName::Present],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    if !invocation
        .options
        .iter()
        .all(|given| given.option.kind != ValueKind::UserInterface)
    {
        return;
    }
    let (wrong, right, shows) = match spec.id {
        CommandName::Choose => (CommandName::Form, "present", "as a menu"),
        _ => (CommandName::Menu, "choose SETTING", "as a form"),
    };
    let created = before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(None);
        };
        if step.label_between || may_create(spec) {
            return ControlFlow::Break(None);
        }
        if spec.canonical() != CommandName::Menu {
            return ControlFlow::Continue(());
        }
        let plain = || step.read(|created| created.options.is_empty()) == Some(true);
        let fits = spec.id == wrong && step.certain && plain();
        ControlFlow::Break(fits.then(|| step.span()))
    });
    let Some(created) = created.flatten() else {
        return;
    };
    let finding = report
        .finding(
            invocation.name.span(),
            format!(
                "`{}` shows what `{}` created {shows}",
                spec.name,
                wrong.name()
            ),
        )
        .with_label(shows)
        .with_related(created, format!("created with `{}`", wrong.name()))
        .with_help(format!("write `{right}`"));
    report.add(finding);
}

/// True for what may run a script that creates another.
fn may_create(spec: &Command) -> bool {
    spec.has(Effect::ExecutesImage) || spec.has(Effect::WaitsForUser)
}
