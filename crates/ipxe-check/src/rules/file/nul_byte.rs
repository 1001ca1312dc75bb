//! A NUL byte, which ends the line that it is in.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;
use ipxe_syntax::token::is_blank;

use crate::FileContext;
use crate::content::Content;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX105",
    name: "nul-byte",
    group: Group::File,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A NUL byte hides the rest of its line",
    explanation: "iPXE handles a line as a C string (`image/script.c: process_script`, \
`core/exec.c: system`), so what follows a NUL byte on its line is not there. Nothing is printed.",
    bad: example!("nul-byte", "bad"),
    near_miss: example!("nul-byte", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    if file.content != Content::Lines || memchr::memchr(0, source).is_none() {
        return;
    }
    for line in file.script.lines() {
        let Some(ignored) = line.ignored() else {
            continue;
        };
        let hidden = &source[ignored.range()];
        if hidden.iter().all(|&byte| byte == 0 || is_blank(byte)) {
            continue; // Padding.
        }
        let nul = Span::new(ignored.start, ignored.start + 1);
        let finding = report
            .finding(nul, "a NUL byte within a line")
            .with_label("the line ends here")
            .with_console("what follows on the line is ignored")
            .with_help("remove the NUL byte")
            .with_fix(Fix::needs_review(
                "remove the NUL byte",
                vec![Edit::delete(nul)],
            ));
        report.add(finding);
    }
}
