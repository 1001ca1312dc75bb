//! `: name`, which is an empty label and a command.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;

use crate::FileContext;
use crate::invocation::Invocation;
use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX207",
    name: "empty-label",
    group: Group::Label,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A blank after the colon makes the label empty and its name a command",
    explanation: "A label is what follows the colon up to the next white space; the rest of the \
line is a command (`image/script.c: process_script`). In `: name` the label is empty and `name` \
is run.\n\nReported where something jumps to `name`, or where `name` is no command. Comments \
begin with `#`.",
    bad: example!("empty-label", "bad"),
    near_miss: example!("empty-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandAfterLabel(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let label = invocation.line.label();
    let Some(label) = label.filter(|label| label.span().len() == 1) else {
        return;
    };
    let name = invocation.name;
    let jump = file.facts().first_jump(name.text());
    let jump = jump.filter(|_| !file.labels().contains(name.text()) && !name.is_dynamic());
    let unknown = misread(file, invocation) == Some(Misread::EmptyLabel);
    if jump.is_none() && !unknown {
        return;
    }
    let shown = name.shown();
    let gap = Span::new(label.span().end, name.span().start);
    let title = "remove the blank";
    let edits = vec![Edit::delete(gap)];
    let mut finding = report
        .finding(
            label.span().to(name.span()),
            format!("an empty label and a command `{shown}`"),
        )
        .with_help(format!(
            "write `:{shown}` for a label, `# {shown}` for a comment"
        ))
        .with_fix(if jump.is_some() && invocation.args.is_empty() {
            Fix::safe(title, edits)
        } else {
            Fix::needs_review(title, edits)
        });
    if let Some(jump) = jump {
        finding = finding.with_related(jump.span, "this jump fails");
    }
    if unknown {
        finding = finding.with_console(format!("{shown}: command not found"));
    }
    report.add(finding);
}
