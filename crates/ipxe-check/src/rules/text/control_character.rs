//! A control character in a word.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::content::is_control;
use crate::invocation::TextUse;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX707",
    name: "control-character",
    group: Group::Text,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A control character outside of text",
    explanation: "Control characters other than white space are part of the word in which they \
stand (`core/ctype.c: isspace`). In text that is shown they may move the cursor or change \
colours. In names, options and URIs they are left over from a terminal or a damaged file, do not \
show in an editor and make the word a wrong one.",
    bad: example!("control-character", "bad"),
    near_miss: example!("control-character", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(CONTROLS, check)],
};

/// All control characters but NUL, which ends a line, and white space.
const CONTROLS: &[u8] = b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\
\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f";

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    report: &mut Report<'_>,
) {
    let is_name = arg.span() == invocation.name.span();
    let known = is_name || invocation.spec.is_some();
    let shown = matches!(
        invocation.text_use(arg),
        Some(TextUse::Shown | TextUse::Stored)
    );
    if !known || (shown && !is_name) {
        return;
    }
    let Some(at) = arg.text().iter().position(|&byte| is_control(byte)) else {
        return;
    };
    let span = arg.part(at, at + 1);
    let finding = report
        .finding(
            span,
            format!(
                "a control character, {:#04x}, is part of the word",
                arg.text()[at]
            ),
        )
        .with_help("remove it")
        .with_fix(Fix::needs_review("remove it", vec![Edit::delete(span)]));
    report.add(if is_name {
        finding.with_console(format!("{}: command not found", arg.shown()))
    } else {
        finding
    });
}
