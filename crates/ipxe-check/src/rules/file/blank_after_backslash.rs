//! A backslash with blanks between it and the line end.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_syntax::Span;
use ipxe_syntax::token::is_blank;
use memchr::{memchr, memchr_iter};

use crate::FileContext;
use crate::continuation::{first_command, indentation, is_operator, trim, words};
use crate::invocation::{Arg, Invocation, TextUse};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX108",
    name: "blank-after-backslash",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "Blanks or a comment after a backslash at the end of a line: the lines are not joined",
    explanation: "A line goes on in the next one if a backslash is its very last character, \
apart from one carriage return (`image/script.c: process_script`). With a blank or a comment \
after it the backslash is a character like any other: it becomes part of the arguments, and the \
next line is a command of its own.\n\nReported where joining was plainly meant, not after paths \
and drawings.",
    bad: example!("blank-after-backslash", "bad"),
    near_miss: example!("blank-after-backslash", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    for at in memchr_iter(b'\\', source) {
        let blanks = source[at + 1..]
            .iter()
            .take_while(|&&byte| is_blank(byte) && byte != b'\n')
            .count();
        let end = at + 1 + blanks;
        let blank = match &source[at + 1..end] {
            [] | [b'\r'] => continue,
            [.., b'\r'] => Span::new(at as u32 + 1, end as u32 - 1),
            _ => Span::new(at as u32 + 1, end as u32),
        };
        let comment = comment_at(file, at, end);
        let feed = comment.map_or(end, |comment| comment.end as usize);
        if source.get(feed) != Some(&b'\n') || !is_meant(file, at, feed + 1) {
            continue;
        }
        if let Some(comment) = comment {
            report.add(before_comment(at, comment, report));
            continue;
        }
        let backslash = Span::new(at as u32, at as u32 + 1);
        let apart = is_blank(source[at.saturating_sub(1)])
            || source.get(end + 1).is_some_and(|&byte| is_blank(byte));
        let edits = vec![Edit::delete(blank)];
        let title = "remove the blanks after the backslash";
        let finding = report
            .finding(
                backslash.to(blank),
                "blanks follow the backslash: the lines are not joined",
            )
            .with_label("the backslash must be the last character")
            .with_console("the backslash is an argument, and the next line a command of its own")
            .with_help("remove the blanks after the backslash")
            .with_fix(if apart {
                Fix::safe(title, edits)
            } else {
                Fix::needs_review(title, edits)
            });
        report.add(finding);
    }
}

/// The comment that begins at `start`, if the backslash at `at` stands before one.
fn comment_at(file: &FileContext<'_>, at: usize, start: usize) -> Option<Span> {
    if file.bytes().get(start) != Some(&b'#') {
        return None;
    }
    let comment = file.script.line_at(at as u32)?.comment()?;
    (comment.start as usize == start).then_some(comment)
}

fn before_comment(at: usize, comment: Span, report: &Report<'_>) -> Diagnostic {
    let backslash = Span::new(at as u32, at as u32 + 1);
    report
        .finding(
            backslash,
            "a comment follows the backslash: the lines are not joined",
        )
        .with_label("the backslash must be the last character")
        .with_related(comment, "a comment cannot stand here")
        .with_console("the backslash is an argument, and the next line a command of its own")
        .with_help("put the comment on a line of its own before the command")
}

/// True where the line with the backslash at `at` was to go on in the one that begins at `next`.
fn is_meant(file: &FileContext<'_>, at: usize, next: usize) -> bool {
    let source = file.bytes();
    let end = memchr(b'\n', &source[next..]).map_or(source.len(), |n| next + n);
    let next = Span::new(next as u32, end as u32);
    let joined = trim(source, next);
    let after = &source[joined.range()];
    if after.is_empty() || after.starts_with(b"#") || after.starts_with(b":") {
        return false;
    }
    let offset = at as u32;
    let Some(line) = file
        .script
        .line_at(offset)
        .filter(|&line| !file.is_replaced(line))
    else {
        return false;
    };
    if line
        .comment()
        .is_some_and(|comment| comment.contains(Span::at(offset)))
    {
        return false;
    }
    let before = &source[line.span().start as usize..at];
    let mut last_words = words(before).rev();
    let glued = before.last().is_some_and(|&byte| !is_blank(byte));
    let word = last_words.next().unwrap_or_default();
    if glued && is_path(word) {
        return false;
    }
    if first_command(after).is_none() || (!glued && is_operator(word)) {
        return true;
    }
    // What follows could be a command of its own.
    let deeper = indentation(&source[next.range()]) > indentation(before);
    deeper && !is_shown(line)
}

/// True for what Windows separates by backslashes.
fn is_path(word: &[u8]) -> bool {
    memchr(b'\\', word).is_some() || matches!(word, [letter, b':'] if letter.is_ascii_alphabetic())
}

/// True where the last command of `line` shows its arguments.
fn is_shown(line: ipxe_syntax::Line<'_>) -> bool {
    let Some(command) = line.commands().next_back() else {
        return false;
    };
    let words: Vec<Arg<'_>> = command.words().map(Arg::new).collect();
    let read = Invocation::read(line, command, 0, None, &words);
    let text = read.and_then(|invocation| invocation.text());
    matches!(text, Some((TextUse::Shown, _)))
}
