//! A value that the type of the setting refuses.

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, Scope, SettingType, setting};
use ipxe_settings::{NameParts, SettingName, SettingsError, types};

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::Written;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX509",
    name: "invalid-setting-value",
    group: Group::Setting,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A value that the type of the setting refuses",
    explanation: "Every setting has a type: the one after its colon, else that of the \
predefined setting, else string. A text that is no value of the type is not stored: `set` \
prints `Could not store \"NAME\"` with the error, and fails (`core/settings.c: \
storef_setting`).\n\n\
Numbers are as in C (`0x10`, `010` is 8), addresses have four numbers up to 255, hexadecimal \
bytes are separated by the type's own separator.",
    bad: example!("invalid-setting-value", "bad"),
    near_miss: example!("invalid-setting-value", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Set], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([name, words @ ..]) = invocation.positionals() else {
        return;
    };
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return;
    };
    let Some(name) = name.known() else { return };
    let parts = NameParts::of(name);
    let plain = parts.setting_type().is_none()
        && setting(&name[parts.name()]).is_none()
        && !name.first().is_some_and(u8::is_ascii_digit);
    if plain || words.iter().any(Arg::is_dynamic) {
        return;
    }
    let dialect = file.dialect();
    let scope = Written::of(name)
        .known_block()
        .map_or(Scope::Default, |block| block.scope);
    let Ok(key) = SettingName::parse(name, dialect).key(scope, dialect) else {
        return;
    };
    let Some(setting_type) = key.setting_type else {
        return;
    };
    let text = words.iter().map(Arg::text).collect::<Vec<_>>().join(&b' ');
    let Err(error) = types::parse(setting_type, &text, dialect) else {
        return;
    };
    if is_quoted_or_assigned(&text) || text.iter().any(|byte| PLACEHOLDER.contains(byte)) {
        return; // set-quotes and set-equals say more.
    }
    let finding = report
        .finding(
            first.span().to(last.span()),
            format!("`{}` is no value of type {setting_type}", shown(&text)),
        )
        .with_label(error.to_string())
        .with_help(form(setting_type, error))
        .with_console(format!(
            "Could not store \"{}\": {}",
            shown(key.name),
            file.error_text(error.id())
        ));
    report.add(finding);
}

/// Marks of what another program will replace.
const PLACEHOLDER: &[u8] = b"$@{<%";

/// True where the value would be right without its quotes or its `=`.
fn is_quoted_or_assigned(text: &[u8]) -> bool {
    match text {
        [b'=', ..] => true,
        [first @ (b'"' | b'\''), .., last] => first == last,
        _ => false,
    }
}

/// How a value of a type looks.
fn form(setting_type: SettingType, error: SettingsError) -> String {
    if error == SettingsError::CannotParse {
        return format!("values of type {setting_type} can be shown but not given as text");
    }
    let form = match setting_type {
        SettingType::Ipv4 => "four numbers from 0 to 255, as in 192.0.2.1",
        SettingType::Ipv6 => "an IPv6 address, as in 2001:db8::1",
        SettingType::Hex => "pairs of hexadecimal digits with colons, as in 52:54:00:12",
        SettingType::Hexhyp => "pairs of hexadecimal digits with hyphens, as in 52-54-00-12",
        SettingType::Hexraw => "pairs of hexadecimal digits, as in 52540012",
        SettingType::Base64 => "Base64",
        SettingType::Uuid | SettingType::Guid => {
            "16 bytes, as in 01234567-89ab-cdef-0123-456789abcdef"
        }
        _ => "a number, decimal or hexadecimal with 0x; 0 and 1 stand for no and yes",
    };
    format!("the value must be {form}")
}
