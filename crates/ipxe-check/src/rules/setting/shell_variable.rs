//! A setting written as a variable of a shell.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{block, setting};
use memchr::{memchr, memchr2};

use crate::facts::without_type;
use crate::invocation::{TextUse, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX506",
    name: "shell-variable",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A setting written as a variable of a shell",
    explanation: "Settings are expanded by `${NAME}` only. `$NAME`, `$(NAME)` and `%NAME%` are \
ordinary text (`core/settings.c: expand_settings`). Reported where NAME is a predefined \
setting or one that the file stores, and not in command lines of images.",
    bad: example!("shell-variable", "bad"),
    near_miss: example!("shell-variable", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"$%", check)],
};

fn check(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    report: &mut Report<'_>,
) {
    if invocation.text_use(arg) == Some(TextUse::ImageArguments) {
        return;
    }
    let text = arg.text();
    let mut at = 0;
    while let Some(found) = memchr2(b'$', b'%', &text[at..]) {
        let start = at + found;
        let (name, end) = variable(text, start);
        at = end.max(start + 1);
        if name.len() < 2 || !is_setting(file, invocation, name) {
            continue;
        }
        let span = arg.part(start, end);
        let name = shown(name);
        let finding = report
            .finding(
                span,
                format!("`{}` is not expanded", shown(&text[start..end])),
            )
            .with_label("ordinary text")
            .with_help(format!("write `${{{name}}}`"))
            .with_fix(Fix::needs_review(
                format!("write `${{{name}}}`"),
                vec![Edit::replace(span, format!("${{{name}}}"))],
            ));
        report.add(finding);
    }
}

/// The name of the variable that begins at `start`, if any, and where it ends.
fn variable(text: &[u8], start: usize) -> (&[u8], usize) {
    let from = start + 1;
    let run = |from: usize| {
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/');
        let rest = text.get(from..).unwrap_or_default();
        from + rest
            .iter()
            .position(|byte| !part(byte))
            .unwrap_or(rest.len())
    };
    if text[start] == b'%' {
        let end = run(from);
        return match text.get(end) {
            Some(b'%') => (&text[from..end], end + 1),
            _ => (&[], from),
        };
    }
    if text.get(from) == Some(&b'(') {
        let end = run(from + 1);
        return match text.get(end) {
            Some(b')') => (&text[from + 1..end], end + 1),
            _ => (&[], from),
        };
    }
    let end = run(from);
    let name = &text[from..end];
    // A path may follow the name.
    let name = match memchr(b'/', name) {
        Some(slash) if block(&name[..slash]).is_none() => &name[..slash],
        _ => name,
    };
    (name, from + name.len())
}

/// True for what the script knows as a setting, unless it fills it from a template: `set ip $ip`.
fn is_setting(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, name: &[u8]) -> bool {
    let known = match memchr(b'/', name) {
        Some(slash) => block(&name[..slash]).is_some(),
        None => setting(name).is_some() || file.facts().stores(name),
    };
    let filled = || {
        invocation
            .setting()
            .is_some_and(|own| without_type(own.text()) == name)
    };
    known && !filled()
}
