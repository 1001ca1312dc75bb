//! What is said of a rule: its page of the documentation, as Markdown and as plain text.

mod example;
mod index;
mod layout;

pub use index::index;

use ipxe_diagnostics::{RuleInfo, Severity};

use crate::rule::{Fixes, Group, Rule};
use crate::rules::{RULES, example_answer};
use example::Example;
use layout::Page;

/// The files of `docs/rules`: their names and what they hold.
#[must_use]
pub fn files() -> Vec<(String, String)> {
    let pages = RULES
        .iter()
        .map(|rule| (format!("{}.md", rule.code), markdown(rule)));
    std::iter::once(("README.md".to_owned(), index()))
        .chain(pages)
        .collect()
}

/// The rule's page in Markdown, as it is in `docs/rules`.
#[must_use]
pub fn markdown(rule: &Rule) -> String {
    page(rule).to_markdown()
}

/// The rule's page as plain text, with lines of at most 80 columns where the text allows it.
#[must_use]
pub fn text(rule: &Rule) -> String {
    page(rule).to_text()
}

/// The rule as renderings of findings describe it, with its page as help.
#[must_use]
pub fn rule_info(rule: &'static Rule) -> RuleInfo {
    RuleInfo {
        code: rule.code,
        name: rule.name,
        summary: rule.summary.into(),
        help: markdown(rule).into(),
        severity: rule.severity,
        url: None,
    }
}

fn page(rule: &Rule) -> Page {
    let mut page = Page::default();
    page.title(format!("{} `{}`", rule.code, rule.name));
    page.prose(&format!("{}.", rule.summary));
    page.facts(&[
        ("group", format!("`{}`", rule.group.name())),
        ("severity", rule.severity.as_str().to_owned()),
        ("reported", reported(rule)),
        ("fix", fixes(rule.fixes).to_owned()),
    ]);

    page.heading("Why");
    page.prose(rule.explanation);

    page.heading("Example");
    let bad = Example::of(rule, rule.bad);
    page.prose(&format!(
        "With `ipxe-check{}` this script{}",
        options(rule),
        answered(rule)
    ));
    page.script(rule.bad);
    page.prose(if bad.count == 1 {
        "draws this finding:"
    } else {
        "draws these findings:"
    });
    page.code("text", &bad.rendered);
    if let Some(diff) = &bad.fix {
        page.prose(match rule.fixes {
            Fixes::Unsafe => "and `--unsafe-fixes` makes this change:",
            Fixes::None | Fixes::Safe => "and `--fix` makes this change:",
        });
        page.code("diff", diff);
    }

    page.heading("Not reported");
    page.prose("This script looks similar, and the rule has nothing to say about it:");
    page.script(rule.near_miss);

    page.heading("Where it is meant");
    allowing(&mut page, rule);
    page
}

/// How to allow the rule. The comments that allow rules cannot allow those about themselves.
fn allowing(page: &mut Page, rule: &Rule) {
    let name = rule.name;
    let everywhere = format!(
        "on the command line with `--allow {name}`, or in `ipxe-check.toml` with `allow = [\"{name}\"]`"
    );
    if rule.group == Group::Comment {
        page.prose(&format!("Allow the rule {everywhere}."));
        return;
    }
    page.prose(&format!(
        "Allow the rule {everywhere}. Or put one of these comments into the script: the first allows \
         it in the line that follows, the second in the whole file."
    ));
    let comments = format!("# ipxe-check: allow={name}\n# ipxe-check: allow-file={name}\n");
    page.code("ipxe", &comments);
}

/// When the rule is on.
fn reported(rule: &Rule) -> String {
    let level = match rule.severity {
        Severity::Error => "deny",
        Severity::Warning => "warn",
        Severity::Note => "note",
    };
    if rule.pedantic {
        let name = rule.name;
        format!("with `--pedantic`, or if asked for with `--{level} {name}`")
    } else if rule.example_target.is_some() {
        "if builds are named with `--target`".to_owned()
    } else if example_answer(rule).is_some() {
        "for what was fetched from a server".to_owned()
    } else {
        "always".to_owned()
    }
}

const fn fixes(fixes: Fixes) -> &'static str {
    match fixes {
        Fixes::None => "none",
        Fixes::Safe => "safe: `--fix` makes it where it is clear",
        Fixes::Unsafe => "to be looked at: `--unsafe-fixes` makes it",
    }
}

/// How the example was fetched, for rules that look at that.
fn answered(rule: &Rule) -> String {
    let answer = example_answer(rule);
    answer.map_or_else(String::new, |answer| {
        let (url, status) = (answer.url, answer.status);
        format!(", the answer of a server to `{url}` with status {status}")
    })
}

/// What must be given for the rule to be on.
fn options(rule: &Rule) -> String {
    let pedantic = if rule.pedantic { " --pedantic" } else { "" };
    match rule.example_target {
        Some(target) => format!("{pedantic} --target {target}"),
        None => pedantic.to_owned(),
    }
}
