//! A file that does not begin with `#!ipxe`.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::token::is_blank;
use ipxe_syntax::{Magic, Span};

use crate::FileContext;
use crate::content::{Content, late_magic};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX101",
    name: "missing-magic",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "The file does not begin with `#!ipxe`",
    explanation: "iPXE takes a file for a script only if its very first bytes are `#!ipxe` (or \
`#!gpxe`), in lower case, and one white space byte follows (`image/script.c: script_probe`). A \
blank line, a space or a comment before it is enough to make the file something else, and \
executing that fails with `Exec format error`.\n\nA web application that prints a line feed \
before the script is the usual cause. Files that are only parts of scripts can be checked with \
`--fragment`.",
    bad: example!("missing-magic", "bad"),
    near_miss: example!("missing-magic", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

/// What iPXE prints where it is told to run a file that is no script.
pub const NOT_A_SCRIPT: ErrorId = ErrorId::new(Posix::Enoexec, ErrorFile::Image, 0);

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let source = file.bytes();
    let generated = file.template.first().is_some_and(|region| {
        let before = &source[..region.start as usize];
        before.iter().all(|&byte| is_blank(byte))
    });
    let other = file.content != Content::Lines; // byte-order-mark and its like say more.
    if file.script.magic().is_script() || file.options.fragments || generated || other {
        return;
    }
    // Then there is no file, and served-as-html says so.
    if file
        .served
        .is_some_and(|served| !matches!(served.status, 0 | 200..=299))
    {
        return;
    }
    let first_line = memchr::memchr(b'\n', source).unwrap_or(source.len());
    let first_line = Span::new(0, first_line as u32);
    let magic = Span::new(0, Magic::LEN.min(source.len()) as u32);
    let finding = match late_magic(source) {
        Some(0) => report
            .finding(magic, "nothing follows `#!ipxe`")
            .with_help("end the line: one white space byte must follow")
            .with_fix(Fix::safe(
                "add a line feed",
                vec![Edit::insert(magic.end, "\n")],
            )),
        Some(at) => {
            let before = Span::new(0, at as u32);
            let found = Span::new(before.end, before.end + magic.len());
            let blank = source[..at].iter().all(|&byte| is_blank(byte));
            let what = if blank {
                "white space"
            } else {
                "something else"
            };
            let finding = report
                .finding(found, format!("{what} stands before `#!ipxe`"))
                .with_label("this must be at the very beginning")
                .with_help("begin the file with `#!ipxe`");
            if blank {
                let cut = vec![Edit::delete(before)];
                finding
                    .with_related(before, "nothing may stand here")
                    .with_fix(Fix::safe("remove the white space", cut))
            } else {
                let moved = vec![
                    Edit::insert(0, "#!ipxe\n"),
                    Edit::delete(Span::new(found.start, found.end)),
                ];
                finding
                    .with_related(first_line, "iPXE looks here")
                    .with_fix(Fix::needs_review("move it to the beginning", moved))
            }
        }
        None if source.starts_with(b"#!ipxe") || source.starts_with(b"#!gpxe") => report
            .finding(magic.to(first_line), "no white space after the magic")
            .with_help("end the line after `#!ipxe`")
            .with_fix(Fix::needs_review(
                "put a line feed there",
                vec![Edit::insert(magic.end, "\n")],
            )),
        None if source[magic.range()].eq_ignore_ascii_case(b"#!ipxe") => report
            .finding(magic, "`#!ipxe` must be in lower case")
            .with_help("write `#!ipxe`")
            .with_fix(Fix::safe(
                "write it in lower case",
                vec![Edit::replace(magic, "#!ipxe")],
            )),
        None if source.starts_with(b"#! ipxe") => report
            .finding(Span::new(0, 7), "a space within `#!ipxe`")
            .with_help("write `#!ipxe`")
            .with_fix(Fix::safe(
                "remove the space",
                vec![Edit::delete(Span::new(2, 3))],
            )),
        None => {
            let add = vec![Edit::insert(0, "#!ipxe\n")];
            report
                .finding(first_line, "the file does not begin with `#!ipxe`")
                .with_help("make `#!ipxe` the first line")
                .with_fix(Fix::needs_review("add the line `#!ipxe`", add))
        }
    };
    let error = file.error_text(NOT_A_SCRIPT);
    report.add(finding.with_console(format!("Could not boot: {error}")));
}
