//! Storing the current working URI has no effect.

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, Effect};

use crate::facts::without_type;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::names_setting;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX517",
    name: "cwuri-stored",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "Storing the current working URI has no effect",
    explanation: "`cwuri` and `cwduri` show what relative URIs are resolved against: the URI \
of the running script (`core/settings.c: cwuri_fetch`). A value stored under these names hides \
what they show, but relative URIs do not follow it (`core/cwuri.c`). To have a base of one's \
own, put it before each URI: `chain ${base}/menu.ipxe`.",
    bad: example!("cwuri-stored", "bad"),
    near_miss: example!("cwuri-stored", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(names_setting, check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(arg) = invocation.setting() else {
        return;
    };
    let name = without_type(arg.text());
    let stores = invocation
        .spec
        .is_some_and(|spec| spec.has(Effect::StoresSetting) && spec.id != CommandName::Clear);
    if !stores || name != b"cwuri" && name != b"cwduri" {
        return;
    }
    let finding = report
        .finding(
            arg.span(),
            format!(
                "storing `{}` does not change what relative URIs mean",
                arg.shown()
            ),
        )
        .with_label("only hides what it shows")
        .with_help("store a base under another name, and write `${base}/...`");
    report.add(finding);
}
