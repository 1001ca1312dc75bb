//! `a && b || c` where `b` can fail.

use ipxe_diagnostics::Severity;
use ipxe_reference::Effect;
use ipxe_syntax::Operator;

use crate::flow::MOST_COMMANDS;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX309",
    name: "and-or-not-if-else",
    group: Group::Operator,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "`a && b || c` also runs `c` where `b` fails",
    explanation: "The operators have no precedence and know no branches: each looks at the \
status so far (`core/exec.c: system`). In `iseq ${a} 1 && chain x || chain y` the last command \
runs where the values differ, and also where they are equal and `chain x` fails. That may be \
what is wanted; it is not what `if` and `else` do. To have either the one or the other, let the \
first branch jump.",
    bad: example!("and-or-not-if-else", "bad"),
    near_miss: example!("and-or-not-if-else", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.has(Effect::IsTest),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if !matches!(invocation.next_operator, Some((Operator::And, _))) {
        return;
    }
    if invocation.line.commands().len() > MOST_COMMANDS {
        return;
    }
    let mut rest = invocation.line.commands().skip(invocation.position + 1);
    let (Some(then), Some(other)) = (rest.next(), rest.next()) else {
        return;
    };
    let is_or = matches!(other.operator(), Some((Operator::Or, _)));
    if !is_or || other.is_empty() || then.is_empty() {
        return;
    }
    let words: Vec<_> = then.words().map(crate::Arg::new).collect();
    let read = Invocation::read(
        invocation.line,
        then,
        invocation.position + 1,
        other.operator(),
        &words,
    );
    if read.is_none_or(|then| cannot_fail(file, &then)) {
        return;
    }
    let finding = report
        .finding(other.span(), "this runs where the test is false, and also where what follows the test fails")
        .with_related(invocation.span(), "the test")
        .with_related(then.span(), "this can fail")
        .with_help("for one or the other, let the first branch jump and put the other on a line of its own");
    report.add(finding);
}

/// True where the branch always succeeds or leaves.
fn cannot_fail(file: &FileContext<'_>, then: &Invocation<'_, '_>) -> bool {
    let Some(spec) = then.spec else { return false };
    if spec.has(Effect::Jumps) {
        let target = then.positionals().and_then(|args| args.first());
        return target
            .and_then(crate::Arg::known)
            .is_some_and(|label| file.labels().contains(label));
    }
    [
        Effect::CannotFail,
        Effect::EndsScript,
        Effect::StoresSetting,
    ]
    .into_iter()
    .any(|effect| spec.has(effect))
}
