//! An IPv6 address without brackets as the host of a URI.

use std::net::Ipv6Addr;

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{SettingType, setting, setting_type};
use ipxe_settings::NameParts;
use memchr::memchr_iter;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX601",
    name: "unbracketed-ipv6-host",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "An IPv6 address without brackets as the host of a URI",
    explanation: "What follows the last colon of the host is the port, unless the host ends in \
`]` (`core/uri.c: parse_uri`). Without brackets an IPv6 address therefore loses its last part: \
`http://2001:db8::80/` asks the host `2001:db8:` on port 80. An expansion of an address needs \
the brackets too: `http://[${ip6}]/`.",
    bad: example!("unbracketed-ipv6-host", "bad"),
    near_miss: example!("unbracketed-ipv6-host", "near-miss"),
    example_target: None,
    hooks: &[Hook::Uri(check)],
};

fn check(
    _: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let Some(range) = uri.host_and_port() else {
        return;
    };
    let host = &uri.masked()[range.clone()];
    let text = &uri.text()[range.clone()];
    if host.first() == Some(&UNKNOWN) {
        check_expansion(uri, range.start, report);
        return;
    }
    let colons = memchr_iter(b':', host).count();
    let part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    if colons < 2 || !host.iter().all(part) {
        return;
    }
    let text = String::from_utf8_lossy(text);
    let whole = text.parse::<Ipv6Addr>().is_ok();
    let last = text.rfind(':').unwrap_or(0);
    let address = if whole { text.len() } else { last };
    let bracketed = format!("[{}]{}", &text[..address], &text[address..]);
    let finding = report
        .finding(
            uri.part(range.start, range.end),
            format!("the IPv6 address `{}` has no brackets", &text[..address]),
        )
        .with_label(format!(
            "taken for the host `{}` and the port `{}`",
            &text[..last],
            &text[last + 1..]
        ))
        .with_help(format!("write `{bracketed}`"))
        .with_fix(Fix::needs_review(
            "add brackets",
            vec![
                Edit::insert(uri.part(range.start, range.start).start, "["),
                Edit::insert(
                    uri.part(range.start + address - 1, range.start + address)
                        .end,
                    "]",
                ),
            ],
        ));
    report.add(finding);
}

/// `http://${ip6}/`
fn check_expansion(uri: &UriArg<'_, '_>, start: usize, report: &mut Report<'_>) {
    let Some((name, end)) = uri.expansion_at(start) else {
        return;
    };
    let ends = matches!(
        uri.masked().get(end),
        None | Some(b'/' | b':' | b'?' | b'#')
    );
    let parts = NameParts::of(name);
    let predefined = || setting(&name[parts.name()]).map(|known| known.setting_type);
    let known = parts
        .setting_type()
        .map_or_else(predefined, |span| setting_type(&name[span]));
    if !ends || known != Some(SettingType::Ipv6) {
        return;
    }
    let text = shown(&uri.text()[start..end]);
    let finding = report
        .finding(
            uri.part(start, end),
            format!("the IPv6 address `{text}` has no brackets"),
        )
        .with_label("its end is taken for a port")
        .with_help(format!("write `[{text}]`"))
        .with_fix(Fix::safe(
            "add brackets",
            vec![
                Edit::insert(uri.part(start, start + 1).start, "["),
                Edit::insert(uri.part(end - 1, end).end, "]"),
            ],
        ));
    report.add(finding);
}
