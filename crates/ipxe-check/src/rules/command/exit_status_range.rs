//! An exit status of more than 32 bits.

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;
use ipxe_settings::number::{LongWidth, parse_integer, strtoul};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX424",
    name: "exit-status-range",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "An exit status of more than 32 bits",
    explanation: "The status of `exit` has 32 bits; what does not fit is cut off without a \
word (`core/parseopt.c: parse_integer`). `exit 4294967296` is `exit 0`, a success.",
    bad: example!("exit-status-range", "bad"),
    near_miss: example!("exit-status-range", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Exit], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([status]) = invocation.positionals() else {
        return;
    };
    let Some(text) = status.known().filter(|text| text.len() > 8) else {
        return;
    };
    let Ok(kept) = parse_integer(text, LongWidth::Bits64, false) else {
        return;
    };
    let (value, _) = strtoul(text, 0, LongWidth::Bits64);
    if u64::from(kept) == value || text.starts_with(b"-") {
        return;
    }
    let finding = report
        .finding(
            status.span(),
            format!("the status {} has more than 32 bits", status.shown()),
        )
        .with_label(format!("becomes {kept:#x}"))
        .with_help("use a number up to 0xffffffff; 0 is success, all else failure");
    report.add(finding);
}
