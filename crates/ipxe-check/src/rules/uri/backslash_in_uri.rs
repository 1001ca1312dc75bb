//! A backslash in a URI.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{Release, SchemeUse, scheme};
use memchr::memchr_iter;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX605",
    name: "backslash-in-uri",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A backslash in a URI",
    explanation: "Parts of a URI are separated by `/`. A backslash is an ordinary character, \
and is sent to a web server as `%5C` (`core/uri.c: uri_encode`). Some TFTP servers want \
backslashes in file names, so that TFTP URIs are not reported.",
    bad: example!("backslash-in-uri", "bad"),
    near_miss: example!("backslash-in-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(br"\", check)],
};

fn check(
    _: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let Some(written) = uri.scheme() else { return };
    let Some(scheme) = scheme(written, Release::LATEST) else {
        return;
    };
    let masked = uri.masked();
    let path = masked
        .iter()
        .position(|byte| matches!(byte, b'?' | b'#'))
        .unwrap_or(masked.len());
    let doubled = masked[written.len() + 1..].starts_with(b"\\\\");
    if !scheme.needs_host
        || !scheme.is_for(SchemeUse::Download)
        || scheme.build_option == Some("DOWNLOAD_PROTO_TFTP") && !doubled
    {
        return;
    }
    let found: Vec<usize> = memchr_iter(b'\\', &masked[..path]).collect();
    let Some(&first) = found.first() else { return };
    let edits = found
        .iter()
        .map(|&at| Edit::replace(uri.part(at, at + 1), "/"))
        .collect();
    let finding = report
        .finding(uri.part(first, first + 1), "a backslash in a URI")
        .with_label("an ordinary character")
        .with_help("separate the parts of a URI by `/`")
        .with_fix(Fix::needs_review("write `/` for each backslash", edits));
    report.add(finding);
}
