//! `inc` of a setting that is no number.

use std::ops::ControlFlow;

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{CommandName, Effect, setting, setting_type};
use ipxe_settings::SettingsError;
use ipxe_syntax::Span;

use crate::facts::without_type;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::Written;
use crate::straight::before;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX518",
    name: "inc-of-text",
    group: Group::Setting,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "`inc` of a setting that is no number",
    explanation: "`set n 0` stores a text, and `inc` cannot store a number in a setting whose \
type is string: it prints `Could not store \"n\": Operation not supported` and fails \
(`hci/commands/nvo_cmd.c: inc_exec`, `core/settings.c: storen_setting`). The type must be \
given when the setting is first stored: `set n:int32 0`. A setting that does not exist counts \
as 0 and becomes an int32.",
    bad: example!("inc-of-text", "bad"),
    near_miss: example!("inc-of-text", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Inc], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([arg, ..]) = invocation.positionals() else {
        return;
    };
    let Some(text) = arg.known() else { return };
    if invocation.refusal(file).is_some() {
        return;
    }
    let error = file.error_text(SettingsError::NotNumeric.id());
    let written = Written::of(text);
    let console = format!("Could not store \"{}\": {error}", shown(written.name));
    let predefined = setting(written.name).map(|known| known.setting_type);
    let known = written.setting_type.map_or(predefined, setting_type);
    if let Some(setting_type) = known {
        if setting_type.info().numeric.is_none() {
            let finding = report
                .finding(
                    arg.span(),
                    format!(
                        "`{}` is of type {setting_type}, which is no number",
                        arg.shown()
                    ),
                )
                .with_label("cannot be counted up")
                .with_help("count with a setting of its own, of a type such as int32")
                .with_console(console);
            report.add(finding);
        }
        return;
    }
    if written.name.first().is_some_and(u8::is_ascii_digit) {
        return;
    }
    let Some((set, name, number)) = stored_as_text(file, invocation, text) else {
        return;
    };
    let mut finding = report
        .finding(
            arg.span(),
            format!("`{}` holds a text, and `inc` needs a number", arg.shown()),
        )
        .with_label("cannot be counted up")
        .with_related(set, "stored as a text here")
        .with_help(format!(
            "store it with a type: `set {}:int32 ...`",
            arg.shown()
        ))
        .with_console(console);
    if number {
        finding = finding.with_fix(Fix::safe(
            "store it as an int32",
            vec![Edit::insert(name.end, ":int32")],
        ));
    }
    report.lower(&mut finding);
    report.add(finding);
}

/// The `set` before that stores a text: the command, its name, and whether the text is a number.
fn stored_as_text(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    wanted: &[u8],
) -> Option<(Span, Span, bool)> {
    before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(None);
        };
        if spec.has(Effect::ExecutesImage)
            || spec.has(Effect::StoresOtherSettings)
            || spec.id == CommandName::Shell
        {
            return ControlFlow::Break(None);
        }
        if !spec.has(Effect::StoresSetting) {
            return ControlFlow::Continue(());
        }
        step.read(|store| judge(store, step.certain, wanted))
            .unwrap_or(ControlFlow::Continue(()))
    })
    .flatten()
}

/// What one command on the way says about the setting `wanted`.
fn judge(
    store: &Invocation<'_, '_>,
    certain: bool,
    wanted: &[u8],
) -> ControlFlow<Option<(Span, Span, bool)>> {
    let Some(stored) = store.setting() else {
        return ControlFlow::Continue(());
    };
    if stored.is_dynamic() {
        return ControlFlow::Break(None);
    }
    if without_type(stored.text()) != wanted {
        return ControlFlow::Continue(());
    }
    let values = store.positionals().unwrap_or(&[]).get(1..).unwrap_or(&[]);
    let is_set = store.spec.map(|spec| spec.id) == Some(CommandName::Set);
    let text = certain && is_set && stored.text() == wanted;
    let known = !values.is_empty() && values.iter().any(|value| !value.text().starts_with(b"${"));
    let plain = |text: &[u8]| {
        text == b"0" || text.iter().all(u8::is_ascii_digit) && !text.starts_with(b"0")
    };
    let number = matches!(values, [value] if plain(value.text()));
    ControlFlow::Break((text && known).then(|| (store.span(), stored.span(), number)))
}
