//! Two words that become one because a line goes on without a blank.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::FileContext;
use crate::continuation::joins;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX110",
    name: "glued-continuation",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Joining two lines makes one word of two",
    explanation: "Where a line ends in a backslash, iPXE removes the backslash and the line end \
and puts nothing in their place (`image/script.c: process_script`). Without a blank before the \
backslash or at the start of the next line, the last word of the one and the first word of the \
other become one word.\n\nReported where that word cannot have been meant: one part is an \
operator, an option, a URI, a name of a command, or an argument of the form `name=value`.",
    bad: example!("glued-continuation", "bad"),
    near_miss: example!("glued-continuation", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    for join in joins(file.script) {
        let Some(glue) = join.glue() else { continue };
        if file.is_replaced(join.line) {
            continue;
        }
        let joined = shown(&[glue.left, glue.right].concat());
        let blank = Edit::insert(join.splice.start, " ");
        let finding = report
            .finding(
                glue.span,
                format!("the lines are joined to one word: `{joined}`"),
            )
            .with_label(format!("one part is {}", glue.meant))
            .with_help("put a blank before the backslash")
            .with_fix(Fix::needs_review(
                "put a blank before the backslash",
                vec![blank],
            ));
        report.add(finding);
    }
}
