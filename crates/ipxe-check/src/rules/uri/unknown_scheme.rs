//! A URI with a scheme that iPXE does not have.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::nearest::nearest;
use ipxe_reference::{ErrorFile, ErrorId, Posix, Release, SCHEMES, SchemeUse, ValueKind, scheme};
use memchr::memmem;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX603",
    name: "unknown-scheme",
    group: Group::Uri,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A URI with a scheme that iPXE does not have",
    explanation: "What stands before the first colon of a URI is its scheme if it is made of \
letters, `-` and `_` (`core/uri.c: parse_uri`). A scheme that no part of iPXE opens makes the \
command print `Operation not supported` and fail (`core/open.c: xfer_open_uri`). Which schemes \
a build has depends on its configuration; here only those are reported that no build has.",
    bad: example!("unknown-scheme", "bad"),
    near_miss: example!("unknown-scheme", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b":", check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    if uri.kind == ValueKind::SettingValue {
        return;
    }
    let Some(written) = uri.scheme().filter(|written| !written.is_empty()) else {
        return;
    };
    if scheme(written, Release::LATEST).is_some() {
        return;
    }
    if uri.may_be_image() && may_be_image(file, uri) {
        return;
    }
    let san = uri.kind == ValueKind::RootPath;
    let wanted = if san {
        SchemeUse::San
    } else {
        SchemeUse::Download
    };
    let names = || {
        SCHEMES
            .iter()
            .filter(move |known| known.is_for(wanted))
            .map(|known| known.name)
    };
    let failure = if san {
        "Could not open SAN device"
    } else {
        "Could not start download"
    };
    let error = file.error_text(ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0));
    let span = uri.part(0, written.len());
    let finding = report
        .finding(span, format!("there is no URI scheme `{}`", shown(written)))
        .with_label("unknown scheme")
        .with_console(format!("{failure}: {error}"));
    report.add(match nearest(written, names()) {
        Some(close) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(span, close)],
            )),
        None => finding.with_help(format!(
            "the schemes are {}",
            names().collect::<Vec<_>>().join(", ")
        )),
    });
}

/// True where an image of this name may be registered, which then is taken.
fn may_be_image(file: &FileContext<'_>, uri: &UriArg<'_, '_>) -> bool {
    let facts = file.facts();
    let like_uri = memmem::find(uri.text(), b"://").is_some();
    uri.known().is_some_and(|text| facts.images.contains(text)) || facts.dynamic_images && !like_uri
}
