//! `name:` where a label should be.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_syntax::{Label, Span};

use crate::FileContext;
use crate::invocation::{Invocation, shown};
use crate::misread::{Misread, misread};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX204",
    name: "label-colon-suffix",
    group: Group::Label,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A label is written with the colon behind its name",
    explanation: "A label is a word that begins with a colon at the start of a line \
(`image/script.c: process_script`). `name:` is a command: iPXE prints `name:: command not \
found`, the script ends there, and jumps to `name` fail.\n\nIn `:name:` the second colon is part \
of the name. That is reported where something jumps to `name` and nothing to `name:`.",
    bad: example!("label-colon-suffix", "bad"),
    near_miss: example!("label-colon-suffix", "near-miss"),
    example_target: None,
    hooks: &[Hook::UnknownCommand(check_command), Hook::Label(check_label)],
};

fn check_command(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if misread(file, invocation) != Some(Misread::LabelSuffix) {
        return;
    }
    let text = invocation.name.text();
    let name = text.strip_suffix(b":").unwrap_or(text);
    let span = invocation.span();
    let free = !file.labels().contains(name);
    let wanted = file.facts().first_jump(name);
    let title = format!("write `:{}`", shown(name));
    let edits = vec![Edit::replace(span, [b":", name].concat())];
    let mut finding = report
        .finding(
            span,
            format!("`{}` is taken for a command", invocation.name.shown()),
        )
        .with_label("the colon of a label stands before its name")
        .with_help(title.clone())
        .with_console(format!("{}: command not found", invocation.name.shown()))
        .with_fix(match wanted {
            Some(_) if free => Fix::safe(title, edits),
            _ => Fix::needs_review(title, edits),
        });
    if let Some(jump) = wanted.filter(|_| free) {
        finding = finding.with_related(jump.span, "this jump fails");
    }
    report.add(finding);
}

fn check_label(file: &FileContext<'_>, label: Label<'_>, report: &mut Report<'_>) {
    let text = label.name();
    let Some(name) = text.strip_suffix(b":").filter(|name| !name.is_empty()) else {
        return;
    };
    let facts = file.facts();
    let Some(jump) = facts.first_jump(name) else {
        return;
    };
    if file.labels().contains(name) || facts.first_jump(text).is_some() {
        return;
    }
    let span = label.name_span();
    let colon = Span::new(span.end - 1, span.end);
    let finding = report
        .finding(
            label.span(),
            format!("the label is named `{}`, colon included", shown(text)),
        )
        .with_related(jump.span, "this jump fails")
        .with_help(format!("write `:{}`", shown(name)))
        .with_fix(Fix::safe(
            "remove the second colon",
            vec![Edit::delete(colon)],
        ));
    report.add(finding);
}
