//! `|` or `&` where `||` or `&&` was meant.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::invocation::TextUse;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::stray::{Stray, stray};
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX301",
    name: "single-operator-character",
    group: Group::Operator,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A single `|` or `&` is an argument, not an operator",
    explanation: "The operators are the words `||`, `&&` and `;` (`core/exec.c: \
command_terminator`). There are no pipes and nothing runs in the background: `|` and `&` are \
arguments, and so is all that follows on the line.\n\nIn text that is shown, and in the command \
lines of kernels, they are reported only where a command plainly follows; the finding is then a \
warning.",
    bad: example!("single-operator-character", "bad"),
    near_miss: example!("single-operator-character", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"|&", check)],
};

fn check(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    report: &mut Report<'_>,
) {
    if arg.text().len() != 1 || stray(file, invocation, arg) != Some(Stray::Single) {
        return;
    }
    let mark = arg.shown();
    let free = invocation.text_use(arg);
    let title = format!("write `{mark}{mark}`");
    let edits = vec![Edit::replace(arg.span(), format!("{mark}{mark}"))];
    let what = invocation.name.shown();
    let finding = if arg.span() == invocation.name.span() {
        report
            .finding(arg.span(), format!("`{mark}` is taken for a command"))
            .with_console(format!("{mark}: command not found"))
    } else {
        report
            .finding(
                arg.span(),
                format!("`{mark}` is an argument of `{what}`, not an operator"),
            )
            .with_console(format!(
                "what follows it on the line is given to `{what}` as well"
            ))
    };
    let mut finding = finding
        .with_help(format!("the operator is `{mark}{mark}`"))
        .with_fix(match free {
            None => Fix::safe(title, edits),
            Some(_) => Fix::needs_review(title, edits),
        });
    if matches!(free, Some(TextUse::Shown | TextUse::Stored)) {
        report.lower(&mut finding);
    }
    report.add(finding);
}
