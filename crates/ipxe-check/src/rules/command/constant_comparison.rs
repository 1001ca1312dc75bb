//! `iseq` compares what is always the same.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{CommandName, setting};
use memchr::memmem;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX418",
    name: "constant-comparison",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`iseq` compares what is always the same",
    explanation: "`iseq` compares its two arguments byte by byte (`core/exec.c: iseq_exec`). \
Where neither holds an expansion, or where both are the same expansion, the answer never \
changes. Mostly the `${...}` around the name of a setting was forgotten.",
    bad: example!("constant-comparison", "bad"),
    near_miss: example!("constant-comparison", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Iseq], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([left, right]) = invocation.positionals() else {
        return;
    };
    let same = left.text() == right.text();
    if (left.is_dynamic() || right.is_dynamic()) && !same || is_open(left) || is_open(right) {
        return;
    }
    let answer = if same { "succeeds" } else { "fails" };
    let mut finding = report
        .finding(
            left.span().to(right.span()),
            format!("`iseq {} {}` always {answer}", left.shown(), right.shown()),
        )
        .with_label("always the same")
        .with_help("write the value that changes as `${NAME}`");
    let named = [left, right]
        .into_iter()
        .find(|arg| !arg.is_dynamic() && is_setting(file, arg.text()));
    if let Some(arg) = named.filter(|_| !same) {
        let braces = format!("${{{}}}", arg.shown());
        finding = finding
            .with_help(format!("for the value of the setting write `{braces}`"))
            .with_fix(Fix::needs_review(
                format!("write `{braces}`"),
                vec![Edit::replace(arg.span(), braces)],
            ));
    }
    report.add(finding);
}

/// An unterminated expansion is reported as such.
fn is_open(arg: &Arg<'_>) -> bool {
    !arg.is_dynamic() && memmem::find(arg.text(), b"${").is_some()
}

fn is_setting(file: &FileContext<'_>, text: &[u8]) -> bool {
    setting(text).is_some() || file.facts().stores(text)
}
