//! A value that is none of those that exist.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::nearest::nearest;
use ipxe_reference::{ValueKind, values_of_kind};

use crate::invocation::shown;
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX407",
    name: "unknown-value",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A value that is none of those that exist",
    explanation: "Some arguments have only so many values: the configurators of `ifconf`, the \
transports of `gdbstub`, the requests of `fcels`. Any other value is refused \
(`core/parseopt.c: parse_netdev_configurator`, `hci/commands/gdbstub_cmd.c`, \
`hci/commands/fcmgmt_cmd.c: fcels_exec`).",
    bad: example!("unknown-value", "bad"),
    near_miss: example!("unknown-value", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Value(wrong) = refusal else {
        return;
    };
    let Some(values) = values_of_kind(wrong.kind) else {
        return;
    };
    let console = match wrong.kind {
        ValueKind::Configurator => "no such configurator",
        ValueKind::FcEls => "unrecognised ELS",
        ValueKind::GdbTransport => "no such transport (is it compiled in?)",
        _ => return,
    };
    let text = shown(wrong.text);
    let arg = &invocation.args[wrong.index];
    let span = arg.part(wrong.offset, wrong.offset + wrong.text.len());
    let names = || values.values.iter().map(|value| value.name);
    let finding = report
        .finding(span, format!("unknown {} `{text}`", wrong.name))
        .with_label("does not exist")
        .with_console(format!("\"{text}\": {console}"));
    report.add(match nearest(wrong.text, names()) {
        Some(close) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(span, close)],
            )),
        None => finding.with_help(format!(
            "write one of {}",
            names().collect::<Vec<_>>().join(", ")
        )),
    });
}
