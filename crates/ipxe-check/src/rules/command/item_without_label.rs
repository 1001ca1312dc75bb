//! An item that leads to a label which does not exist.

use std::ops::ControlFlow;

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_syntax::{Line, Operator, Span};

use crate::facts::without_type;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::straight::before;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX430",
    name: "item-without-label",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "An item that leads to a label which does not exist",
    explanation: "`choose target && goto ${target}` jumps to the label that has the name of \
the chosen item. Where there is none `goto` fails silently and the script ends or goes on at \
the wrong place (`image/script.c: goto_exec`). With `||` after the `goto` an item without a \
label may be meant; then only names that resemble a label are reported.",
    bad: example!("item-without-label", "bad"),
    near_miss: example!("item-without-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Choose], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([setting]) = invocation.positionals() else {
        return;
    };
    let Some(name) = setting.known() else { return };
    let Some(caught) = jump(invocation.line, invocation.position, without_type(name)) else {
        return;
    };
    if !file.template.is_empty() {
        return;
    }
    let mut items: Vec<(Vec<u8>, Span)> = Vec::new();
    let menu = before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(false);
        };
        if spec.canonical() == CommandName::Menu {
            return ControlFlow::Break(true);
        }
        if spec.id == CommandName::Item {
            step.read(|item| {
                let words = item.positionals();
                let words = words.filter(|_| item.omitted_positional().is_none());
                if let Some(word) = words.and_then(<[_]>::first)
                    && let Some(text) = word.known()
                {
                    items.push((text.to_vec(), word.span()));
                }
            });
        }
        ControlFlow::Continue(())
    });
    if menu != Some(true) {
        return;
    }
    for (name, span) in items {
        if file.labels().contains(&name) {
            continue;
        }
        let close = file.labels().nearest(&name);
        if caught && close.is_none() {
            continue;
        }
        let finding = report
            .finding(
                span,
                format!(
                    "the item leads to a label `{}`, and there is none",
                    shown(&name)
                ),
            )
            .with_label("no such label")
            .with_related(invocation.span(), "its name is jumped to here");
        report.add(match close {
            Some((close, fact)) => finding
                .with_help(format!("did you mean `{close}`?"))
                .with_related(fact.span, "this label is similar")
                .with_fix(Fix::needs_review(
                    format!("name it `{close}`"),
                    vec![Edit::replace(span, close)],
                )),
            None => finding.with_help(format!("define it with a line `:{}`", shown(&name))),
        });
    }
}

/// Whether the failure of the `goto` to the chosen name is caught; none without such a `goto`.
fn jump(line: Line<'_>, position: usize, setting: &[u8]) -> Option<bool> {
    /// How many commands of the line are looked at.
    const MOST: usize = 8;
    let mut commands = line.commands().skip(position + 1).take(MOST).peekable();
    while let Some(command) = commands.next() {
        let mut words = command.words();
        if words.next()?.text() != b"goto" {
            continue;
        }
        let target = words.next()?;
        let target = target.text().strip_prefix(b"${")?.strip_suffix(b"}")?;
        let next = commands.peek().and_then(|next| next.operator());
        let caught = matches!(next, Some((Operator::Or | Operator::Semicolon, _)));
        return (target == setting).then_some(caught);
    }
    None
}
