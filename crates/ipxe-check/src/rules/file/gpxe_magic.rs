//! A script that begins with `#!gpxe`.

use ipxe_diagnostics::{Edit, Fix, Severity, Tag};
use ipxe_syntax::{Magic, Span};

use crate::FileContext;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX106",
    name: "gpxe-magic",
    group: Group::File,
    severity: Severity::Note,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "The script begins with the old `#!gpxe`",
    explanation: "gPXE is what iPXE was called until 2010. iPXE still takes `#!gpxe` for the \
start of a script (`image/script.c: script_probe`), and runs it like any other. gPXE itself runs \
only such scripts, and knows no labels, no `goto`, no operators and no continuation of lines: a \
script that uses them might as well say `#!ipxe`.",
    bad: example!("gpxe-magic", "bad"),
    near_miss: example!("gpxe-magic", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    if file.script.magic() != Magic::Gpxe {
        return;
    }
    let magic = Span::new(0, Magic::LEN as u32);
    let finding = report
        .finding(magic, "`#!gpxe` is the magic of iPXE's forerunner")
        .with_help("write `#!ipxe` unless gPXE is to run the script")
        .with_tag(Tag::Deprecated)
        .with_fix(Fix::needs_review(
            "write `#!ipxe`",
            vec![Edit::replace(magic, "#!ipxe")],
        ));
    report.add(finding);
}
