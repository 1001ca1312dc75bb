//! `:${name}`, which is not expanded.

use ipxe_diagnostics::Severity;
use ipxe_syntax::Label;
use ipxe_syntax::expansion::has_expansion;

use crate::FileContext;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX208",
    name: "expansion-in-label",
    group: Group::Label,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "An expansion in the definition of a label is not expanded",
    explanation: "A label is compared with what `goto` was given byte by byte, as it is written \
(`image/script.c: goto_find_label`). The argument of `goto` is expanded before, so no jump ever \
asks for a label whose name has `${...}` in it.\n\nWrite out the labels, and let `goto ${name}` \
choose among them.",
    bad: example!("expansion-in-label", "bad"),
    near_miss: example!("expansion-in-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::Label(check)],
};

fn check(file: &FileContext<'_>, label: Label<'_>, report: &mut Report<'_>) {
    let name = label.name();
    if !has_expansion(name) || !file.template.is_empty() {
        return;
    }
    let finding = report
        .finding(
            label.span(),
            format!("the label `{}` is not expanded", shown(name)),
        )
        .with_label("no jump leads here")
        .with_help("write out the name of each label; `goto ${name}` chooses among them");
    report.add(finding);
}
