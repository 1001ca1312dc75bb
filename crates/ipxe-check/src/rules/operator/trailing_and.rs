//! `&&` at the end of a line.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::{Line, Operator, Span};

use crate::FileContext;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX303",
    name: "trailing-and",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`&&` at the end of a line does nothing",
    explanation: "A line ends where it ends: what follows an operator is looked for on the same \
line only (`core/exec.c: system`). After `&&` at the end there is the empty command, which \
changes nothing. The next line runs or not as if the `&&` were not there: if the line before \
failed, the script has ended.\n\nA backslash after the operator joins the next line.",
    bad: example!("trailing-and", "bad"),
    near_miss: example!("trailing-and", "near-miss"),
    example_target: None,
    hooks: &[Hook::LineWithOperators(check)],
};

fn check(file: &FileContext<'_>, line: Line<'_>, report: &mut Report<'_>) {
    let Some(last) = line.commands().next_back().filter(|last| last.is_empty()) else {
        return;
    };
    let Some((Operator::And, operator)) = last.operator() else {
        return;
    };
    let leads = line.commands().len() == 2 && line.commands().next().is_some_and(|c| c.is_empty());
    if leads {
        return; // leading-operator says more.
    }
    let next = file.script.line(line.index() + 1);
    let goes_on = next.is_some_and(|next| next.label().is_none() && next.commands().len() > 0);
    let finding = report
        .finding(operator, "`&&` at the end of the line does nothing")
        .with_label("nothing follows");
    let end = end_of_text(file, line);
    report.add(if goes_on && line.comment().is_none() {
        finding
            .with_help("to go on in the next line, end this one with `&& \\`")
            .with_fix(Fix::needs_review(
                "join the next line",
                vec![Edit::insert(end, " \\")],
            ))
    } else {
        let start = file.bytes()[..operator.start as usize]
            .iter()
            .rposition(|&byte| byte != b' ' && byte != b'\t')
            .map_or(0, |at| at + 1);
        let cut = Span::new(start as u32, operator.end);
        finding.with_help("remove it").with_fix(Fix::needs_review(
            "remove the operator",
            vec![Edit::delete(cut)],
        ))
    });
}

/// Where the line ends, without its line end.
fn end_of_text(file: &FileContext<'_>, line: Line<'_>) -> u32 {
    let span = line.span();
    let text = &file.bytes()[span.range()];
    span.start + text.trim_ascii_end().len() as u32
}
