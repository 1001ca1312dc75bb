//! A setting that nothing in the file stores.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{Effect, setting};

use super::similar_setting::similar;
use crate::FileContext;
use crate::invocation::{Expansion, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::Written;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX520",
    name: "unset-setting",
    group: Group::Setting,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Unsafe,
    summary: "A setting that nothing in the file stores",
    explanation: "An expansion of a setting that does not exist gives nothing, silently \
(`core/settings.c: expand_settings`). The name is no predefined one, and no command of the \
file stores it. It may come from the script that called this one, from DHCP or from the user; \
a mistyped name looks just the same. Expansions that `isset` or `iseq` test are not reported.",
    bad: example!("unset-setting", "bad"),
    near_miss: example!("unset-setting", "near-miss"),
    example_target: None,
    hooks: &[Hook::Expansion(check)],
};

fn check(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let Some(text) = expansion.known() else {
        return;
    };
    let written = Written::of(text);
    let name = written.name;
    let test = expansion
        .invocation
        .spec
        .is_some_and(|spec| spec.has(Effect::IsTest));
    if test
        || written.block.is_some()
        || !name.first().is_some_and(u8::is_ascii_alphabetic)
        || setting(name).is_some()
    {
        return;
    }
    let facts = file.facts();
    if facts.stores(name) || !file.template.is_empty() || similar(name).is_some() {
        return; // similar-setting says more.
    }
    let span = expansion.part(0, name.len());
    let finding = report
        .finding(
            span,
            format!("nothing in this file stores `{}`", shown(name)),
        )
        .with_label("perhaps not set")
        .with_console("becomes empty if nothing else stores it");
    report.add(match facts.nearest_stored(name) {
        Some(close) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(span, close)],
            )),
        None => finding.with_help("store it, or test it with `isset` first"),
    });
}
