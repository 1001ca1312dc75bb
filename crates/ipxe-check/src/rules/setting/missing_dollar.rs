//! Braces around a setting without the dollar sign.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{block, setting};
use memchr::memchr;

use crate::facts::without_type;
use crate::invocation::{TextUse, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX507",
    name: "missing-dollar",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Braces around a setting without the dollar sign",
    explanation: "Settings are expanded by `${NAME}`; braces alone are ordinary text \
(`core/settings.c: expand_settings`). Reported where the name between the braces is one that \
the file stores, or a predefined one with a `/` or a `-` in it, and not in command lines of \
images.",
    bad: example!("missing-dollar", "bad"),
    near_miss: example!("missing-dollar", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"{", check)],
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
    while let Some(found) = memchr(b'{', &text[at..]) {
        let start = at + found;
        at = start + 1;
        if start > 0 && matches!(text[start - 1], b'$' | b'{' | b'#' | b'%') {
            continue;
        }
        let part = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b':' | b'.')
        };
        let len = text[at..].iter().position(|byte| !part(byte)).unwrap_or(0);
        let name = &text[at..at + len];
        if text.get(at + len) != Some(&b'}')
            || text.get(at + len + 1) == Some(&b'}')
            || !is_setting(file, name)
        {
            at += len;
            continue;
        }
        let span = arg.part(start, at + len + 1);
        let finding = report
            .finding(span, format!("`{{{}}}` is not expanded", shown(name)))
            .with_label("ordinary text")
            .with_help(format!("write `${{{}}}`", shown(name)))
            .with_fix(Fix::needs_review(
                "insert `$`",
                vec![Edit::insert(span.start, "$")],
            ));
        report.add(finding);
        at += len;
    }
}

fn is_setting(file: &FileContext<'_>, name: &[u8]) -> bool {
    let bare = without_type(name);
    if bare.len() < 2 {
        return false;
    }
    let predefined = match memchr(b'/', bare) {
        Some(slash) => block(&bare[..slash]).is_some() && slash + 1 < bare.len(),
        None => bare.contains(&b'-') && setting(bare).is_some(),
    };
    predefined || file.facts().stores(bare)
}
