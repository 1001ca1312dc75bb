//! A number that iPXE cannot read.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_reference::{KEYS, ValueKind};
use ipxe_syntax::Span;

use crate::invocation::shown;
use crate::refusal::{Refusal, WrongValue};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX406",
    name: "invalid-integer",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A number that iPXE cannot read",
    explanation: "Numbers are read as in C: decimal, hexadecimal after `0x`, octal after `0`, \
with an optional sign. The whole word must be used up and must not be empty; there are no \
units and no fractions, and `08` is no octal number. Otherwise iPXE prints `\"TEXT\": invalid \
integer value` and the command fails without doing anything (`core/parseopt.c: \
parse_integer`). A key is one character or such a number (`parse_key`), a UUID has 16 bytes \
(`parse_uuid`).\n\n\
Where the word is no number at all, an option has probably taken what was meant as an \
argument.",
    bad: example!("invalid-integer", "bad"),
    near_miss: example!("invalid-integer", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Value(wrong) = refusal else {
        return;
    };
    let (what, console) = match wrong.kind {
        ValueKind::Uuid => ("UUID", "invalid UUID"),
        ValueKind::Key => ("key", "invalid integer value"),
        kind if kind.is_integer() => ("integer", "invalid integer value"),
        _ => return,
    };
    let text = shown(wrong.text);
    let span = invocation.args[wrong.index].part(wrong.offset, wrong.offset + wrong.text.len());
    let of = match wrong.option {
        Some(option) => format!("the value of `--{}`", option.long),
        None => format!(
            "the argument <{}> of `{}`",
            wrong.name,
            invocation.name.shown()
        ),
    };
    let mut finding = report
        .finding(span, format!("{of} is no {what}: `{text}`"))
        .with_label(format!("not a valid {what}"))
        .with_console(format!("\"{text}\": {console}"));
    if wrong.text.is_empty() {
        let arg = &invocation.args[wrong.index];
        finding.span = arg.span();
    }
    report.add(advise(finding, invocation, wrong, span));
}

fn advise(
    finding: Diagnostic,
    invocation: &Invocation<'_, '_>,
    wrong: &WrongValue<'_>,
    span: Span,
) -> Diagnostic {
    let timeout = wrong.kind == ValueKind::Timeout;
    if let Some(name) = single_hyphen(invocation, wrong) {
        let index = invocation.args[wrong.index].span().start;
        return finding
            .with_help(format!(
                "did you mean `--{name}`? One hyphen begins an option of one letter"
            ))
            .with_fix(Fix::needs_review(
                format!("write `--{name}`"),
                vec![Edit::insert(index, "-")],
            ));
    }
    if let Some(value) = in_unit(wrong.text, timeout) {
        let unit = if timeout {
            "milliseconds"
        } else {
            "whole seconds"
        };
        return finding
            .with_help(format!(
                "write the number of {unit}, without a unit: `{value}`"
            ))
            .with_fix(Fix::needs_review(
                format!("write `{value}`"),
                vec![Edit::replace(span, value)],
            ));
    }
    if let Some(decimal) = leading_zero(wrong.text) {
        return finding
            .with_help(format!(
                "a leading 0 means octal; in decimal write `{decimal}`"
            ))
            .with_fix(Fix::needs_review(
                format!("write `{decimal}`"),
                vec![Edit::replace(span, decimal)],
            ));
    }
    let digits = wrong.text.iter().any(u8::is_ascii_digit);
    let taken = wrong.option.is_some() && wrong.offset == 0 && !digits;
    match wrong.kind {
        ValueKind::Key => match key_named(wrong.text) {
            Some(code) => finding
                .with_help(format!(
                    "keys have no names: write a character or a number, here `{code}`"
                ))
                .with_fix(Fix::needs_review(
                    format!("write `{code}`"),
                    vec![Edit::replace(span, code)],
                )),
            None => finding.with_help("write a character, or a number such as 0x197e for F12"),
        },
        ValueKind::Uuid => finding.with_help("write it as in 01234567-89ab-cdef-0123-456789abcdef"),
        _ if taken || wrong.text.contains(&b':') => finding.with_help(format!(
            "the option takes the next word for its value: give `--{}` a number",
            wrong.name
        )),
        _ => finding.with_help("write a whole number: decimal, or hexadecimal with 0x"),
    }
}

/// The number of the key with this name, which old releases take too.
fn key_named(text: &[u8]) -> Option<String> {
    let named = KEYS
        .iter()
        .find(|key| key.name.as_bytes().eq_ignore_ascii_case(text))?;
    Some(format!(
        "{:#x}",
        named.code_before_2_0_0.unwrap_or(named.code)
    ))
}

/// The long name in `-timeout`, which was read as `-t` with the value `imeout`.
fn single_hyphen(invocation: &Invocation<'_, '_>, wrong: &WrongValue<'_>) -> Option<&'static str> {
    let option = wrong.option?;
    let text = invocation.args[wrong.index].text();
    (wrong.offset == 2 && text.get(1..) == Some(option.long.as_bytes())).then_some(option.long)
}

/// What `5s`, `500ms` and `1.5` mean: milliseconds for a timeout, else whole seconds.
fn in_unit(text: &[u8], timeout: bool) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = match &text[number.len()..] {
        "ms" | "msec" => 1.0,
        "s" | "sec" | "secs" | "seconds" => 1000.0,
        "m" | "min" => 60_000.0,
        "" if number.contains('.') && !timeout => 1000.0,
        _ => return None,
    };
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let milliseconds = number.parse::<f64>().ok().filter(|_| plain)? * scale;
    let value = if timeout {
        milliseconds
    } else {
        (milliseconds / 1000.0).ceil()
    };
    (value < 1e9).then(|| format!("{value:.0}"))
}

/// `8` for `08`.
fn leading_zero(text: &[u8]) -> Option<String> {
    let digits = text.strip_prefix(b"0")?;
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let rest = String::from_utf8_lossy(digits);
    plain
        .then(|| rest.trim_start_matches('0').to_owned())
        .filter(|rest| !rest.is_empty())
}
