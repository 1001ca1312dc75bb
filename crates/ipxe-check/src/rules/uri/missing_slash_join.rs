//! A base URI and a path are joined without a slash.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{Release, scheme};
use memchr::{memchr, memmem};

use crate::facts::without_type;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX614",
    name: "missing-slash-join",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A base URI and a path are joined without a slash",
    explanation: "Expansion only puts texts side by side. Where the value of the setting ends \
in the host and the text after it does not begin with `/`, the path becomes part of the host's \
name. Reported where the file stores the setting once, with a known value.",
    bad: example!("missing-slash-join", "bad"),
    near_miss: example!("missing-slash-join", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b"$", check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let Some((name, end)) = uri.expansion_at(0) else {
        return;
    };
    let rest = &uri.masked()[end..];
    if !rest.first().is_some_and(u8::is_ascii_alphanumeric) {
        return;
    }
    let Some(value) = file.facts().only_value(without_type(name)) else {
        return;
    };
    let Some(colon) = memmem::find(&value.text, b"://") else {
        return;
    };
    let host = &value.text[colon + 3..];
    let dotted = host.contains(&b'.') && !host.ends_with(b".");
    let bare = !host
        .iter()
        .any(|byte| matches!(byte, b'/' | b'?' | b'#' | b'$'));
    let port = memchr(b':', host).is_some() && rest[0].is_ascii_digit();
    if !dotted
        || !bare
        || port
        || !scheme(&value.text[..colon], Release::LATEST).is_some_and(|scheme| scheme.needs_host)
    {
        return;
    }
    let joined = format!(
        "{}{}",
        shown(&value.text),
        shown(&rest[..rest.iter().position(|&b| b == b'/').unwrap_or(rest.len())])
    );
    let finding = report
        .finding(
            uri.part(0, end + 1),
            format!("`{}` does not end in a slash", shown(&uri.text()[..end])),
        )
        .with_label(format!("becomes `{joined}`"))
        .with_related(value.span, "the value is stored here")
        .with_help("put a `/` between them")
        .with_fix(Fix::needs_review(
            "insert `/`",
            vec![Edit::insert(uri.part(end, end + 1).start, "/")],
        ));
    report.add(finding);
}
