//! A backslash at the end of the last line.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::Span;

use crate::FileContext;
use crate::content::Content;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX109",
    name: "unterminated-continuation",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "The last line ends in a backslash, so that it never runs",
    explanation: "A backslash at the end of a line joins the next one. Where there is no next \
one, iPXE drops the line: it does not run, and the script ends with `Invalid argument` \
(`image/script.c: process_script`). That is also what a download that broke off looks like.",
    bad: example!("unterminated-continuation", "bad"),
    near_miss: example!("unterminated-continuation", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

const DANGLING: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Script, 0);

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    if !file.script.is_unterminated() || file.content != Content::Lines {
        return;
    }
    let source = file.bytes();
    let Some(last) = memchr::memrchr(b'\\', source) else {
        return;
    };
    let Some(line) = file.script.lines().next_back() else {
        return;
    };
    if file.is_replaced(line) {
        return;
    }
    let count = source[..=last]
        .iter()
        .rev()
        .take_while(|&&byte| byte == b'\\')
        .count();
    let backslash = Span::new((last + 1 - count) as u32, last as u32 + 1);
    let error = file.error_text(DANGLING);
    let finding = report
        .finding(
            backslash,
            "the last line ends in a backslash, and nothing follows",
        )
        .with_label("the line is dropped")
        .with_console(format!(
            "does not run this line, then: Could not boot: {error}"
        ))
        .with_help("remove the backslash, or add the line that is missing")
        .with_fix(Fix::needs_review(
            "remove the backslash",
            vec![Edit::delete(backslash)],
        ));
    report.add(finding);
}
