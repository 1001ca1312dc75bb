//! A line that begins with an operator.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::{Line, Operator};

use crate::FileContext;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX304",
    name: "leading-operator",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A line begins with an operator, which cannot refer to the line before",
    explanation: "Each line is run by itself (`core/exec.c: system`). Before an operator at its \
start stands the empty command, which succeeds, whatever the line before did. So what follows a \
leading `||` never runs, and what follows a leading `&&` or `;` always does; and if the line \
before failed the script has ended already.\n\nA backslash at the end of the line before joins \
the two.",
    bad: example!("leading-operator", "bad"),
    near_miss: example!("leading-operator", "near-miss"),
    example_target: None,
    hooks: &[Hook::LineWithOperators(check)],
};

fn check(file: &FileContext<'_>, line: Line<'_>, report: &mut Report<'_>) {
    let mut commands = line.commands();
    let Some(first) = commands.next().filter(|first| first.is_empty()) else {
        return;
    };
    let Some((operator, span)) = commands.next().and_then(|second| second.operator()) else {
        return;
    };
    // `:label ; command` is one way to give a label and its command one line.
    if line.label().is_some() && operator != Operator::Or {
        return;
    }
    let console = match operator {
        Operator::Or => "the command after it never runs",
        Operator::And | Operator::Semicolon => "the command after it always runs",
    };
    let text = operator.text();
    let finding = report
        .finding(span, format!("the line begins with `{text}`"))
        .with_label("does not refer to the line before")
        .with_console(console);
    let before = line
        .index()
        .checked_sub(1)
        .and_then(|index| file.script.line(index));
    let joined = before.filter(|before| {
        before.commands().len() > 0 && before.comment().is_none() && line.label().is_none()
    });
    report.add(match joined {
        Some(before) => {
            let text = &file.bytes()[before.span().range()];
            let end = before.span().start + text.trim_ascii_end().len() as u32;
            finding
                .with_help("end the line before with a blank and a backslash")
                .with_fix(Fix::needs_review(
                    "join it to the line before",
                    vec![Edit::insert(end, " \\")],
                ))
        }
        None => {
            let after = first.span();
            finding
                .with_help("remove the operator")
                .with_fix(Fix::needs_review(
                    "remove the operator",
                    vec![Edit::delete(after.to(span))],
                ))
        }
    });
}
