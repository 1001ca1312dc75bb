//! The list of all rules.

use std::fmt::Write as _;

use crate::rule::{Fixes, Group, Rule};
use crate::rules::RULES;

/// The list of all rules in Markdown, as it is in `docs/rules/README.md`.
#[must_use]
pub fn index() -> String {
    let mut page = format!(
        "# The rules of ipxe-check\n\n\
         {} rules in {} groups. Rules and groups can be named wherever a rule can: after `--allow`, \
         `--note`, `--warn` and `--deny`, and in [ipxe-check.toml](../configuration.md). Pedantic rules \
         are off unless asked for with `--pedantic` or by their own name. A fix in parentheses is made \
         by `--unsafe-fixes` only.\n",
        RULES.len(),
        Group::ALL.len()
    );
    for group in Group::ALL {
        let rules = RULES.iter().filter(|rule| rule.group == group);
        page.push_str(&format!("\n## `{}`: {}\n\n", group.name(), about(group)));
        page.push_str("| code | name | what | severity | fix |\n|---|---|---|---|---|\n");
        for rule in rules {
            row(&mut page, rule);
        }
    }
    page
}

fn row(page: &mut String, rule: &Rule) {
    let pedantic = if rule.pedantic { ", pedantic" } else { "" };
    let fix = match rule.fixes {
        Fixes::None => "",
        Fixes::Safe => "yes",
        Fixes::Unsafe => "(yes)",
    };
    writeln!(
        page,
        "| [{code}]({code}.md) | `{name}` | {summary} | {severity}{pedantic} | {fix} |",
        code = rule.code,
        name = rule.name,
        summary = rule.summary.replace('|', "\\|"),
        severity = rule.severity,
    )
    .expect("a String takes any text");
}

const fn about(group: Group) -> &'static str {
    match group {
        Group::File => "the file and its lines",
        Group::Label => "labels and `goto`",
        Group::Operator => "`||`, `&&`, `;` and what becomes of failures",
        Group::Command => "commands, their options and arguments",
        Group::Setting => "settings, their types and `${...}`",
        Group::Uri => "URIs, images and what is booted",
        Group::Text => "text and stray characters",
        Group::Target => "what the builds named by `--target` lack",
        Group::Comment => "the checker's own comments in scripts",
    }
}
