//! A test whose failure ends the script.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::Effect;
use ipxe_syntax::{Operator, Span};

use crate::flow::MOST_COMMANDS;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX306",
    name: "predicate-aborts-script",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A test before `&&` ends the script where it is not true",
    explanation: "A script ends after the first line whose status is not success \
(`image/script.c: process_script`, `terminate_on_exit_or_failure`). In `iseq ${a} 5 && goto x` \
the status of the line is that of `iseq` whenever the two differ: the script ends there, and \
prints nothing. To go on with the next line, append `||`: the empty command after it \
succeeds.\n\nReported where further commands follow in the script, and no `||` or `;` on the \
line catches the failure.",
    bad: example!("predicate-aborts-script", "bad"),
    near_miss: example!("predicate-aborts-script", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.has(Effect::IsTest),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    let joined = matches!(invocation.next_operator, Some((Operator::And, _)));
    if !joined || invocation.place.next_is_empty || invocation.is_guarded() {
        return;
    }
    if is_always_true(invocation) {
        return;
    }
    let line = invocation.line;
    if line.commands().len() > MOST_COMMANDS {
        return;
    }
    // Of several tests on a line the first is reported.
    let earlier = line
        .commands()
        .take(invocation.position)
        .skip(invocation.place.last_catch)
        .any(|command| command.name().is_some_and(|name| is_test(name.text())));
    if earlier || !file.goes_on_after(line) || file.is_replaced(line) {
        return;
    }
    let end = line
        .commands()
        .next_back()
        .map_or(line.span(), |last| last.span())
        .end;
    let finding = report
        .finding(
            invocation.span(),
            format!("where `{}` fails the script ends", spec.name),
        )
        .with_label("nothing catches its failure")
        .with_related(Span::at(end), "`||` here would")
        .with_help("append `||` to go on with the next line")
        .with_console("prints nothing; the script ends")
        .with_fix(Fix::needs_review(
            "append `||`",
            vec![Edit::insert(end, " ||")],
        ));
    report.add(finding);
}

fn is_test(name: &[u8]) -> bool {
    ipxe_reference::command(name).is_some_and(|spec| spec.has(Effect::IsTest))
}

/// True for a test of a text with itself, and of a text that is not empty.
fn is_always_true(invocation: &Invocation<'_, '_>) -> bool {
    match invocation.positionals() {
        Some([one]) => one.known().is_some_and(|text| !text.is_empty()),
        Some([one, other]) => one.text() == other.text(),
        _ => false,
    }
}
