//! A `${` without its closing brace.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::broken_expansion::Broken;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX502",
    name: "unterminated-expansion",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A `${` without its closing brace",
    explanation: "`${` is the start of an expansion only if a `}` follows in the same word; \
otherwise it is ordinary text (`core/settings.c: expand_settings`). The command sees the `${` \
itself.",
    bad: example!("unterminated-expansion", "bad"),
    near_miss: example!("unterminated-expansion", "near-miss"),
    example_target: None,
    hooks: &[Hook::OpenExpansion(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    offset: usize,
    report: &mut Report<'_>,
) {
    if Broken::find(invocation, arg, offset).is_some() {
        return; // blank-in-expansion says more.
    }
    let text = arg.text();
    let name = &text[offset + 2..];
    let part = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b':' | b'.')
    };
    let len = name
        .iter()
        .position(|byte| !part(byte))
        .unwrap_or(name.len());
    let finding = report
        .finding(
            arg.part(offset, offset + 2 + len),
            format!("`${{{}` has no closing brace", shown(&name[..len])),
        )
        .with_label("not expanded")
        .with_help("close it with `}`")
        .with_console("taken as it is written");
    report.add(if len == 0 {
        finding
    } else {
        let end = arg.part(offset + 1 + len, offset + 2 + len).end;
        finding.with_fix(Fix::needs_review(
            "insert `}`",
            vec![Edit::insert(end, "}")],
        ))
    });
}
