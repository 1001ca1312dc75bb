//! A comment that swallows the next line.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;

use crate::FileContext;
use crate::continuation::{Join, first_command, indentation, is_operator, joins, words};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX107",
    name: "comment-continuation",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A comment ends in a backslash and swallows the next line",
    explanation: "Lines that end in a backslash are joined with the next one before comments are \
recognised (`image/script.c: process_script`, `core/exec.c: command_terminator`). So a comment \
that ends in a backslash goes on: the next line is part of it and does not run. That is true of \
the first line, `#!ipxe`, too.\n\nReported where the swallowed line has a command or a label. A \
command that was turned into a comment together with its continuation lines is left alone.",
    bad: example!("comment-continuation", "bad"),
    near_miss: example!("comment-continuation", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let mut told = None;
    for join in joins(file.script) {
        let line = join.line.index();
        let Some(comment) = join.line.comment() else {
            continue;
        };
        if told == Some(line) || !join.is_in_comment() || file.is_replaced(join.line) {
            continue;
        }
        let swallowed = join.after_trimmed();
        let text = &file.bytes()[swallowed.range()];
        let works = matches!(text, [b':', next, ..] if next.is_ascii_alphanumeric())
            || first_command(text).is_some();
        if !works || was_command(file, &join, comment) {
            continue;
        }
        told = Some(line);
        let backslash = join.backslash();
        let finding = report
            .finding(backslash, "the comment goes on in the next line")
            .with_related(swallowed, "part of the comment: this does not run")
            .with_help("remove the backslash; it means the same in a comment as elsewhere")
            .with_fix(Fix::needs_review(
                "remove the backslash",
                vec![Edit::delete(backslash)],
            ));
        report.add(finding);
    }
}

/// True where the comment seems to be a command that was put out of use with its continuation.
fn was_command(file: &FileContext<'_>, join: &Join<'_>, comment: Span) -> bool {
    let before = Span::new(join.before.start.max(comment.start), join.splice.start);
    let before = &file.bytes()[before.range()];
    let bare = |text: &'_ [u8]| text.iter().position(|&b| b != b'#' && b != b' ');
    let start = &file.bytes()[Span::new(comment.start, join.splice.start).range()];
    let start = &start[..start.len().min(200)];
    let command = bare(start).is_some_and(|at| first_command(&start[at..]).is_some());
    let operator = words(before).next_back().is_some_and(is_operator);
    let line = &file.bytes()[join.line.span().range()];
    let line = &line[..line.len().min(200)];
    command && (operator || indentation(join.after_text()) > indentation(line))
}
