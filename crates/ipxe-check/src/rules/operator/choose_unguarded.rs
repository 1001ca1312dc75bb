//! `choose` or `present` whose failure ends the script.

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX313",
    name: "choose-unguarded",
    group: Group::Operator,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "Leaving a menu or form with Esc ends the script",
    explanation: "`choose` and `present` fail where the user leaves them with Esc or Ctrl-C \
(`hci/tui/menu_ui.c: menu_loop`). Without an operator that catches the failure the script ends \
there (`image/script.c: process_script`), and the machine boots something else.\n\nWrite `|| \
goto LABEL` to show the menu again or to do something else.",
    bad: example!("choose-unguarded", "bad"),
    near_miss: example!("choose-unguarded", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[CommandName::Choose, CommandName::Present],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if invocation.is_guarded() || !file.goes_on_after(invocation.line) {
        return;
    }
    let finding = report
        .finding(
            invocation.span(),
            "where the user presses Esc the script ends",
        )
        .with_help("write `|| goto LABEL` to say where to go on")
        .with_console("prints nothing; the script ends");
    report.add(finding);
}
