//! A long option with one hyphen is read as a letter with a value.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::getopt::GivenOption;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX412",
    name: "single-dash-long-option",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A long option with one hyphen is read as a letter with a value",
    explanation: "After one hyphen stand options of one letter, and the rest of the word is \
the value of the first that takes one: `-name x` is `-n` with the value `ame`, and `x` is the \
first argument (`core/getopt.c: match_short_option`). Long options have two hyphens.",
    bad: example!("single-dash-long-option", "bad"),
    near_miss: example!("single-dash-long-option", "near-miss"),
    example_target: None,
    hooks: &[Hook::Options(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    for given in &invocation.options {
        let arg = &invocation.args[given.index];
        let [b'-', rest @ ..] = arg.text() else {
            continue;
        };
        let name = rest.split(|&byte| byte == b'=').next().unwrap_or(rest);
        if rest.starts_with(b"-") || name.len() < 2 {
            continue;
        }
        let Some(option) = invocation.spec.and_then(|spec| spec.option(name)) else {
            continue;
        };
        if invocation.refusal(file).is_some() {
            return; // What iPXE refuses is explained there.
        }
        let read = match given.value {
            Some(value) => format!(
                "read as `-{}` with the value `{}`",
                letter(given),
                shown(value.text)
            ),
            None => "read as single letters".to_owned(),
        };
        let finding = report
            .finding(arg.span(), format!("`{}` has only one hyphen", arg.shown()))
            .with_label(read)
            .with_help(format!("write `--{}`", option.long))
            .with_fix(Fix::needs_review(
                "add a hyphen",
                vec![Edit::insert(arg.span().start, "-")],
            ));
        report.add(finding);
        return;
    }
}

fn letter(given: &GivenOption<'_>) -> char {
    given.option.short.map_or('?', char::from)
}
