//! `prompt` whose failure ends the script.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_settings::number::{LongWidth, parse_integer};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX312",
    name: "prompt-unguarded",
    group: Group::Operator,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`prompt` ends the script where no key is pressed in time, or another one",
    explanation: "`prompt` succeeds only if the key was pressed before the time was over: with \
`--timeout` it fails when no key is pressed, with `--key` when it is another one (`usr/prompt.c: \
prompt`). Without an operator that catches the failure the script ends there (`image/script.c: \
process_script`).\n\nReported where further commands follow in the script. Append `||` to go on \
either way, or `&& goto LABEL ||` to jump where the key was pressed.",
    bad: example!("prompt-unguarded", "bad"),
    near_miss: example!("prompt-unguarded", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Prompt], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let line = invocation.line;
    if invocation.is_guarded() || invocation.positionals().is_none() || !file.goes_on_after(line) {
        return;
    }
    let timeout = invocation.option("timeout").is_some_and(|given| {
        let value = invocation.known_value(given);
        let parsed = value.map(|(text, _)| parse_integer(text, LongWidth::Bits64, false));
        matches!(parsed, Some(Ok(ticks)) if ticks > 0)
    });
    let key = invocation.option("key").is_some();
    let what = match (timeout, key) {
        (true, true) => "that key is not pressed in time",
        (true, false) => "no key is pressed in time",
        (false, true) => "another key is pressed",
        (false, false) => return,
    };
    let end = line
        .commands()
        .next_back()
        .map_or(line.span(), |last| last.span())
        .end;
    let finding = report
        .finding(invocation.span(), format!("where {what} the script ends"))
        .with_label("nothing catches its failure")
        .with_help("append `||` to go on either way")
        .with_console("prints nothing more; the script ends")
        .with_fix(Fix::needs_review(
            "append `||`",
            vec![Edit::insert(end, " ||")],
        ));
    report.add(finding);
}
