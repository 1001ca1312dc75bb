//! An option that the command does not have.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_reference::Command;
use ipxe_reference::getopt::GetoptError;
use ipxe_reference::nearest::nearest;
use ipxe_syntax::Span;

use crate::invocation::{Invocation, shown};
use crate::refusal::Refusal;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX402",
    name: "unknown-option",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "An option that the command does not have",
    explanation: "Options are recognised before the first argument that does not begin with \
`-`. Long names must be complete; there are no abbreviations. An option that the command does \
not have makes iPXE print `Unrecognised option` and the usage text, and the command fails \
without doing anything (`core/getopt.c: getopt_long`, `core/parseopt.c: reparse_options`).\n\n\
A lone `-` is an unknown option too.",
    bad: example!("unknown-option", "bad"),
    near_miss: example!("unknown-option", "near-miss"),
    example_target: None,
    hooks: &[Hook::Refusal(check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    refusal: &Refusal<'_>,
    report: &mut Report<'_>,
) {
    let (Refusal::Option(error), Some(spec)) = (*refusal, invocation.spec) else {
        return;
    };
    if invocation.is_dash_text(&error) {
        return; // dash-text says more.
    }
    let arg = &invocation.args[error.index()];
    let (span, name, written) = match error {
        GetoptError::UnknownLong { text, .. } => {
            let name = text.split(|&byte| byte == b'=').next().unwrap_or(text);
            (
                arg.part(0, 2 + name.len()),
                name,
                format!("--{}", shown(name)),
            )
        }
        GetoptError::UnknownShort { offset, .. } => {
            let end = arg.text().len().min(offset + 1);
            let written = format!("-{}", shown(&arg.text()[offset.min(end)..end]));
            (arg.part(0, end), &arg.text()[1..], written)
        }
        GetoptError::MissingValue { .. } | GetoptError::UnexpectedValue { .. } => return,
    };
    let finding = report
        .finding(span, format!("`{}` has no option `{written}`", spec.name))
        .with_label("not an option of this command")
        .with_console(shown(&error.message()) + ", then the usage text");
    report.add(advise(finding, spec, arg, name));
}

fn advise(finding: Diagnostic, spec: &Command, arg: &Arg<'_>, name: &[u8]) -> Diagnostic {
    let long = || spec.options.iter().map(|option| option.long);
    let typed = long().find(|long| long.as_bytes() == name);
    if let Some(close) = typed.or_else(|| nearest(name, long())) {
        let meant = Span::new(
            arg.span().start,
            finding.span.end.max(arg.part(0, 1 + name.len()).end),
        );
        let span = if typed.is_some() { meant } else { finding.span };
        return finding
            .with_help(format!("did you mean `--{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `--{close}`"),
                vec![Edit::replace(span, format!("--{close}"))],
            ));
    }
    if arg.text().len() > 1 && name.iter().all(u8::is_ascii_digit) {
        return finding.with_help(format!(
            "`--` before it makes it an argument: `{} -- {}`",
            spec.name,
            arg.shown()
        ));
    }
    if spec.options.is_empty() {
        return finding.with_help(format!("`{}` has no options", spec.name));
    }
    let all: Vec<String> = long().map(|long| format!("--{long}")).collect();
    finding.with_help(format!("its options are {}", all.join(", ")))
}
