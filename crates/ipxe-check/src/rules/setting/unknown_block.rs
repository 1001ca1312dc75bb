//! A settings block that does not exist but resembles one that does.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::nearest::nearest;
use ipxe_reference::{BLOCKS, block};
use memchr::memchr;

use crate::FileContext;
use crate::invocation::{Expansion, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX505",
    name: "unknown-block",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A settings block that does not exist but resembles one that does",
    explanation: "The part before the `/` names a settings block, exactly: `netX` is the \
interface opened last, `netx` is nothing. An expansion that names a block which does not exist \
gives nothing, silently (`core/settings.c: parse_setting_name`); a command that stores into \
one creates it. Children are named with a dot: `net0.dhcp/ip`. Reported only for names that \
resemble a block, where nothing in the file stores into a block of that name.",
    bad: example!("unknown-block", "bad"),
    near_miss: example!("unknown-block", "near-miss"),
    example_target: None,
    hooks: &[Hook::Expansion(check)],
};

fn check(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let name = expansion.name();
    let Some(slash) = memchr(b'/', name) else {
        return;
    };
    let block_name = &name[..slash];
    if expansion.found.nested
        || has_child_slash(expansion, slash, report)
        || block(block_name).is_some()
    {
        return;
    }
    let Some(meant) = similar(block_name) else {
        return;
    };
    let facts = file.facts();
    let stored = facts.stored_blocks.contains(block_name);
    if stored || !file.template.is_empty() {
        return;
    }
    let span = expansion.part(0, slash);
    let finding = report
        .finding(
            span,
            format!("there is no settings block `{}`", shown(block_name)),
        )
        .with_label("does not exist")
        .with_help(format!("did you mean `{meant}`?"))
        .with_console("becomes empty")
        .with_fix(Fix::needs_review(
            format!("write `{meant}`"),
            vec![Edit::replace(span, meant)],
        ));
    report.add(finding);
}

/// `net0/dhcp/ip` for `net0.dhcp/ip`.
fn has_child_slash(expansion: &Expansion<'_, '_>, slash: usize, report: &mut Report<'_>) -> bool {
    let name = expansion.name();
    let rest = &name[slash + 1..];
    let Some(second) = memchr(b'/', rest) else {
        return false;
    };
    let mut path = name[..slash + 1 + second].to_vec();
    path[slash] = b'.';
    if block(&path).is_none() {
        return false;
    }
    let path = shown(&path);
    let finding = report
        .finding(
            expansion.part(0, slash + 1 + second),
            "a child block is named with a dot",
        )
        .with_label("names no block")
        .with_help(format!("write `{path}`"))
        .with_console("becomes empty")
        .with_fix(Fix::needs_review(
            format!("write `{path}`"),
            vec![Edit::replace(expansion.part(slash, slash + 1), ".")],
        ));
    report.add(finding);
    true
}

/// The block that is probably meant.
fn similar(name: &[u8]) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let lower_text = std::str::from_utf8(&lower).ok()?;
    let same = BLOCKS
        .iter()
        .find(|block| block.name.as_bytes().eq_ignore_ascii_case(name));
    if let Some(block) = same.filter(|block| !block.name.ends_with('N')) {
        return Some(block.name.to_owned());
    }
    if block(&lower).is_some() {
        return Some(lower_text.to_owned());
    }
    if let Some(number) = lower_text
        .strip_prefix("eth")
        .filter(|number| !number.is_empty())
    {
        return number
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| format!("net{number}"));
    }
    let fixed = BLOCKS
        .iter()
        .filter(|block| !block.name.contains(['N', '(']) && block.name.len() > 4);
    nearest(name, fixed.map(|block| block.name)).map(str::to_owned)
}
