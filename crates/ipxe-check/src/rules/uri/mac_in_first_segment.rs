//! A hardware address at the start of a relative URI.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{
    ErrorFile, ErrorId, Posix, Release, SettingType, ValueKind, setting, setting_type,
};
use ipxe_settings::NameParts;
use memchr::memchr;

use crate::facts::without_type;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX602",
    name: "mac-in-first-segment",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A hardware address at the start of a relative URI",
    explanation: "A relative URI that begins with `${mac}` is not taken for relative when the \
address begins with two letters: `aa:bb:...` is the scheme `aa`, which does not exist. Before \
2.0.0 that happens to every address, because whatever stood before the first colon was the \
scheme (`core/uri.c: parse_uri`). With hyphens in place of the colons it is a file name \
always: `${mac:hexhyp}`.",
    bad: example!("mac-in-first-segment", "bad"),
    near_miss: example!("mac-in-first-segment", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b"$", check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    if !matches!(uri.kind, ValueKind::Uri | ValueKind::ImageOrUri) {
        return;
    }
    let masked = uri.masked();
    let Some(start) = memchr(UNKNOWN, masked) else {
        return;
    };
    let old = file
        .options
        .targets
        .iter()
        .any(|target| target.release < Release::V2_0_0);
    let before = &masked[..start];
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    if before.contains(&b':') || !old && !before.iter().all(letter) {
        return;
    }
    let Some((name, end)) = uri.expansion_at(start) else {
        return;
    };
    if file.facts().stores(without_type(name)) {
        return;
    }
    let parts = NameParts::of(name);
    let predefined = || setting(&name[parts.name()]).map(|known| known.setting_type);
    let known = parts
        .setting_type()
        .map_or_else(predefined, |span| setting_type(&name[span]));
    if known != Some(SettingType::Hex) {
        return;
    }
    let text = shown(&uri.text()[start..end]);
    let bare = shown(without_type(name));
    let finding = report
        .finding(
            uri.part(start, end),
            format!("`{text}` at the start of a relative URI can be taken for a scheme"),
        )
        .with_label("holds colons")
        .with_help(format!("write `${{{bare}:hexhyp}}`"))
        .with_console(format!(
            "Could not start download: {}",
            file.error_text(ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0))
        ))
        .with_fix(Fix::needs_review(
            "write it with hyphens",
            vec![Edit::replace(
                uri.part(start, end),
                format!("${{{bare}:hexhyp}}"),
            )],
        ));
    report.add(finding);
}
