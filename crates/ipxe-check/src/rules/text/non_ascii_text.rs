//! Characters beyond ASCII in text that is shown.

use ipxe_diagnostics::Severity;

use crate::invocation::TextUse;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX708",
    name: "non-ascii-text",
    group: Group::Text,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "Text beyond ASCII, which many consoles do not show",
    explanation: "Bytes are sent to the console as they are. The UEFI console and the picture \
console decode UTF-8 (`interface/efi/efi_console.c`, `core/fbcon.c`), as far as their font has \
the characters; releases before 1.21.1 do not. The BIOS console shows each byte as a character \
of the display's own set, mostly code page 437 (`arch/x86/interface/pcbios/bios_console.c`). \
What a serial console shows is up to the terminal.",
    bad: example!("non-ascii-text", "bad"),
    near_miss: example!("non-ascii-text", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.text_from.is_some(),
        check,
    )],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some((TextUse::Shown, start)) = invocation.text() else {
        return;
    };
    let odd = invocation
        .args
        .iter()
        .skip(start)
        .find(|arg| !arg.text().is_ascii());
    let Some(word) = odd else { return };
    let finding = report
        .finding(
            word.span(),
            format!("`{}` has characters beyond ASCII", word.shown()),
        )
        .with_help("write it with ASCII characters only if it must show everywhere");
    report.add(finding);
}
