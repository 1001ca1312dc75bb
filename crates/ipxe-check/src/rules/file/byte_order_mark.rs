//! A byte order mark, or another encoding than one byte a character.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;

use super::missing_magic::NOT_A_SCRIPT;
use crate::FileContext;
use crate::content::{Content, UTF8_MARK};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX102",
    name: "byte-order-mark",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "The file begins with a byte order mark, or is UTF-16 or UTF-32",
    explanation: "Some editors and many programs for Windows put the three bytes EF BB BF before \
a text in UTF-8, or write UTF-16. iPXE compares the first bytes of a file with `#!ipxe` \
(`image/script.c: script_probe`) and knows no encodings, so the file is no script: executing it \
fails with `Exec format error`.\n\nSave the file as UTF-8 without a byte order mark.",
    bad: example!("byte-order-mark", "bad"),
    near_miss: example!("byte-order-mark", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    let finding = match file.content {
        Content::MarkedUtf8 => {
            let mark = Span::new(0, UTF8_MARK.len() as u32);
            report
                .finding(mark, "a byte order mark before the script")
                .with_help("save the file as UTF-8 without a byte order mark")
                .with_fix(Fix::safe(
                    "remove the byte order mark",
                    vec![Edit::delete(mark)],
                ))
        }
        Content::Wide(wide) => {
            let start = Span::new(0, source.len().min(wide.mark.max(wide.width)) as u32);
            let finding = report
                .finding(start, format!("the file is {}", wide.name()))
                .with_help("save the file as UTF-8 without a byte order mark");
            match wide.decode(source) {
                Some(text) => {
                    let whole = Span::new(0, source.len() as u32);
                    let edit = Edit::replace(whole, text.into_bytes());
                    finding.with_fix(Fix::safe("convert the file to UTF-8", vec![edit]))
                }
                None => finding,
            }
        }
        _ => return,
    };
    let error = file.error_text(NOT_A_SCRIPT);
    report.add(finding.with_console(format!("Could not boot: {error}")));
}
