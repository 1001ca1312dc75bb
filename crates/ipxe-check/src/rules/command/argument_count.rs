//! Too many or too few arguments.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_reference::{Command, CommandName, Release};
use ipxe_syntax::Span;

use crate::misplaced_option::MisplacedOption;
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::stray::stray;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX403",
    name: "argument-count",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Too many or too few arguments",
    explanation: "iPXE counts the arguments that are left after the options. If there are too \
many or too few it prints the usage text and the command fails with `Result too large` without \
doing anything (`core/parseopt.c: reparse_options`). A following `||` hides the failure, but \
what the command was to do is not done.\n\n\
There is no quoting: `\"a b\"` is two arguments. An expansion is always part of one argument, \
also where its value has blanks or is empty.",
    bad: example!("argument-count", "bad"),
    near_miss: example!("argument-count", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let Some(spec) = invocation.spec else { return };
    let given = &invocation.args[invocation.first_positional..];
    let usage = spec.usage(spec.name.as_bytes(), Release::LATEST);
    let usage = format!("usage: `{}`", String::from_utf8_lossy(&usage));
    match *refusal {
        Refusal::TooFew => {
            let missing = spec.positional.get(given.len());
            let what = missing.map_or("argument", |missing| missing.name);
            let span = invocation.args.last().unwrap_or(invocation.name).span();
            let finding = report
                .finding(
                    span,
                    format!("`{}` needs {}", spec.name, number(spec.min_args)),
                )
                .with_label(format!("the {what} is missing"))
                .with_help(
                    advice_on_missing(spec)
                        .map_or(usage.clone(), |advice| format!("{advice}; {usage}")),
                )
                .with_console("prints the usage text; the command does nothing and fails");
            report.add(finding);
        }
        Refusal::TooMany(first) => {
            let surplus = &invocation.args[first..];
            let (Some(start), Some(end)) = (surplus.first(), surplus.last()) else {
                return;
            };
            let is_operator = |arg: &Arg<'_>| stray(file, invocation, arg).is_some();
            if given.iter().any(is_operator) {
                return; // single-operator-character and glued-operator say more.
            }
            let span = start.span().to(end.span());
            let most = match spec.max_args {
                0 => "no arguments".to_owned(),
                most if most == spec.min_args => number(most),
                most => format!("at most {}", number(most)),
            };
            let finding = report
                .finding(
                    span,
                    format!("`{}` takes {most}, and here are {}", spec.name, given.len()),
                )
                .with_label("surplus")
                .with_console("prints the usage text; the command does nothing and fails");
            report.add(advise_on_surplus(finding, invocation, first, &usage));
        }
        _ => {}
    }
}

fn number(count: u8) -> String {
    match count {
        1 => "one argument".to_owned(),
        2 => "two arguments".to_owned(),
        count => format!("{count} arguments"),
    }
}

fn advice_on_missing(spec: &Command) -> Option<&'static str> {
    match spec.canonical() {
        CommandName::Clear => Some(
            "`clear` deletes the setting that it names; there is no command that clears the screen",
        ),
        CommandName::Isset => Some("give the value, as in `isset ${NAME}`"),
        CommandName::Iseq => {
            Some("an empty value is written as an expansion, as in `iseq ${NAME} ${}`")
        }
        CommandName::Goto => Some("to leave the script use `exit`"),
        _ => None,
    }
}

fn advise_on_surplus(
    finding: Diagnostic,
    invocation: &Invocation<'_, '_>,
    first: usize,
    usage: &str,
) -> Diagnostic {
    let Some(spec) = invocation.spec else {
        return finding;
    };
    let surplus = &invocation.args[first..];
    let positionals = &invocation.args[invocation.first_positional..];
    if let Some(moved) = MisplacedOption::find(invocation) {
        return finding
            .with_help(format!(
                "options must come before the other arguments; {usage}"
            ))
            .with_fix(moved.fix(invocation));
    }
    if opens_quote(positionals) {
        return finding.with_help(
            "quotes do not hold words together: `set NAME TEXT` first, then write `${NAME}`",
        );
    }
    let drop = |finding: Diagnostic, title: &str| {
        let from = invocation.args[first - 1].span().end;
        let to = surplus.last().map_or(from, |last| last.span().end);
        finding.with_fix(Fix::needs_review(
            title,
            vec![Edit::delete(Span::new(from, to))],
        ))
    };
    match spec.canonical() {
        CommandName::Goto => drop(
            finding.with_help(format!("nothing after the label is run; {usage}")),
            "remove what follows the label",
        ),
        CommandName::Iseq => finding
            .with_help("for a text with blanks first `set NAME TEXT`, then `iseq ${A} ${NAME}`"),
        CommandName::Isset => {
            finding.with_help("test one value at a time: `isset ${A} && isset ${B}`")
        }
        CommandName::Clear => finding.with_help("clear one setting at a time"),
        CommandName::Inc => drop(
            finding.with_help(format!("`inc` takes a setting and one increment; {usage}")),
            "remove what follows",
        ),
        _ => finding.with_help(usage.to_owned()),
    }
}

/// True where a word begins with a quote that ends in another word.
fn opens_quote(words: &[Arg<'_>]) -> bool {
    let opens = |word: &Arg<'_>| match word.text() {
        [quote @ (b'"' | b'\''), rest @ ..] => rest.last() != Some(quote),
        _ => false,
    };
    words.iter().any(opens)
}
