//! `goto :name`.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;

use crate::FileContext;
use crate::invocation::{Arg, Invocation, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX203",
    name: "goto-with-colon",
    group: Group::Label,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "`goto` names a label with its colon",
    explanation: "The colon marks a label where it is defined and is no part of its name \
(`image/script.c: process_script`). `goto :name` looks for a label that is defined by `::name`. \
When there is none it prints nothing and fails; unless `||` follows, the script ends there.",
    bad: example!("goto-with-colon", "bad"),
    near_miss: example!("goto-with-colon", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Goto], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([target]) = invocation.positionals() else {
        return;
    };
    if !is_colon_mistake(file, target) {
        return;
    }
    let colon = target.part(0, 1);
    let name = shown(&target.text()[1..]);
    let mut finding = report
        .finding(target.span(), format!("no label is named `:{name}`"))
        .with_label("the colon is no part of the name")
        .with_help(format!("write `goto {name}`"))
        .with_console("prints nothing; `goto` fails and the script ends here")
        .with_fix(Fix::safe("remove the colon", vec![Edit::delete(colon)]));
    if invocation.is_guarded() {
        finding =
            finding.with_console("prints nothing; `goto` fails and what follows the operator runs");
        report.lower(&mut finding);
    }
    report.add(finding);
}

/// True where the colon of `target` is certainly one too many.
pub fn is_colon_mistake(file: &FileContext<'_>, target: &Arg<'_>) -> bool {
    let text = target.text();
    let labels = file.labels();
    match text {
        [b':', b':', ..] | [b':'] => false,
        [b':', name @ ..] if target.is_dynamic() => {
            let whole = name.starts_with(b"${") && file.template.is_empty();
            whole && !labels.some_begins_with_colon()
        }
        [b':', name @ ..] => labels.contains(name) && !labels.contains(text),
        _ => false,
    }
}
