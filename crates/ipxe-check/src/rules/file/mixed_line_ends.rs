//! LF and CR LF in one file.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;
use memchr::memchr_iter;

use crate::FileContext;
use crate::content::Content;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX112",
    name: "mixed-line-ends",
    group: Group::File,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Safe,
    summary: "Some lines end in LF, others in CR LF",
    explanation: "iPXE takes LF and CR LF alike (`image/script.c: process_script`), so that \
nothing is wrong with the script. The file was edited by programs that do not agree, and the \
next one may change every line of it.",
    bad: example!("mixed-line-ends", "bad"),
    near_miss: example!("mixed-line-ends", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    if file.content != Content::Lines {
        return;
    }
    let feeds = || memchr_iter(b'\n', source);
    let has_return = |&at: &usize| at > 0 && source[at - 1] == b'\r';
    let all = feeds().count();
    let with_return = feeds().filter(has_return).count();
    if with_return == 0 || with_return == all {
        return;
    }
    let keep_return = with_return * 2 > all;
    let odd = feeds().filter(|at| has_return(at) != keep_return);
    let edits: Vec<Edit> = odd
        .map(|at| match keep_return {
            true => Edit::insert(at as u32, "\r"),
            false => Edit::delete(Span::new(at as u32 - 1, at as u32)),
        })
        .collect();
    let Some(first) = edits.first() else { return };
    let (usual, other) = if keep_return {
        ("CR LF", "LF")
    } else {
        ("LF", "CR LF")
    };
    let count = edits.len();
    let lines = if count == 1 { "line ends" } else { "lines end" };
    let finding = report
        .finding(
            first.span,
            format!("{count} {lines} in {other}, the others in {usual}"),
        )
        .with_label("here first")
        .with_help(format!("end all lines in {usual}"))
        .with_fix(Fix::safe(format!("end all lines in {usual}"), edits));
    report.add(finding);
}
