//! A URI that misses its host, its port or a colon.

use std::ops::Range;

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{ErrorFile, ErrorId, Posix, Release, ValueKind, scheme};
use ipxe_settings::number::{LongWidth, parse_integer};
use ipxe_syntax::Span;
use memchr::{memchr_iter, memmem, memrchr};

use crate::facts::without_type;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX606",
    name: "malformed-uri",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A URI that misses its host, its port or a colon",
    explanation: "A URI of a network protocol has the form `SCHEME://HOST[:PORT]/PATH`. With \
one slash or none there is no host, and the download ends in `Invalid argument` \
(`net/tcp/httpconn.c: http_connect` and others). Without the colon the whole is a path, \
relative to the URI of the script. A port is a number up to 65535 (`core/uri.c: uri_port`); \
what follows the digits is ignored.",
    bad: example!("malformed-uri", "bad"),
    near_miss: example!("malformed-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::Uri(check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    match uri
        .scheme()
        .map(|written| (written, scheme(written, Release::LATEST)))
    {
        None => check_colon(uri, report),
        Some((written, Some(scheme))) if scheme.needs_host => match uri.host_and_port() {
            None => check_slashes(file, uri, written, report),
            Some(range) if range.start == range.end || uri.masked()[range.start] == b':' => {
                let finding = report
                    .finding(uri.part(0, range.end), "the URI names no host")
                    .with_label("the host is missing")
                    .with_help("write the host after `//`");
                report.add(finding);
            }
            Some(range) => check_authority(file, uri, range, report),
        },
        Some(_) => {}
    }
}

/// `http//host` and `http;//host`
fn check_colon(uri: &UriArg<'_, '_>, report: &mut Report<'_>) {
    let masked = uri.masked();
    if !masked.first().is_some_and(u8::is_ascii_alphabetic) {
        return; // No scheme begins like that.
    }
    let Some(slashes) = memmem::find(masked, b"//").filter(|&at| at > 0) else {
        return;
    };
    let (name, gap) = match &masked[..slashes] {
        [name @ .., b';' | b'.' | b','] => (name, 1),
        name => (name, 0),
    };
    if !scheme(name, Release::LATEST).is_some_and(|scheme| scheme.needs_host) {
        return;
    }
    let place = uri.part(name.len(), name.len() + gap);
    let finding = report
        .finding(
            uri.part(0, slashes + 2),
            format!("`{}` is no scheme without a colon", shown(name)),
        )
        .with_label("taken for a path")
        .with_help(format!("write `{}://`", shown(name)))
        .with_fix(Fix::safe(
            "insert the colon",
            vec![if gap == 0 {
                Edit::insert(uri.part(0, name.len()).end, ":")
            } else {
                Edit::replace(place, ":")
            }],
        ));
    report.add(finding);
}

/// `http:/host` and `http:host`
fn check_slashes(
    file: &FileContext<'_>,
    uri: &UriArg<'_, '_>,
    written: &[u8],
    report: &mut Report<'_>,
) {
    let rest = &uri.masked()[written.len() + 1..];
    let missing = match rest {
        [UNKNOWN, ..] | [b'/', UNKNOWN, ..] | [b'\\', ..] => return,
        [b'/', ..] => "/",
        _ => "//",
    };
    let end = written.len() + 3 - missing.len();
    let error = file.error_text(ErrorId::new(Posix::Einval, ErrorFile::Httpconn, 0));
    let web = written.to_ascii_lowercase().starts_with(b"http");
    let mut finding = report
        .finding(
            uri.part(0, end.min(uri.masked().len())),
            "the URI names no host",
        )
        .with_label("two slashes must follow")
        .with_help(format!("write `{}://HOST/...`", shown(written)))
        .with_fix(Fix::needs_review(
            "complete the slashes",
            vec![Edit::insert(uri.part(0, end).end, missing)],
        ));
    if web && uri.kind != ValueKind::RootPath {
        finding = finding.with_console(format!("Could not start download: {error}"));
    }
    report.add(finding);
}

fn check_authority(
    file: &FileContext<'_>,
    uri: &UriArg<'_, '_>,
    range: Range<usize>,
    report: &mut Report<'_>,
) {
    let host = &uri.masked()[range.clone()];
    let colons = memchr_iter(b':', host).count();
    if let Some(base) = second_scheme(file, uri, &range) {
        let finding = report
            .finding(uri.part(0, range.end), "the URI has two schemes")
            .with_label("the second one is taken for a host")
            .with_help("remove the first one");
        report.add(match base {
            Some(span) => finding.with_related(span, "the value has a scheme already"),
            None => finding,
        });
        return;
    }
    if host.ends_with(b"]") || colons != 1 && !host.starts_with(b"[") {
        return; // unbracketed-ipv6-host has a look at more colons.
    }
    let Some(colon) = memrchr(b':', host) else {
        return;
    };
    let port = &host[colon + 1..];
    if port.contains(&UNKNOWN) {
        return;
    }
    let number = parse_integer(port, LongWidth::Bits64, false);
    if number.is_ok_and(|number| (1..=0xffff).contains(&number)) {
        return;
    }
    let (start, end) = (range.start + colon, range.end);
    let what = match port {
        [] => "the port is missing after the colon".to_owned(),
        port => format!("`{}` is no port", shown(port)),
    };
    let finding = report
        .finding(uri.part(start, end), what)
        .with_label("must be a number from 1 to 65535");
    report.add(if port.is_empty() {
        finding
            .with_help("write the port, or remove the colon")
            .with_fix(Fix::needs_review(
                "remove the colon",
                vec![Edit::delete(uri.part(start, end))],
            ))
    } else {
        finding.with_help("write the number of the port")
    });
}

/// Where `http://` is followed by another URI: the place where that is stored, if it is a setting.
fn second_scheme(
    file: &FileContext<'_>,
    uri: &UriArg<'_, '_>,
    range: &Range<usize>,
) -> Option<Option<Span>> {
    let after = &uri.masked()[range.start..];
    if let Some(colon) = memmem::find(after, b"://").filter(|&at| at + 1 == range.len()) {
        return scheme(&after[..colon], Release::LATEST).map(|_| None);
    }
    if after.first() != Some(&UNKNOWN) {
        return None;
    }
    let (name, _) = uri.expansion_at(range.start)?;
    let value = file.facts().only_value(without_type(name))?;
    let colon = memmem::find(&value.text, b"://")?;
    scheme(&value.text[..colon], Release::LATEST).map(|_| Some(value.span))
}
