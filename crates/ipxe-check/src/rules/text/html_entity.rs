//! Characters escaped for HTML.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::entity::{Entity, entities};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX704",
    name: "html-entity",
    group: Group::Text,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A character is escaped for HTML, as in `&amp;`",
    explanation: "Template engines that are made for web pages escape `&`, `<`, `>` and quotes. \
iPXE knows nothing of that: `?arch=x&amp;mac=y` asks for a parameter named `amp;mac`, and \
`&amp;&amp;` is no operator. Turn escaping off for scripts: a plain text template, `| safe`, \
`raw`, or whatever the engine has for that.",
    bad: example!("html-entity", "bad"),
    near_miss: example!("html-entity", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"&", check)],
};

fn check(_: &FileContext<'_>, _: &Invocation<'_, '_>, arg: &Arg<'_>, report: &mut Report<'_>) {
    let text = arg.text();
    let Some(first) = entities(text).next() else {
        return;
    };
    let shown =
        |entity: &Entity| String::from_utf8_lossy(&text[entity.start..entity.end]).into_owned();
    let edit =
        |entity: Entity| Edit::replace(arg.part(entity.start, entity.end), entity.c.to_string());
    let finding = report
        .finding(
            arg.part(first.start, first.end),
            format!("`{}` is `{}` escaped for HTML", shown(&first), first.c),
        )
        .with_label("not decoded by iPXE")
        .with_help("turn off the escaping in the program that makes the script")
        .with_fix(Fix::safe(
            "write the character itself",
            entities(text).map(edit).collect(),
        ));
    report.add(finding);
}
