//! A file that is no text.

use ipxe_diagnostics::Severity;
use ipxe_syntax::Span;

use super::missing_magic::NOT_A_SCRIPT;
use crate::FileContext;
use crate::content::{Content, is_control};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX115",
    name: "binary-content",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "The file is binary data, not a script",
    explanation: "A script is text that begins with `#!ipxe` (`image/script.c: script_probe`). \
This file is an executable, an archive or something else. iPXE may well be able to run it, but \
not as a script, and nothing in it can be checked.\n\nWhere binary data follows `#!ipxe`, iPXE \
takes it for commands: perhaps something was appended to the script, or the file was damaged.",
    bad: example!("binary-content", "bad"),
    near_miss: example!("binary-content", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let Content::Binary(what) = file.content else {
        return;
    };
    let source = file.bytes();
    let script = file.script.magic().is_script();
    let at = source
        .iter()
        .position(|&byte| is_control(byte))
        .filter(|_| script);
    let at = at.unwrap_or(0) as u32;
    let finding = report
        .finding(Span::new(at, at + 1), format!("no script: {what}"))
        .with_help("name a script, or leave the file out");
    report.add(if script {
        finding
            .with_help("look for what damaged the file or was appended to it")
            .with_console("takes the data for commands")
    } else {
        let error = file.error_text(NOT_A_SCRIPT);
        finding.with_console(format!("as a script: Could not boot: {error}"))
    });
}
