//! `goto` to a label that the script does not define.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_reference::{CommandName, command};
use ipxe_syntax::Span;

use super::goto_with_colon::is_colon_mistake;
use crate::FileContext;
use crate::invocation::{Arg, Invocation, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX201",
    name: "undefined-label",
    group: Group::Label,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`goto` names a label that the script does not define",
    explanation: "`goto` looks for the label in the running script only, from its first line on, \
and compares exactly: case matters, and labels of a script that called this one are not seen. \
When it finds none it prints nothing and fails with `No such file or directory` \
(https://ipxe.org/2d0280); unless `||` follows, the script ends there (`image/script.c: \
goto_exec`).\n\nWith `||` after it, the finding is a warning: the jump never happens, but the \
script goes on.",
    bad: example!("undefined-label", "bad"),
    near_miss: example!("undefined-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Goto], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([target]) = invocation.positionals() else {
        return;
    };
    let Some(label) = target.known() else { return };
    if file.labels().contains(label) || !file.template.is_empty() {
        return;
    }
    if is_colon_mistake(file, target) {
        return; // goto-with-colon says more.
    }
    let mut finding = report
        .finding(
            target.span(),
            format!("no label `{}` in this script", shown(label)),
        )
        .with_label("not defined")
        .with_console("prints nothing; `goto` fails and the script ends here");
    if invocation.is_guarded() {
        finding =
            finding.with_console("prints nothing; `goto` fails and what follows the operator runs");
        report.lower(&mut finding);
    }
    report.add(advise(file, invocation, target, finding));
}

fn advise(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    target: &Arg<'_>,
    finding: Diagnostic,
) -> Diagnostic {
    let label = target.text();
    let name = shown(label);
    if let Some(almost) = file.almost_labels().get(label) {
        return finding
            .with_related(almost.span, almost.flaw.describe())
            .with_help(format!("write the line `:{name}` there"));
    }
    if let Some((close, fact)) = file.labels().nearest(label) {
        return finding
            .with_help(format!("did you mean `{close}`?"))
            .with_related(fact.span, "this label is similar")
            .with_fix(Fix::needs_review(
                format!("jump to `{close}`"),
                vec![Edit::replace(target.span(), close)],
            ));
    }
    if let Some(spec) = command(label).filter(|spec| spec.min_args == 0) {
        let jump = Span::new(invocation.name.span().start, target.span().start);
        return finding
            .with_help(format!(
                "`{}` is a command: write it without `goto`",
                spec.name
            ))
            .with_fix(Fix::needs_review(
                format!("run the command `{}`", spec.name),
                vec![Edit::delete(jump)],
            ));
    }
    finding.with_help(format!(
        "define it with a line `:{name}`, or name another label"
    ))
}
