//! A command that became part of the line before it.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{Command, ValueKind};

use crate::FileContext;
use crate::continuation::{Join, first_command, indentation, is_operator, joins, words};
use crate::invocation::{Arg, Invocation, TextUse};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX116",
    name: "continuation-swallows-command",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A backslash makes the next command part of the arguments",
    explanation: "A backslash at the end of a line joins the next line to it (`image/script.c: \
process_script`). Where a backslash stays at the end of the last argument, what was to be the \
next command becomes an argument, and does not run.\n\nReported where the joined line stands no \
deeper than the first one and has the form of a command with its arguments.",
    bad: example!("continuation-swallows-command", "bad"),
    near_miss: example!("continuation-swallows-command", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    for join in joins(file.script) {
        let Some(spec) = first_command(join.after_text()) else {
            continue;
        };
        if join.is_in_comment() || file.is_replaced(join.line) || !is_swallowed(file, &join, spec) {
            continue;
        }
        let backslash = join.backslash();
        let finding = report
            .finding(
                backslash,
                format!("`{}` in the next line becomes an argument", spec.name),
            )
            .with_label("joins the lines")
            .with_related(join.after_trimmed(), "this does not run as a command")
            .with_help("remove the backslash")
            .with_fix(Fix::needs_review(
                "remove the backslash",
                vec![Edit::delete(backslash)],
            ));
        report.add(finding);
    }
}

fn is_swallowed(file: &FileContext<'_>, join: &Join<'_>, spec: &'static Command) -> bool {
    let whole = &file.bytes()[join.line.span().range()];
    let first_line = &whole[..whole.len().min(400)];
    let deeper = indentation(join.after_text()) > indentation(first_line);
    let before = words(join.before_text()).next_back();
    let separate = before.is_none_or(is_operator);
    // Only the first command's line is read: what follows an operator is left alone.
    let simple = join.line.commands().len() == 1 || first_operator_after(join);
    if deeper || separate || !simple {
        return false;
    }
    let arguments: Vec<&[u8]> = words(join.after_text())
        .skip(1)
        .take_while(|word| !is_operator(word) && !word.starts_with(b"#"))
        .take(20)
        .collect();
    if arguments.len() < usize::from(spec.min_args) {
        return false;
    }
    let address = arguments.first().is_some_and(|first| is_address(first));
    let jump = spec
        .positional
        .first()
        .is_some_and(|first| first.kind == ValueKind::Label)
        && arguments
            .first()
            .is_some_and(|label| file.labels().contains(label));
    match text_use(join) {
        Some(TextUse::Shown | TextUse::Stored) => address || jump,
        Some(TextUse::ImageArguments) | None => {
            address || jump || arguments.is_empty() || spec.min_args > 0
        }
    }
}

/// True where no operator stands before the join on its line.
fn first_operator_after(join: &Join<'_>) -> bool {
    let second = join
        .line
        .commands()
        .nth(1)
        .and_then(|command| command.operator());
    second.is_none_or(|(_, span)| span.start > join.splice.start)
}

/// `scheme://...`, or something that an expansion gives.
fn is_address(word: &[u8]) -> bool {
    word.starts_with(b"${") || memchr::memmem::find(word, b"://").is_some()
}

/// What the line's first command does with its arguments.
fn text_use(join: &Join<'_>) -> Option<TextUse> {
    let command = join.line.commands().next()?;
    let words: Vec<Arg<'_>> = command.words().take(20).map(Arg::new).collect();
    let invocation = Invocation::read(join.line, command, 0, None, &words)?;
    invocation.text().map(|(text_use, _)| text_use)
}
