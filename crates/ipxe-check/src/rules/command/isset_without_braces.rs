//! `isset` tests a text that is never empty.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_syntax::expansion::expansions;
use memchr::memmem;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX417",
    name: "isset-without-braces",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`isset` tests a text that is never empty",
    explanation: "`isset` succeeds if its argument is not empty (`core/exec.c: isset_exec`). \
It is given a value, not the name of a setting: `isset ip` tests the two letters `ip` and \
always succeeds, as does `isset \"${ip}\"` with its quotes. `isset ${ip}` tests the setting.",
    bad: example!("isset-without-braces", "bad"),
    near_miss: example!("isset-without-braces", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Isset], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([value]) = invocation.positionals() else {
        return;
    };
    let text = value.text();
    let outer = expansions(text);
    let outer = outer.list.iter().filter(|found| found.depth == 0);
    let expanded: usize = outer.map(|found| (found.end - found.start) as usize).sum();
    if expanded == text.len() || memmem::find(text, b"${").is_some() && expanded == 0 {
        return; // An unterminated expansion is reported as such.
    }
    let finding = report
        .finding(
            value.span(),
            format!("`isset {}` always succeeds", value.shown()),
        )
        .with_label("never empty");
    let quoted = match text {
        [first @ (b'"' | b'\''), .., last] => first == last && text.len() > 2,
        _ => false,
    };
    let (title, edit, help) = if quoted {
        let inner = String::from_utf8_lossy(&text[1..text.len() - 1]).into_owned();
        (
            "remove the quotes",
            Edit::replace(value.span(), inner.clone()),
            format!("quotes are ordinary characters; write `isset {inner}`"),
        )
    } else {
        let braces = format!("${{{}}}", String::from_utf8_lossy(text));
        (
            "expand the setting",
            Edit::replace(value.span(), braces.clone()),
            format!("to test a setting write `isset {braces}`"),
        )
    };
    report.add(
        finding
            .with_help(help)
            .with_fix(Fix::needs_review(title, vec![edit])),
    );
}
