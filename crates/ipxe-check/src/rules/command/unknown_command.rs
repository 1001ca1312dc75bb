//! A word in command position that is no command.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::COMMANDS;
use ipxe_reference::nearest::nearest;

use crate::FileContext;
use crate::invocation::Invocation;
use crate::misread::misread;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX401",
    name: "unknown-command",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A command that iPXE does not have",
    explanation: "The first word of a command is looked up exactly, case included. A word that \
is no command makes iPXE print `NAME: command not found` and fails with `Exec format error` \
(`core/exec.c: execv`). A following `||` hides that: the line succeeds, and what it was to do \
is never done. Therefore the finding is an error also there.\n\n\
There is no `if`, `else`, `while`, `include` and no way to define commands; `iseq`, `isset` \
and `goto` take their place.",
    bad: example!("unknown-command", "bad"),
    near_miss: example!("unknown-command", "near-miss"),
    example_target: None,
    hooks: &[Hook::UnknownCommand(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let name = invocation.name;
    let Some(text) = name.known() else { return };
    if misread(file, invocation).is_some() {
        return; // Another rule says more.
    }
    let finding = report
        .finding(name.span(), format!("unknown command `{}`", name.shown()))
        .with_label("not a command")
        .with_console(format!("{}: command not found", name.shown()));
    let lower = text.to_ascii_lowercase();
    let names = || COMMANDS.iter().map(|command| command.name);
    let close = names()
        .find(|name| name.as_bytes() == lower)
        .or_else(|| nearest(text, names()));
    report.add(match close {
        Some(close) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(name.span(), close)],
            )),
        None => finding.with_help(advice(text)),
    });
}

/// What to do instead, for words that other languages have.
fn advice(text: &[u8]) -> &'static str {
    match text {
        b"if" | b"else" | b"elif" | b"fi" | b"endif" | b"then" => {
            "there is no `if`: write `iseq A B && goto LABEL ||`, or `isset ${NAME} || goto LABEL`"
        }
        b"while" | b"for" | b"do" | b"done" => {
            "there are no loops: use a label, `inc`, `iseq` and `goto`"
        }
        b"include" | b"source" | b"." => "there is no include: use `chain`",
        b"call" | b"return" | b"function" => {
            "there are no functions: use `chain`, or keep the label to return to in a setting"
        }
        b"print" | b"printf" | b"say" => "use `echo`",
        b"timeout" => "give the command itself `--timeout MILLISECONDS`, if it has that option",
        b"cls" | b"reset" => "there is no command that clears the screen",
        b"wait" => "use `sleep SECONDS`",
        b"export" | b"let" | b"var" => "use `set NAME VALUE`",
        _ => "the `help` command of iPXE lists the commands of a build",
    }
}
