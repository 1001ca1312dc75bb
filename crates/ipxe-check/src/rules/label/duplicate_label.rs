//! A label that an earlier line defines too.

use ipxe_diagnostics::Severity;
use ipxe_syntax::Label;

use crate::FileContext;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX202",
    name: "duplicate-label",
    group: Group::Label,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A label is defined more than once, and `goto` finds the first only",
    explanation: "`goto` looks through the script from its first line on, wherever it stands \
itself, and takes the first label that matches (`image/script.c: goto_exec`). A later label of \
the same name is never jumped to; what follows it runs only if the lines before it lead \
there.\n\nLabels without a letter or digit, as some scripts use for ruled lines, are not \
reported.",
    bad: example!("duplicate-label", "bad"),
    near_miss: example!("duplicate-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::Label(check)],
};

fn check(file: &FileContext<'_>, label: Label<'_>, report: &mut Report<'_>) {
    let name = label.name();
    let Some(first) = file.labels().get(name) else {
        return;
    };
    if first.line == label.line() || !file.template.is_empty() {
        return;
    }
    if !name.iter().any(u8::is_ascii_alphanumeric) {
        return;
    }
    let name = shown(name);
    let finding = report
        .finding(label.span(), format!("the label `{name}` is defined above"))
        .with_label("no jump leads here")
        .with_related(first.span, format!("`goto {name}` leads here"))
        .with_help("give one of them another name");
    report.add(finding);
}
