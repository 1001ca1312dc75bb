//! Dashes and quotes as word processors make them.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::characters::{find, is_dash, is_quote, name};
use crate::invocation::TextUse;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX703",
    name: "typographic-dash-or-quote",
    group: Group::Text,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A dash or quote as word processors make them",
    explanation: "Programs for prose turn `--` into a dash and straight quotes into curved ones. \
Options begin with the ASCII character `-` (`core/getopt.c: getopt_long`): what begins with a \
dash is an ordinary argument. Quotes mean nothing to iPXE at all; curved ones become part of a \
name, a URI or a value like straight ones.\n\nText that is shown may have both.",
    bad: example!("typographic-dash-or-quote", "bad"),
    near_miss: example!("typographic-dash-or-quote", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"\xc2\xe2\xef", check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    report: &mut Report<'_>,
) {
    if invocation.spec.is_some() {
        dash(invocation, arg, report);
        quote(invocation, arg, report);
    }
}

/// A dash before the name of an option that the command has.
fn dash(invocation: &Invocation<'_, '_>, arg: &Arg<'_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    let text = arg.text();
    let Some(first) = find(text, is_dash).next() else {
        return;
    };
    let hyphen = first.start == 1 && text[0] == b'-';
    if first.start > 0 && !hyphen {
        return;
    }
    let last = find(text, is_dash)
        .take_while(|odd| odd.start <= first.end)
        .last();
    let end = last.map_or(first.end, |last| last.end);
    let rest = text[end..].strip_prefix(b"-").unwrap_or(&text[end..]);
    let word = rest.split(|&byte| byte == b'=').next().unwrap_or(rest);
    let dashes = match word {
        [letter] if spec.option_short(*letter).is_some() => "-",
        _ if spec.option(word).is_some() => "--",
        _ => return,
    };
    let span = arg.part(0, text.len() - rest.len());
    let written = format!("{dashes}{}", String::from_utf8_lossy(word));
    let finding = report
        .finding(
            arg.span(),
            format!("`{}` begins with {}", arg.shown(), name(first.c)),
        )
        .with_label("an argument, not an option")
        .with_help(format!("write `{written}`"))
        .with_fix(Fix::safe(
            format!("write `{written}`"),
            vec![Edit::replace(span, dashes)],
        ));
    report.add(finding);
}

fn quote(invocation: &Invocation<'_, '_>, arg: &Arg<'_>, report: &mut Report<'_>) {
    if invocation.text_use(arg) == Some(TextUse::Shown) {
        return;
    }
    let text = arg.text();
    let mut quotes = find(text, is_quote);
    let Some(first) = quotes.next() else { return };
    let last = quotes.last().unwrap_or(first);
    if first.start > 0 && last.end < text.len() {
        return;
    }
    let mut edits = vec![Edit::delete(arg.part(first.start, first.end))];
    if last != first {
        edits.push(Edit::delete(arg.part(last.start, last.end)));
    }
    let finding = report
        .finding(
            arg.part(first.start, first.end),
            format!("{} is part of the word", name(first.c)),
        )
        .with_label("quotes mean nothing to iPXE")
        .with_help("remove the quotes")
        .with_fix(Fix::needs_review("remove the quotes", edits));
    report.add(finding);
}
