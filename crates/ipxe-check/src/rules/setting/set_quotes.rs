//! Quotes become part of the value.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use memchr::{memchr, memchr_iter};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX511",
    name: "set-quotes",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Quotes become part of the value",
    explanation: "Quotes have no meaning to iPXE. `set base \"http://boot.example.org\"` \
stores them too (`hci/commands/nvo_cmd.c: set_value`), and a URI made from that value begins \
with a quote. Blanks need no quotes in `set`: all words after the name are the value. Quotes \
that are meant for the command line of a kernel are better written there.",
    bad: example!("set-quotes", "bad"),
    near_miss: example!("set-quotes", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Set], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([name, values @ ..]) = invocation.positionals() else {
        return;
    };
    let assigned = memchr(b'=', name.text()).filter(|&at| at > 0);
    let (first, from) = match (assigned, values.first()) {
        (Some(at), _) if at + 1 < name.text().len() => (name, at + 1),
        (_, Some(first)) => (first, 0),
        _ => return,
    };
    let Some(&quote @ (b'"' | b'\'')) = first.text().get(from) else {
        return;
    };
    let last = values.last().unwrap_or(name);
    let end = last.text().len();
    let same = std::ptr::eq(first, last);
    if last.text().last() != Some(&quote) || same && end < from + 2 {
        return;
    }
    let words = std::iter::once((first, from)).chain(
        values
            .iter()
            .filter(|word| !std::ptr::eq(*word, first))
            .map(|word| (word, 0)),
    );
    if words
        .map(|(word, from)| memchr_iter(quote, &word.text()[from..]).count())
        .sum::<usize>()
        != 2
    {
        return;
    }
    let open = first.part(from, from + 1);
    let close = last.part(end - 1, end);
    let finding = report
        .finding(open.to(close), "the quotes become part of the value")
        .with_label("stored with its quotes")
        .with_help("leave the quotes out: all words after the name are the value")
        .with_fix(Fix::needs_review(
            "remove the quotes",
            vec![Edit::delete(open), Edit::delete(close)],
        ));
    report.add(finding);
}
