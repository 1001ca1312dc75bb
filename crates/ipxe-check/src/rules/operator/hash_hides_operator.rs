//! A comment in the middle of a line that was to go on.

use ipxe_diagnostics::Severity;
use ipxe_reference::command;
use ipxe_syntax::{Line, Span};

use crate::FileContext;
use crate::continuation::{is_operator, words};
use crate::invocation::{Arg, Invocation, TextUse};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX311",
    name: "hash-hides-operator",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A word that begins with `#` hides the operator and the command after it",
    explanation: "A word that begins with `#` starts a comment that lasts to the end of the \
line, operators included (`core/exec.c: command_terminator`). In `echo Disk #1 failed || shell` \
all from `#1` on is not there. There is no way to quote the sign; `set hash:hex 23` and \
`${hash:string}` give one.\n\nReported after text that is shown, and elsewhere where no blank \
follows the sign.",
    bad: example!("hash-hides-operator", "bad"),
    near_miss: example!("hash-hides-operator", "near-miss"),
    example_target: None,
    hooks: &[Hook::Line(check)],
};

fn check(file: &FileContext<'_>, line: Line<'_>, report: &mut Report<'_>) {
    let Some(last) = line.commands().next_back().filter(|last| !last.is_empty()) else {
        return;
    };
    let Some(comment) = line.comment() else {
        return;
    };
    let text = &file.bytes()[comment.range()];
    let Some((operator, name)) = hidden(text) else {
        return;
    };
    let glued = text
        .get(1)
        .is_some_and(|byte| !matches!(byte, b' ' | b'\t' | b'#'));
    let shows = || {
        let words: Vec<Arg<'_>> = last.words().map(Arg::new).collect();
        let read = Invocation::read(line, last, 0, None, &words);
        let text = read.and_then(|invocation| invocation.text());
        matches!(text, Some((TextUse::Shown, _)))
    };
    if !glued && !shows() {
        return;
    }
    let start = Span::new(comment.start, comment.start + 1);
    let at = comment.start + operator as u32;
    let finding = report
        .finding(
            start,
            format!(
                "the comment hides `{}` and what follows",
                String::from_utf8_lossy(name)
            ),
        )
        .with_label("a comment begins here")
        .with_related(Span::new(at, at + 2), "this is part of the comment")
        .with_help("put the sign in a setting: `set hash:hex 23`, then `${hash:string}`");
    report.add(finding);
}

/// The first `||` or `&&` that a command follows and that is not the first word of the comment:
/// its offset, and the name of the command.
fn hidden(comment: &[u8]) -> Option<(usize, &[u8])> {
    let mut found = None;
    for word in words(comment) {
        let offset = word.as_ptr() as usize - comment.as_ptr() as usize;
        if found.is_some() && command(word).is_some() {
            return found.map(|offset| (offset, word));
        }
        let bare = comment[..offset].iter().all(|&b| b == b'#' || b == b' ');
        found = (is_operator(word) && word != b";" && !bare).then_some(offset);
    }
    None
}
