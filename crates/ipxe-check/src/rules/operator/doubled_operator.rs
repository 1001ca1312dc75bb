//! Two operators with nothing between them.

use ipxe_diagnostics::Severity;
use ipxe_syntax::{Line, Operator};

use crate::FileContext;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX305",
    name: "doubled-operator",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "Two operators follow each other with no command between them",
    explanation: "Between the two stands the empty command, which succeeds when it runs \
(`core/exec.c: system`, `execv`). In `a || || b` it is what runs when `a` fails, so that `b` \
never runs; in `a && || b` it changes nothing.",
    bad: example!("doubled-operator", "bad"),
    near_miss: example!("doubled-operator", "near-miss"),
    example_target: None,
    hooks: &[Hook::LineWithOperators(check)],
};

fn check(_: &FileContext<'_>, line: Line<'_>, report: &mut Report<'_>) {
    let count = line.commands().len();
    if count < 3 {
        return;
    }
    let mut last_told = false;
    let mut before = line.commands();
    for command in line.commands().skip(1).take(count - 1) {
        let previous = before.next();
        let empty = previous.filter(|previous| previous.is_empty());
        let pair = empty.and_then(|empty| Some((empty.operator()?, command.operator()?)));
        let Some(((first, first_span), (second, second_span))) = pair else {
            last_told = false;
            continue;
        };
        if !std::mem::replace(&mut last_told, true) {
            let finding = report
                .finding(
                    first_span.to(second_span),
                    format!(
                        "no command between `{}` and `{}`",
                        first.text(),
                        second.text()
                    ),
                )
                .with_console(effect(first, second))
                .with_help("remove one of them, or write the command between them");
            report.add(finding);
        }
    }
}

/// What becomes of the command after the second operator.
const fn effect(first: Operator, second: Operator) -> &'static str {
    match (first, second) {
        (Operator::Or | Operator::Semicolon, Operator::Or) => "the command after them never runs",
        (Operator::And, Operator::Or) => "the same as `||` alone",
        (Operator::And, Operator::And) => "the same as `&&` alone",
        (_, Operator::Semicolon) => "the same as `;` alone",
        (Operator::Or | Operator::Semicolon, Operator::And) => {
            "the same as `;` alone: what follows always runs"
        }
    }
}
