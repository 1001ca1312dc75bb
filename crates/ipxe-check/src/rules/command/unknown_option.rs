//! An option that the command does not have.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::getopt::GetoptError;
use ipxe_reference::nearest::nearest;

use crate::invocation::{Invocation, OptionsEnd, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::FileContext;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX402",
    name: "unknown-option",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "An option that the command does not have",
    explanation: "Options are recognised before the first argument that does not begin with `-`. Long names must be \
complete; there are no abbreviations. An option that the command does not have makes iPXE print \
`Unrecognised option` and the usage text, and the command fails without doing anything (`core/getopt.c: getopt_long`, \
`core/parseopt.c: reparse_options`).\n\nA lone `-` is an unknown option too.",
    bad: example!("unknown-option", "bad"),
    near_miss: example!("unknown-option", "near-miss"),
    example_target: None,
    hooks: &[Hook::AnyCommand(check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let (OptionsEnd::Error(error), Some(spec)) = (invocation.end, invocation.spec) else { return };
    let (span, name) = match error {
        GetoptError::UnknownLong { text, index } => {
            let name = text.split(|&byte| byte == b'=').next().unwrap_or(text);
            (invocation.args[index].part(0, 2 + name.len()), name)
        }
        GetoptError::UnknownShort { index, offset, .. } => {
            let arg = &invocation.args[index];
            let end = arg.text().len().min(offset + 1);
            (arg.part(offset.min(end), end).to(arg.part(0, 1)), &arg.text()[1.min(end)..])
        }
        GetoptError::MissingValue { .. } | GetoptError::UnexpectedValue { .. } => return,
    };
    if spec.text_from.is_some() && nearest(name, spec.options.iter().map(|o| o.long)).is_none() {
        return; // dash-text says more.
    }
    let mut finding = report
        .finding(span, format!("`{}` has no option `{}`", spec.name, shown(&invocation.args[error.index()].text()[..])))
        .with_label("not an option of this command")
        .with_console(shown(&error.message()) + ", then the usage text");
    let long = spec.options.iter().map(|option| option.long).chain(["help"]);
    finding = match nearest(name, long) {
        Some(close) => finding.with_help(format!("did you mean `--{close}`?")).with_fix(Fix::needs_review(
            format!("write `--{close}`"),
            vec![Edit::replace(span, format!("--{close}"))],
        )),
        None if spec.options.is_empty() => finding.with_help(format!("`{}` has no options", spec.name)),
        None => {
            let all: Vec<String> = spec.options.iter().map(|option| format!("--{}", option.long)).collect();
            finding.with_help(format!("its options are {}", all.join(", ")))
        }
    };
    report.add(finding);
}
