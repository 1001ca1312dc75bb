//! A request parameter is named after another setting than it holds.

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, settings_named};

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::Written;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX429",
    name: "param-name-mismatch",
    group: Group::Command,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "A request parameter is named after another setting than it holds",
    explanation: "`param manufacturer ${product}` sends the product under the name of the \
manufacturer. That is mostly a line that was copied and not changed to the end. Reported where \
the name is that of an SMBIOS setting and the value is another one.",
    bad: example!("param-name-mismatch", "bad"),
    near_miss: example!("param-name-mismatch", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Param], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([key, value]) = invocation.positionals() else {
        return;
    };
    let inner = value
        .text()
        .strip_prefix(b"${")
        .and_then(|rest| rest.strip_suffix(b"}"));
    let Some(inner) = inner else { return };
    let written = Written::of(inner).name;
    let smbios =
        |name: &[u8]| settings_named(name).any(|setting| setting.blocks.contains(&"smbios"));
    if written == key.text() || !smbios(written) || !smbios(key.text()) {
        return;
    }
    let finding = report
        .finding(
            value.span(),
            format!("the parameter `{}` holds `{}`", key.shown(), shown(written)),
        )
        .with_label("another setting")
        .with_related(key.span(), "the name of the parameter")
        .with_help(format!(
            "write `${{{}}}`, or name the parameter `{}`",
            key.shown(),
            shown(written)
        ));
    report.add(finding);
}
