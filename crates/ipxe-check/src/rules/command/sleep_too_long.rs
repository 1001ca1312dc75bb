//! A `sleep` of thousands of seconds.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_settings::number::{LongWidth, parse_integer};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX414",
    name: "sleep-too-long",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A `sleep` of thousands of seconds",
    explanation: "`sleep` counts whole seconds, unlike the `--timeout` of other commands, \
which counts milliseconds (`core/exec.c: sleep_exec`). `sleep 5000` waits for nearly an hour \
and a half. Only multiples of 1000 are reported.",
    bad: example!("sleep-too-long", "bad"),
    near_miss: example!("sleep-too-long", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Sleep], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([seconds]) = invocation.positionals() else {
        return;
    };
    let Some(text) = seconds.known() else { return };
    let Ok(value) = parse_integer(text, LongWidth::Bits64, false) else {
        return;
    };
    if value < 1000 || value % 1000 != 0 {
        return;
    }
    let less = value / 1000;
    let finding = report
        .finding(seconds.span(), format!("sleeps for {value} seconds"))
        .with_label("whole seconds, not milliseconds")
        .with_help(format!("for {less} seconds write `sleep {less}`"))
        .with_fix(Fix::needs_review(
            format!("write `{less}`"),
            vec![Edit::replace(seconds.span(), less.to_string())],
        ));
    report.add(finding);
}
