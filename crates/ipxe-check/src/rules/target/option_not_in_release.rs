//! An option that the release of a target does not have.

use ipxe_diagnostics::Severity;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::target::{Target, lacking};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX802",
    name: "option-not-in-release",
    group: Group::Target,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "An option that the release of a target does not have",
    explanation: "Options were added over time. An older release takes a newer option for an \
unknown one: it prints `Unrecognised option` and the usage text, and the command does nothing \
and fails (`core/parseopt.c: reparse_options`). Reported only with `--target`.",
    bad: example!("option-not-in-release", "bad"),
    near_miss: example!("option-not-in-release", "near-miss"),
    example_target: Some("2.0.0/efi"),
    hooks: &[Hook::Options(check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let targets = &file.options.targets;
    let (Some(spec), false) = (invocation.spec, targets.is_empty()) else {
        return;
    };
    for given in &invocation.options {
        let has = |target: &Target| spec.defaults.contains(target.release, target.platform);
        let lacks = |target: &Target| target.release < given.option.since && has(target);
        let Some(names) = lacking(targets, lacks) else {
            continue;
        };
        let arg = &invocation.args[given.index];
        let mut finding = report
            .finding(
                arg.span(),
                format!(
                    "`{}` has no `--{}` in {names}",
                    spec.name, given.option.long
                ),
            )
            .with_label("not in the release")
            .with_help(format!(
                "it exists since {}; leave it out",
                given.option.since
            ))
            .with_console(format!(
                "Unrecognised option \"{}\", then the usage text",
                arg.shown()
            ));
        if invocation.is_guarded() {
            report.lower(&mut finding);
        }
        report.add(finding);
    }
}
