//! A label in a line that belongs to the one before it.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;

use crate::FileContext;
use crate::continuation::joins;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX114",
    name: "continued-label",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A label stands in a continued line, where it is none",
    explanation: "Lines are joined before labels are looked for (`image/script.c: \
process_script`). Where the line before it ends in a backslash, `:name` is a word of that line \
and no label: `goto name` fails with `No such file or directory` and prints nothing.",
    bad: example!("continued-label", "bad"),
    near_miss: example!("continued-label", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    for join in joins(file.script) {
        let span = join.after_trimmed();
        let text = &file.bytes()[span.range()];
        let Some(rest) = text.strip_prefix(b":") else {
            continue;
        };
        let name = rest
            .split(|&byte| ipxe_syntax::token::is_blank(byte))
            .next()
            .unwrap_or(rest);
        if file.labels().contains(name) || file.is_replaced(join.line) {
            continue;
        }
        let Some(jump) = file.facts().first_jump(name) else {
            continue;
        };
        let backslash = join.backslash();
        let label = Span::new(span.start, span.start + 1 + name.len() as u32);
        let finding = report
            .finding(
                label,
                format!(
                    "`:{}` is no label: its line is joined to the one before",
                    shown(name)
                ),
            )
            .with_related(backslash, "the lines are joined here")
            .with_related(jump.span, "this jump fails")
            .with_help("remove the backslash at the end of the line before")
            .with_fix(Fix::needs_review(
                "remove the backslash",
                vec![Edit::delete(backslash)],
            ));
        report.add(finding);
    }
}
