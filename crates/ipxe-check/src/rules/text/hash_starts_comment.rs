//! Text that is cut by a word that begins with `#`.

use ipxe_diagnostics::Severity;
use ipxe_syntax::Span;

use crate::invocation::TextUse;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX701",
    name: "hash-starts-comment",
    group: Group::Text,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A word that begins with `#` cuts off the rest of the text",
    explanation: "A word that begins with `#` starts a comment, in text as anywhere else \
(`core/exec.c: command_terminator`). There is no way to quote the sign; `set hash:hex 23` and \
`${hash:string}` give one.\n\nReported as a warning where nothing is left of a text that is \
needed, or where a number follows the sign; as a note where another character follows it without \
a blank. `# ` after some text is taken for a comment.",
    bad: example!("hash-starts-comment", "bad"),
    near_miss: example!("hash-starts-comment", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.text_from.is_some(),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if invocation.next_operator.is_some() {
        return;
    }
    let Some(comment) = invocation.line.comment() else {
        return;
    };
    let Some((text_use @ (TextUse::Shown | TextUse::Stored), start)) = invocation.text() else {
        return;
    };
    let text = file.bytes()[comment.range()].trim_ascii_end();
    let Some((&next, inner)) = text[1..].split_first() else {
        return;
    };
    let glued = !matches!(next, b' ' | b'\t' | b'#' | b'!' | b'=' | b'-');
    let empty = invocation.args.len() <= start && invocation.positionals().is_some();
    let number = |byte: &u8| byte.is_ascii_digit();
    let numbered =
        number(&next) || (empty && inner.iter().find(|&&b| b != b' ').is_some_and(number));
    let prose = inner.iter().any(u8::is_ascii_alphanumeric);
    let optional = invocation
        .spec
        .is_some_and(|spec| spec.min_args == 0 || text_use == TextUse::Stored);
    let certain = match (glued, empty) {
        (true, _) => numbered || empty,
        (false, true) => numbered || (prose && !optional),
        (false, false) => return,
    };
    // After a value that is there, and where none is needed, most such comments are meant.
    if !certain && (text_use == TextUse::Stored || !(glued || prose)) {
        return;
    }
    let word = text
        .iter()
        .take_while(|&&byte| byte != b' ' && byte != b'\t')
        .count();
    let mut finding = report
        .finding(
            Span::new(comment.start, comment.start + word as u32),
            if empty {
                "the text is a comment"
            } else {
                "the text ends here: a comment begins"
            },
        )
        .with_label(format!(
            "not part of the text of `{}`",
            invocation.name.shown()
        ))
        .with_help("put the sign in a setting: `set hash:hex 23`, then `${hash:string}`");
    if !certain {
        finding = finding.with_help(
            "for a comment put a blank after the sign; to show it, `set hash:hex 23` and `${hash:string}`",
        );
        report.note(&mut finding);
    }
    report.add(finding);
}
