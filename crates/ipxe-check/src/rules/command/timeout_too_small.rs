//! A timeout of less than a second.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{CommandName, ValueKind};
use ipxe_settings::number::{LongWidth, parse_integer};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX413",
    name: "timeout-too-small",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A timeout of less than a second",
    explanation: "Timeouts are milliseconds (more exactly 1/1024 seconds, `core/parseopt.c: \
parse_timeout`). A number below 1000 was very probably meant as seconds: with `--timeout 30` \
nobody has the time to press a key, and no server the time to answer. Only `sleep` counts \
seconds.\n\n\
For `ping`, whose timeout is the time between two requests, only numbers below 10 are \
reported. 0 stands for no limit.",
    bad: example!("timeout-too-small", "bad"),
    near_miss: example!("timeout-too-small", "near-miss"),
    example_target: None,
    hooks: &[Hook::Options(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    for given in &invocation.options {
        if given.option.kind != ValueKind::Timeout {
            continue;
        }
        let Some((text, span)) = invocation.known_value(given) else {
            continue;
        };
        let Ok(value) = parse_integer(text, LongWidth::Bits64, false) else {
            continue;
        };
        let ping = invocation
            .spec
            .is_some_and(|spec| spec.id == CommandName::Ping);
        let limit = if ping { 10 } else { 1000 };
        if value == 0 || value >= limit || invocation.refusal(file).is_some() {
            continue;
        }
        let seconds = u64::from(value) * 1000;
        let finding = report
            .finding(
                span,
                format!("a timeout of {value} milliseconds is hardly any time"),
            )
            .with_label("milliseconds")
            .with_help(format!("for {value} seconds write `{seconds}`"))
            .with_fix(Fix::needs_review(
                format!("write `{seconds}`"),
                vec![Edit::replace(span, seconds.to_string())],
            ));
        report.add(finding);
    }
}
