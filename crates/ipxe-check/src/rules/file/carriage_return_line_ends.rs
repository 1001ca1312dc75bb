//! Carriage returns where line feeds should be.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;
use ipxe_syntax::token::is_blank;
use memchr::{memchr, memchr_iter};

use crate::FileContext;
use crate::content::Content;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX104",
    name: "carriage-return-line-ends",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A carriage return without a line feed ends no line",
    explanation: "iPXE splits a script at line feeds and drops one carriage return before each \
(`image/script.c: process_script`), so LF and CR LF both work. A carriage return alone is white \
space. A file that has nothing else is one line, and as that begins with `#` it is a comment: \
the script runs, does nothing and succeeds.\n\nWithin a file that has line feeds too, a carriage \
return alone joins what was meant as two lines; the finding is then a warning.",
    bad: example!("carriage-return-line-ends", "bad"),
    near_miss: example!("carriage-return-line-ends", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    if file.content != Content::Lines || memchr(b'\r', source).is_none() {
        return;
    }
    let mut lone = memchr_iter(b'\r', source).filter(|&at| joins(source, at));
    let Some(first) = lone.next() else { return };
    let count = 1 + lone.clone().count();
    let edit = |at: usize| Edit::replace(Span::new(at as u32, at as u32 + 1), "\n");
    let edits = std::iter::once(first).chain(lone).map(edit).collect();
    let span = Span::new(first as u32, first as u32 + 1);
    let title = "end the lines with line feeds";
    if memchr(b'\n', source).is_none() {
        let finding = report
            .finding(
                span,
                "the file has carriage returns and no line feed: it is one long line",
            )
            .with_label("not the end of a line")
            .with_console("the whole file is a comment: nothing runs, and the script succeeds")
            .with_help("save the file with line ends LF or CR LF")
            .with_fix(Fix::safe(title, edits));
        report.add(finding);
        return;
    }
    let places = match count {
        1 => String::new(),
        count => format!(", here and in {} more places", count - 1),
    };
    let mut finding = report
        .finding(span, format!("a carriage return within a line{places}"))
        .with_label("white space, not the end of a line")
        .with_console("what follows belongs to the same line")
        .with_help("end lines with LF or CR LF")
        .with_fix(Fix::needs_review(title, edits));
    report.lower(&mut finding);
    report.add(finding);
}

/// True for a carriage return with something before and after it on its line.
///
/// Looks at no more than the white space around it, which no two of them share.
fn joins(source: &[u8], at: usize) -> bool {
    let after = source[at + 1..]
        .iter()
        .find(|&&b| b == b'\n' || b == b'\r' || !is_blank(b));
    let before = source[..at]
        .iter()
        .rev()
        .find(|&&b| b == b'\n' || b == b'\r' || !is_blank(b));
    after.is_some_and(|&byte| byte != b'\n' && byte != b'\r')
        && before.is_some_and(|&byte| byte != b'\n')
}
