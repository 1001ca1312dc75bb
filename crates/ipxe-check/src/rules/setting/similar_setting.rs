//! A name that resembles a predefined setting but is none.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{SETTINGS, Scope, Setting, block, setting};
use ipxe_settings::NameParts;

use crate::FileContext;
use crate::facts::without_type;
use crate::invocation::{Expansion, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX515",
    name: "similar-setting",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A name that resembles a predefined setting but is none",
    explanation: "Names of settings are compared exactly; predefined ones are in lower case \
with hyphens. `${next_server}` and `${MAC}` are other settings, which nothing stores, and give \
nothing, silently (`core/settings.c: setting_cmp`). Reported where the file does not store the \
setting and the name differs from a predefined one only by case or hyphens, or, in longer \
names, by one letter.",
    bad: example!("similar-setting", "bad"),
    near_miss: example!("similar-setting", "near-miss"),
    example_target: None,
    hooks: &[Hook::Expansion(check)],
};

fn check(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let Some(text) = expansion.known() else {
        return;
    };
    let parts = NameParts::of(text);
    let name = &text[parts.name()];
    if !name.first().is_some_and(u8::is_ascii_alphabetic) || setting(name).is_some() {
        return;
    }
    let scope = match parts.block() {
        None => None,
        Some(span) => match block(&text[span]) {
            Some(block) => Some(block.scope),
            None => return,
        },
    };
    // What the firmware names is not predefined.
    if scope == Some(Scope::Efi) {
        return;
    }
    let Some(meant) = similar(name) else { return };
    let facts = file.facts();
    let written = without_type(text);
    if facts.stores(written) || facts.stores(name) || !file.template.is_empty() {
        return;
    }
    let span = expansion.part(parts.name().start, parts.name().end);
    let finding = report
        .finding(
            span,
            format!(
                "nothing stores `{}`, and it is no predefined setting",
                shown(name)
            ),
        )
        .with_label("resembles one")
        .with_help(format!("did you mean `{meant}`?"))
        .with_console("becomes empty")
        .with_fix(Fix::needs_review(
            format!("write `{meant}`"),
            vec![Edit::replace(span, meant)],
        ));
    report.add(finding);
}

/// The predefined setting that differs by case, by hyphens or by one letter.
pub(super) fn similar(name: &[u8]) -> Option<&'static str> {
    /// In shorter names one letter makes another word.
    const LONG: usize = 6;
    let plain = |bytes: &[u8]| {
        let kept = bytes.iter().filter(|byte| !matches!(byte, b'-' | b'_'));
        kept.map(u8::to_ascii_lowercase).collect::<Vec<u8>>()
    };
    let bare = plain(name);
    let near = |setting: &&Setting| setting.name.len().abs_diff(name.len()) <= 2;
    let same = |setting: &&Setting| near(setting) && plain(setting.name.as_bytes()) == bare;
    if let Some(found) = SETTINGS.iter().find(same) {
        return Some(found.name);
    }
    let slip = |known: &&Setting| known.name.len() >= LONG && is_slip(name, known.name.as_bytes());
    (name.len() >= LONG)
        .then(|| SETTINGS.iter().find(slip))
        .flatten()
        .map(|setting| setting.name)
}

/// True where one letter was left out, added, exchanged or swapped with the next.
fn is_slip(name: &[u8], known: &[u8]) -> bool {
    if name.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let start = name.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (name, known) = (&name[start..], &known[start..]);
    let end = name
        .iter()
        .rev()
        .zip(known.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (name, known) = (&name[..name.len() - end], &known[..known.len() - end]);
    let letters = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_alphabetic);
    let swapped = matches!((name, known), ([a, b], [c, d]) if a == d && b == c);
    // An `s` more or less is another word.
    let plural = end == 0 && (name == b"s" && known.is_empty() || known == b"s" && name.is_empty());
    letters(name) && letters(known) && !plural && (swapped || name.len() <= 1 && known.len() <= 1)
}
