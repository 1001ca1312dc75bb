//! An expansion without a name is always empty.

use ipxe_diagnostics::Severity;

use crate::FileContext;
use crate::invocation::Expansion;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::Written;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX504",
    name: "empty-expansion",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "An expansion without a name is always empty",
    explanation: "`${}` and `${net0/}` name no setting, so that they give nothing \
(`core/settings.c: fetch_setting`). As a whole word `${}` is a known way to write an empty \
argument, as in `iseq ${room} ${}`, and is not reported there.",
    bad: example!("empty-expansion", "bad"),
    near_miss: example!("empty-expansion", "near-miss"),
    example_target: None,
    hooks: &[Hook::Expansion(check)],
};

fn check(_: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let name = expansion.name();
    let empty = name.is_empty() || !expansion.found.nested && Written::of(name).name.is_empty();
    let whole = name.is_empty() && expansion.arg.text().len() == 3;
    if !empty || whole {
        return;
    }
    let finding = report
        .finding(
            expansion.span(),
            "an expansion without the name of a setting",
        )
        .with_label("always empty")
        .with_help("write the name of a setting in it, or remove it");
    report.add(finding);
}
