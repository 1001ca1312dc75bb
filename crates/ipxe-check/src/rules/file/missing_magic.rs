//! A file that does not begin with `#!ipxe`.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::Span;
use ipxe_syntax::token::is_blank;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::FileContext;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX101",
    name: "missing-magic",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "The file does not begin with `#!ipxe`",
    explanation: "iPXE takes a file for a script only if its very first bytes are `#!ipxe` (or `#!gpxe`), in lower \
case, and one white space byte follows (`image/script.c: script_probe`). A blank line, a space or a comment before \
it is enough to make the file something else, and executing that fails with `Exec format error`.\n\nA web \
application that prints a line feed before the script is the usual cause. Files that are only parts of \
scripts can be checked with `--fragment`.",
    bad: example!("missing-magic", "bad"),
    near_miss: example!("missing-magic", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

const CONSOLE: &str = "Could not boot: Exec format error (https://ipxe.org/2e0080)";

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    let hidden = file.template.first().is_some_and(|region| {
        source[..region.start as usize].iter().all(|&byte| is_blank(byte))
    });
    if file.script.magic().is_script() || file.options.fragments || hidden || has_other_cause(source) {
        return;
    }
    let first_line = Span::new(0, source.iter().position(|&b| b == b'\n').unwrap_or(source.len()) as u32);
    let late = [&b"#!ipxe"[..], b"#!gpxe"].iter().find_map(|magic| memchr::memmem::find(source, magic));
    let finding = match late {
        Some(0) => report
            .finding(Span::new(0, 6), "nothing follows `#!ipxe`")
            .with_help("end the line: one white space byte must follow")
            .with_fix(Fix::safe("add a line feed", vec![Edit::insert(6, "\n")])),
        Some(at) if source[..at].iter().all(|&byte| is_blank(byte)) => report
            .finding(Span::new(0, at as u32), "white space before `#!ipxe`")
            .with_label("nothing may stand here")
            .with_help("begin the file with `#!ipxe`")
            .with_fix(Fix::safe("remove the white space", vec![Edit::delete(Span::new(0, at as u32))])),
        _ if source.len() >= 6 && source[..6].eq_ignore_ascii_case(b"#!ipxe") => report
            .finding(Span::new(0, 6), "`#!ipxe` must be in lower case")
            .with_help("write `#!ipxe`")
            .with_fix(Fix::safe("write it in lower case", vec![Edit::replace(Span::new(0, 6), "#!ipxe")])),
        _ if source.starts_with(b"#! ipxe") => report
            .finding(Span::new(0, 7), "a space within `#!ipxe`")
            .with_help("write `#!ipxe`")
            .with_fix(Fix::safe("remove the space", vec![Edit::delete(Span::new(2, 3))])),
        Some(at) => report
            .finding(first_line, "the file does not begin with `#!ipxe`")
            .with_related(Span::new(at as u32, at as u32 + 6), "this must be at the very beginning")
            .with_help("remove what stands before it"),
        None => report
            .finding(first_line, "the file does not begin with `#!ipxe`")
            .with_help("make `#!ipxe` the first line")
            .with_fix(Fix::needs_review("add the line `#!ipxe`", vec![Edit::insert(0, "#!ipxe\n")])),
    };
    report.add(finding.with_console(CONSOLE));
}

/// Other rules say more about a byte order mark and about HTML.
fn has_other_cause(source: &[u8]) -> bool {
    [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff", b"<"].iter().any(|start| source.starts_with(start))
}
