//! `iseq` compares quotes too.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use memchr::memchr2;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX419",
    name: "quoted-comparison",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "`iseq` compares quotes too",
    explanation: "Quotes are ordinary characters to iPXE. `iseq ${platform} \"efi\"` compares \
the value with the five characters `\"efi\"` and fails, unless the value was stored with \
quotes (`core/exec.c: iseq_exec`, byte by byte). `iseq \"${a}\" \"b\"` compares quotes with \
quotes, works, and is not reported.",
    bad: example!("quoted-comparison", "bad"),
    near_miss: example!("quoted-comparison", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Iseq], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([left, right]) = invocation.positionals() else {
        return;
    };
    let (quoted, other) = match (quote(left), quote(right)) {
        (Some(_), None) => (left, right),
        (None, Some(_)) => (right, left),
        _ => return,
    };
    let has_quote = |text: &[u8]| memchr2(b'"', b'\'', text).is_some();
    if has_quote(other.text())
        || !other.is_dynamic() && !quoted.is_dynamic()
        || file.facts().stored_quotes
    {
        return;
    }
    let text = quoted.text();
    let inner = &text[1..text.len() - 1];
    let span = quoted.span();
    let finding = report
        .finding(
            span,
            format!("the quotes in `{}` are compared too", quoted.shown()),
        )
        .with_label("quotes are ordinary characters");
    report.add(if inner.is_empty() {
        finding
            .with_help(format!(
                "to ask whether a value is empty write `isset {}`, which then fails",
                other.shown()
            ))
            .with_fix(Fix::needs_review(
                "write `${}`, which is always empty",
                vec![Edit::replace(span, "${}")],
            ))
    } else {
        finding
            .with_help(format!("write `{}`", shown(inner)))
            .with_fix(Fix::safe(
                "remove the quotes",
                vec![
                    Edit::delete(quoted.part(0, 1)),
                    Edit::delete(quoted.part(text.len() - 1, text.len())),
                ],
            ))
    });
}

/// The quote that a word begins and ends with.
fn quote(arg: &Arg<'_>) -> Option<u8> {
    match arg.text() {
        [first @ (b'"' | b'\''), .., last] if first == last => Some(*first),
        _ => None,
    }
}
