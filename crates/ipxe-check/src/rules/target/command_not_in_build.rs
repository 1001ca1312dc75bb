//! A command that a target does not have.

use ipxe_diagnostics::Severity;
use ipxe_reference::Command;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::target::{Target, lacking};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX801",
    name: "command-not-in-build",
    group: Group::Target,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A command that a target does not have",
    explanation: "Which commands a build has is decided when it is built (`config/general.h`), \
and newer commands are not in older releases. A command that is missing is no command: iPXE \
prints `NAME: command not found` and the line fails (`core/exec.c: execv`). Reported only with \
`--target`, for builds without any configuration of their own; where `||` catches the failure \
it is a warning.",
    bad: example!("command-not-in-build", "bad"),
    near_miss: example!("command-not-in-build", "near-miss"),
    example_target: Some("1.21.1/efi"),
    hooks: &[Hook::CommandIf(|_| true, check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let targets = &file.options.targets;
    let (Some(spec), false) = (invocation.spec, targets.is_empty()) else {
        return;
    };
    let lacks = |target: &Target| !spec.defaults.contains(target.release, target.platform);
    let Some(names) = lacking(targets, lacks) else {
        return;
    };
    let mut finding = report
        .finding(
            invocation.name.span(),
            format!("`{}` is not in {names}", spec.name),
        )
        .with_label("not in the build")
        .with_help(advice(spec, targets))
        .with_console(format!("{}: command not found", spec.name));
    if invocation.is_guarded() {
        report.lower(&mut finding);
    }
    report.add(finding);
}

fn advice(spec: &Command, targets: &[Target]) -> String {
    let oldest = targets.iter().map(|target| target.release).min();
    let mut advice = Vec::new();
    if oldest.is_some_and(|oldest| oldest < spec.since) {
        advice.push(format!("it exists since {}", spec.since));
    }
    if let Some(option) = spec.build_option {
        advice.push(format!("builds with {option} have it"));
    }
    if !spec.platforms.is_empty() {
        let names: Vec<&str> = spec
            .platforms
            .iter()
            .map(|platform| platform.name())
            .collect();
        advice.push(format!("only {} has it", names.join(" and ")));
    }
    if advice.is_empty() {
        advice.push("no default build of that platform has it".to_owned());
    }
    advice.push("a following `||` lets the script go on".to_owned());
    advice.join("; ")
}
