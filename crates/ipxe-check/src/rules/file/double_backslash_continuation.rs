//! Two backslashes at the end of a line.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::FileContext;
use crate::continuation::joins;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX111",
    name: "double-backslash-continuation",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Two backslashes at the end of a line: one stays, one joins the next line",
    explanation: "There is no escape character. Of two backslashes at the end of a line the last \
one joins the next line, and the other one stays as text. Moreover iPXE looks for a backslash at \
the end of what it has joined so far (`image/script.c: process_script`): where an empty line \
follows, that is the backslash that stayed, which goes as well, and the line after is joined \
too.\n\nOften the script was made by a program in whose strings `\\\\` means one backslash.",
    bad: example!("double-backslash-continuation", "bad"),
    near_miss: example!("double-backslash-continuation", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    for join in joins(file.script) {
        let first = join.splice.start;
        let kept = join.before_text().ends_with(b"\\");
        let lost = join.splice_text().starts_with(b"\\\\");
        if !(kept || lost) || join.is_in_comment() || file.is_replaced(join.line) {
            continue;
        }
        let span = join.backslash();
        let finding = if lost {
            report
                .finding(span, "two backslashes before an empty line: both vanish")
                .with_related(join.after_trimmed(), "this is joined")
                .with_help("remove the backslashes, or all but one and the empty line")
        } else {
            let extra = ipxe_syntax::Span::new(first - 1, first);
            report
                .finding(extra.to(span), "two backslashes at the end of a line")
                .with_label("the first stays as text, the last joins the next line")
                .with_help("write one backslash to join the lines, none to end the line")
                .with_fix(Fix::needs_review(
                    "remove one backslash",
                    vec![Edit::delete(extra)],
                ))
        };
        report.add(finding);
    }
}
