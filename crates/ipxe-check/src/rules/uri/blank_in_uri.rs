//! A value with blanks becomes part of a URI.

use ipxe_diagnostics::Severity;
use memchr::memchr;

use crate::facts::without_type;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX615",
    name: "blank-in-uri",
    group: Group::Uri,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "A value with blanks becomes part of a URI",
    explanation: "A blank in the value of a setting does not end the word (`core/exec.c: \
expand_command`), and is asked for as `%20` (`core/uri.c: uri_encode`). That is right if the \
file's name has a blank, and often it has none. Reported where the file stores the setting \
once, with a known value.",
    bad: example!("blank-in-uri", "bad"),
    near_miss: example!("blank-in-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b"$", check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let mut at = 0;
    while let Some(found) = memchr(UNKNOWN, &uri.masked()[at..]) {
        let start = at + found;
        let Some((name, end)) = uri.expansion_at(start) else {
            return;
        };
        at = end;
        let value = file.facts().only_value(without_type(name));
        let Some(value) = value.filter(|value| value.text.contains(&b' ')) else {
            continue;
        };
        let finding = report
            .finding(
                uri.part(start, end),
                format!("the value of `{}` has a blank", shown(name)),
            )
            .with_label("asked for as %20")
            .with_related(value.span, "the value is stored here")
            .with_help("store a value without blanks, if the name of the file has none");
        report.add(finding);
    }
}
