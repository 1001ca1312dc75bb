//! An operator that is part of a word.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::continuation::joins_in;
use crate::invocation::TextUse;
use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::stray::{Stray, stray};
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX302",
    name: "glued-operator",
    group: Group::Operator,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "An operator without blanks around it is part of a word",
    explanation: "A line is split into words at white space only, and `||`, `&&` and `;` are \
operators only where they are whole words (`core/exec.c: split_command`, `command_terminator`). \
`boot||` is the name of a command that does not exist, and `exit;` too; `||goto` is an \
argument.\n\nIn text that is shown, and in the command lines of kernels, this is reported only \
where a command plainly follows; the finding is then a warning.",
    bad: example!("glued-operator", "bad"),
    near_miss: example!("glued-operator", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"|&;", check)],
};

fn check(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    report: &mut Report<'_>,
) {
    let length = arg.text().len();
    let (from, to) = match stray(file, invocation, arg) {
        Some(Stray::Before(to)) => (0, to),
        Some(Stray::After(from)) => (from, length),
        Some(Stray::Between(from, to)) => (from, to),
        Some(Stray::Odd) if misread(file, invocation) == Some(Misread::ConflictMarker) => return,
        Some(Stray::Odd) => (0, length),
        Some(Stray::Single) | None => return,
    };
    let mut joins = joins_in(invocation.line.script(), arg.span());
    if joins.any(|join| join.glue().is_some()) {
        return; // glued-continuation says more.
    }
    let operator = arg.part(from, to);
    let shown = String::from_utf8_lossy(&arg.text()[from..to]).into_owned();
    let free = invocation.text_use(arg);
    let is_name = arg.span() == invocation.name.span();
    let finding = if from == 0 && to == length {
        report
            .finding(arg.span(), format!("`{}` is no operator", arg.shown()))
            .with_help("the operators are `||`, `&&` and `;`")
    } else {
        let double = matches!(shown.as_str(), "|" | "&");
        let mut written = if double {
            shown.repeat(2)
        } else {
            shown.clone()
        };
        if from > 0 {
            written.insert(0, ' ');
        }
        if to < length {
            written.push(' ');
        }
        let edits = vec![Edit::replace(operator, written.clone())];
        let written = written.trim();
        let title = format!("write `{written}` with blanks around it");
        let sure = free.is_none() && shown.len() == 2;
        report
            .finding(arg.span(), format!("`{}` is one word", arg.shown()))
            .with_label(format!("the `{shown}` in it is no operator"))
            .with_help(format!("write `{written}` with blanks around it"))
            .with_fix(if sure {
                Fix::safe(title, edits)
            } else {
                Fix::needs_review(title, edits)
            })
    };
    let mut finding = finding.with_console(if is_name {
        format!("{}: command not found", arg.shown())
    } else {
        format!(
            "what follows it on the line is given to `{}` as well",
            invocation.name.shown()
        )
    });
    if matches!(free, Some(TextUse::Shown | TextUse::Stored)) {
        report.lower(&mut finding);
    }
    report.add(finding);
}
