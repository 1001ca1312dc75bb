//! HTML, JSON or a message where a script should be.

use ipxe_diagnostics::Severity;
use ipxe_syntax::Span;
use ipxe_syntax::token::is_blank;

use super::missing_magic::NOT_A_SCRIPT;
use crate::content::Content;
use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX103",
    name: "html-not-script",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A web page, JSON or an error message instead of a script or within one",
    explanation: "Where the address is wrong or a program on the server fails, servers answer \
with pages, JSON or messages instead of a script, often with a status that says success. iPXE \
looks only at the first bytes (`image/script.c: script_probe`): such an answer is no script, and \
executing it fails with `Exec format error`.\n\nMessages of PHP in the middle of a script are \
taken for commands; the first such line is reported. Turn `display_errors` off and let errors go \
to the log.",
    bad: example!("html-not-script", "bad"),
    near_miss: example!("html-not-script", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check_file), Hook::UnknownCommand(check_line)],
};

fn check_file(file: &FileContext<'_>, report: &mut Report<'_>) {
    let (what, help) = match file.content {
        Content::Markup => (
            "HTML or XML instead of a script",
            "look at the address in a browser: it gives a page, perhaps one that says what failed",
        ),
        Content::Json => (
            "JSON instead of a script",
            "look at the address in a browser: it is one for programs, or says what failed",
        ),
        Content::Message => (
            "a message instead of a script",
            "look for the failure on the server that sent it",
        ),
        _ => return,
    };
    let source = file.bytes();
    let start = source.iter().position(|&b| !is_blank(b)).unwrap_or(0);
    let end = memchr::memchr(b'\n', &source[start..]).map_or(source.len(), |at| start + at);
    let span = Span::new(start as u32, end as u32);
    let mut finding = report.finding(span, what).with_help(help);
    if let Some(at) = memchr::memmem::find(source, b"#!ipxe") {
        let magic = Span::new(at as u32, at as u32 + 6);
        finding = finding
            .with_related(magic, "the script begins here")
            .with_help("keep the program that makes the script from printing anything before it");
    }
    let error = file.error_text(NOT_A_SCRIPT);
    report.add(finding.with_console(format!("Could not boot: {error}")));
}

fn check_line(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if misread(file, invocation) != Some(Misread::ForeignLine) {
        return;
    }
    if !file.is_first_foreign_line(invocation.line) {
        return;
    }
    let name = invocation.name;
    let finding = report
        .finding(
            invocation.span(),
            "a line of HTML or a message of PHP in the script",
        )
        .with_label("taken for a command")
        .with_help("keep the program that makes the script from printing anything else")
        .with_console(format!("{}: command not found", name.shown()));
    report.add(finding);
}
