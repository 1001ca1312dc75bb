//! A label to which nothing jumps.

use ipxe_diagnostics::{Severity, Tag};
use ipxe_syntax::Label;

use crate::FileContext;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX206",
    name: "unused-label",
    group: Group::Label,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "Nothing jumps to the label",
    explanation: "Only the script itself can jump to its labels, and a user in a shell that the \
script opened (`image/script.c: goto_exec`). A label that no `goto` names does nothing. It may \
serve as a heading, or the jump to it was forgotten.\n\nNothing is reported where some `goto` \
takes its label from an expansion.",
    bad: example!("unused-label", "bad"),
    near_miss: example!("unused-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::Label(check)],
};

fn check(file: &FileContext<'_>, label: Label<'_>, report: &mut Report<'_>) {
    let name = label.name();
    let facts = file.facts();
    if facts.dynamic_labels || facts.first_jump(name).is_some() || name.is_empty() {
        return;
    }
    let first = file.labels().get(name);
    if first.is_some_and(|first| first.line != label.line()) {
        return; // duplicate-label says more.
    }
    let finding = report
        .finding(label.span(), format!("nothing jumps to `{}`", shown(name)))
        .with_help("remove the label, or make it a comment")
        .with_tag(Tag::Unnecessary);
    report.add(finding);
}
