//! `boot` where nothing has been selected.

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, Effect};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX612",
    name: "boot-without-image",
    group: Group::Uri,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "`boot` where nothing has been selected",
    explanation: "`boot`, `imgexec` and `chain` without an argument execute the image that \
`kernel` or `imgselect` selected. If there is none they print `No image selected` and succeed \
(`hci/commands/image_cmd.c: imgexec`), and the script goes on. Reported where no command above \
selects an image; a script that called this one may have done so.",
    bad: example!("boot-without-image", "bad"),
    near_miss: example!("boot-without-image", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.has(Effect::ExecutesImage),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let runs = invocation
        .spec
        .is_some_and(|spec| spec.canonical() == CommandName::Imgexec);
    if !runs || invocation.positionals().is_none_or(|args| !args.is_empty()) {
        return;
    }
    let line = invocation.line.index();
    if file
        .facts()
        .first_selection
        .is_some_and(|first| first <= line)
    {
        return;
    }
    let finding = report
        .finding(
            invocation.name.span(),
            format!("`{}` without an image to execute", invocation.name.shown()),
        )
        .with_label("nothing is selected above")
        .with_help("select an image before, with `kernel`, or name one")
        .with_console("No image selected");
    report.add(finding);
}
