//! A `data:` URI that cannot be read.

use ipxe_diagnostics::Severity;
use ipxe_reference::{ErrorFile, ErrorId, Posix, ValueKind};
use ipxe_syntax::uri::Uri;
use ipxe_syntax::uri::data::{DataUriError, datauri_parse};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX611",
    name: "invalid-data-uri",
    group: Group::Uri,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A `data:` URI that cannot be read",
    explanation: "A `data:` URI is its own contents: `data:,TEXT` with percent escapes, or \
`data:;base64,DATA`. Without the comma, or with bad Base64, the download ends in `Invalid \
argument` (`core/datauri.c: datauri_parse`). A `#` ends the URI.",
    bad: example!("invalid-data-uri", "bad"),
    near_miss: example!("invalid-data-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b":", check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    if !uri
        .scheme()
        .is_some_and(|written| written.eq_ignore_ascii_case(b"data"))
        || uri.kind == ValueKind::RootPath
    {
        return;
    }
    let Some(text) = uri.known() else { return };
    if uri.may_be_image() && file.facts().images.contains(text) {
        return;
    }
    let Err(error) = datauri_parse(&Uri::parse(text)) else {
        return;
    };
    let id = match error {
        DataUriError::Base64(_) => ErrorFile::Base64,
        DataUriError::NoComma | DataUriError::NotOpaque => ErrorFile::Datauri,
    };
    let console = file.error_text(ErrorId::new(Posix::Einval, id, 0));
    let finding = report
        .finding(uri.span(), error.to_string())
        .with_label("no contents")
        .with_help("write `data:,TEXT` or `data:;base64,DATA`")
        .with_console(format!("Could not start download: {console}"));
    report.add(finding);
}
