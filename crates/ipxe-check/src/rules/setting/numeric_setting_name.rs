//! A setting named by a number.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{Scope, block};
use ipxe_settings::number::LongWidth;
use ipxe_settings::{NameParts, parse_tag};
use ipxe_syntax::Span;
use memchr::memchr;

use crate::invocation::{Expansion, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::names_setting;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX508",
    name: "numeric-setting-name",
    group: Group::Setting,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Safe,
    summary: "A setting named by a number",
    explanation: "A name that is a number means the DHCP option of that number \
(`core/settings.c: parse_setting_tag`): `${67}` is `${filename}`, and `set 12 NAME` sets the \
host name. Options that have a name are easier to read by it.",
    bad: example!("numeric-setting-name", "bad"),
    near_miss: example!("numeric-setting-name", "near-miss"),
    example_target: None,
    hooks: &[
        Hook::Expansion(check_expansion),
        Hook::CommandIf(names_setting, check_words),
    ],
};

fn check_expansion(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let Some(name) = expansion.known() else {
        return;
    };
    let start = memchr(b'/', name).map_or(0, |slash| slash + 1);
    if name.get(start).is_some_and(u8::is_ascii_digit) {
        complain(file, name, |from, to| expansion.part(from, to), report);
    }
}

fn check_words(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    for (arg, offset) in invocation.setting_words() {
        if arg.is_dynamic() {
            continue;
        }
        let name = &arg.text()[offset..];
        complain(
            file,
            name,
            |from, to| arg.part(offset + from, offset + to),
            report,
        );
    }
}

fn complain(
    file: &FileContext<'_>,
    text: &[u8],
    part: impl Fn(usize, usize) -> Span,
    report: &mut Report<'_>,
) {
    let parts = NameParts::of(text);
    let name = &text[parts.name()];
    let tag = parse_tag(name, LongWidth::Bits64);
    let scope = parts
        .block()
        .and_then(|span| block(&text[span]))
        .map(|block| block.scope);
    let dhcp = scope.is_none_or(|scope| scope == Scope::Default);
    if tag == 0 || !dhcp {
        return;
    }
    let Some(known) = file.dialect().predefined_tagged(Scope::Default, tag) else {
        return;
    };
    let span = part(parts.name().start, parts.name().end);
    let finding = report
        .finding(
            span,
            format!("`{}` is the setting `{}`", shown(name), known.name),
        )
        .with_label("a number")
        .with_help(format!("write `{}`", known.name))
        .with_fix(Fix::safe(
            format!("write `{}`", known.name),
            vec![Edit::replace(span, known.name)],
        ));
    report.add(finding);
}
