//! An option is given twice, and the last one counts.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX410",
    name: "repeated-option",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "An option is given twice, and the last one counts",
    explanation: "iPXE takes options from left to right, and a later value replaces an earlier \
one (`core/parseopt.c: reparse_options`). Nothing says so. To repeat an option without a value \
is of no use, but does no harm, and is not reported.",
    bad: example!("repeated-option", "bad"),
    near_miss: example!("repeated-option", "near-miss"),
    example_target: None,
    hooks: &[Hook::Options(check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if invocation.options.len() < 2 {
        return;
    }
    // Each option is compared with the last one of its name, of which there are few.
    for (place, given) in invocation.options.iter().enumerate() {
        let Some(value) = given.value else { continue };
        let rest = &invocation.options[place + 1..];
        let Some(later) = rest
            .iter()
            .take(MOST)
            .find(|later| later.option.long == given.option.long)
        else {
            continue;
        };
        let span = invocation.args[given.index]
            .span()
            .to(invocation.args[value.index].span());
        let later_span = invocation.args[later.index].span();
        let finding = report
            .finding(
                span,
                format!(
                    "`--{}` is given again and has no effect here",
                    given.option.long
                ),
            )
            .with_label("replaced")
            .with_related(later_span, "this one counts")
            .with_help("remove one of them")
            .with_fix(Fix::needs_review(
                "remove the first",
                vec![Edit::delete(
                    invocation.with_blank_before(given.index, value.index),
                )],
            ));
        report.add(finding);
    }
}

/// How many of the following options are looked at.
const MOST: usize = 16;
