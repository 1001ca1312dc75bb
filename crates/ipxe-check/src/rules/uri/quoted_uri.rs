//! Quotes around a URI.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::ValueKind;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX607",
    name: "quoted-uri",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "Quotes around a URI",
    explanation: "Quotes have no meaning to iPXE. A URI that begins with one has no scheme and \
is taken for a relative path, quotes and all (`core/uri.c: parse_uri`).",
    bad: example!("quoted-uri", "bad"),
    near_miss: example!("quoted-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b"\"'", check)],
};

fn check(
    _: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    if uri.kind == ValueKind::SettingValue {
        return; // set-quotes says more.
    }
    let text = uri.text();
    let [quote @ (b'"' | b'\''), .., last] = text else {
        return;
    };
    let finding = report
        .finding(uri.span(), "quotes are part of the URI")
        .with_label("taken for a relative path")
        .with_help("write it without the quotes");
    report.add(if quote == last {
        finding.with_fix(Fix::safe(
            "remove the quotes",
            vec![
                Edit::delete(uri.part(0, 1)),
                Edit::delete(uri.part(text.len() - 1, text.len())),
            ],
        ))
    } else {
        finding
    });
}
