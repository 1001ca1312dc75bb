//! A setting type that iPXE does not have.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_reference::nearest::nearest;
use ipxe_reference::{CommandName, SETTING_TYPES, SettingType, setting_type};
use ipxe_settings::SettingsError;
use ipxe_syntax::Span;
use memchr::memchr;

use crate::invocation::{Expansion, shown};
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::type_of;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX501",
    name: "unknown-setting-type",
    group: Group::Setting,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A setting type that iPXE does not have",
    explanation: "What follows the colon in the name of a setting is a type. An expansion with \
a type that does not exist gives nothing at all, silently (`core/settings.c: \
expand_settings`); a command that is given such a name prints `\"NAME\": invalid setting` and \
fails (`core/parseopt.c: parse_setting`). Then the finding is an error.\n\n\
The types are string, uristring, ipv4, ipv6, int8, int16, int32, uint8, uint16, uint32, hex, \
hexhyp, hexraw, base64, uuid, guid, busdevfn and dnssl.",
    bad: example!("unknown-setting-type", "bad"),
    near_miss: example!("unknown-setting-type", "near-miss"),
    example_target: None,
    hooks: &[
        Hook::Expansion(check_expansion),
        Hook::Refusal(check_refusal),
        Hook::Command(&[CommandName::Nslookup], check_late),
    ],
};

fn check_expansion(_: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let name = expansion.name();
    if memchr(b':', name).is_none() {
        return;
    }
    let Some(span) = type_of(name) else { return };
    let written = &name[span.clone()];
    if setting_type(written).is_some() {
        return;
    }
    let place = expansion.part(span.start, span.end);
    let place = if place.is_empty() {
        expansion.span()
    } else {
        place
    };
    let mut finding = complain(report, place, written).with_console(format!(
        "`{}` becomes empty",
        shown(&expansion.arg.text()[expansion.found.start as usize..expansion.found.end as usize])
    ));
    report.lower(&mut finding);
    report.add(finding);
}

fn check_refusal(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Refusal::Value(wrong) = refusal else {
        return;
    };
    let Some(span) = type_of(wrong.text).filter(|_| wrong.kind.is_setting()) else {
        return;
    };
    let arg = &invocation.args[wrong.index];
    let place = arg.part(wrong.offset + span.start, wrong.offset + span.end);
    let place = if place.is_empty() { arg.span() } else { place };
    let finding = complain(report, place, &wrong.text[span])
        .with_console(format!("\"{}\": invalid setting", shown(wrong.text)));
    report.add(finding);
}

/// `nslookup` reads the name of its setting only when it has the address.
fn check_late(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([name, host]) = invocation.positionals() else {
        return;
    };
    let Some(span) = type_of(name.text()).filter(|_| invocation.refusal(file).is_none()) else {
        return;
    };
    let written = &name.text()[span.clone()];
    if setting_type(written).is_some() {
        return;
    }
    let error = file.error_text(SettingsError::NoSuchType.id());
    let finding = complain(report, name.part(span.start, span.end), written)
        .with_console(format!("Could not resolve {}: {error}", host.shown()));
    report.add(finding);
}

/// The type that other languages call so.
fn other_name(written: &[u8]) -> Option<&'static str> {
    let meant = match written {
        b"int" | b"integer" | b"number" | b"long" => SettingType::Int32,
        b"uint" | b"unsigned" => SettingType::Uint32,
        b"bool" | b"boolean" | b"byte" => SettingType::Int8,
        b"ip" | b"inet" => SettingType::Ipv4,
        b"inet6" => SettingType::Ipv6,
        b"str" | b"text" | b"ascii" => SettingType::String,
        b"mac" | b"hyphen" | b"dash" => SettingType::Hexhyp,
        b"raw" | b"bin" => SettingType::Hexraw,
        b"uri" | b"url" => SettingType::Uristring,
        _ => return None,
    };
    Some(meant.name())
}

fn complain(report: &Report<'_>, place: Span, written: &[u8]) -> Diagnostic {
    let finding = report.finding(
        place,
        format!("there is no setting type `{}`", shown(written)),
    );
    let finding = finding.with_label("not a type");
    let names = || SETTING_TYPES.iter().map(|info| info.name);
    let close = names().find(|name| name.as_bytes().eq_ignore_ascii_case(written));
    match close
        .or_else(|| other_name(written))
        .or_else(|| nearest(written, names()))
    {
        Some(close) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(place, close)],
            )),
        None => finding.with_help(format!(
            "the types are {}",
            names().collect::<Vec<_>>().join(", ")
        )),
    }
}
