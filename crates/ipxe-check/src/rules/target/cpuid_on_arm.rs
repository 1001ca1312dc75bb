//! `cpuid` for a processor that is no x86.

use ipxe_diagnostics::Severity;
use ipxe_reference::CommandName;

use crate::invocation::Expansion;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::target::lacking;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX807",
    name: "cpuid-on-arm",
    group: Group::Target,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "`cpuid` for a processor that is no x86",
    explanation: "The command `cpuid` and the settings block `cpuid` read the identification \
of x86 processors; builds for others have neither (`arch/x86/hci/commands/cpuid_cmd.c`). \
`${buildarch}` says for which processor iPXE was built. Reported only for targets that name \
another processor, such as `--target 2.0.0/efi/arm64`.",
    bad: example!("cpuid-on-arm", "bad"),
    near_miss: example!("cpuid-on-arm", "near-miss"),
    example_target: Some("2.0.0/efi/arm64"),
    hooks: &[
        Hook::Command(&[CommandName::Cpuid], check),
        Hook::Expansion(check_expansion),
    ],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(names) = others(file) else { return };
    let mut finding = report
        .finding(
            invocation.name.span(),
            format!("there is no `cpuid` in {names}"),
        )
        .with_label("x86 only")
        .with_help("compare `${buildarch}` first")
        .with_console("cpuid: command not found");
    if invocation.is_guarded() {
        report.lower(&mut finding);
    }
    report.add(finding);
}

fn check_expansion(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    if !expansion.name().starts_with(b"cpuid/") {
        return;
    }
    let Some(names) = others(file) else { return };
    let mut finding = report
        .finding(
            expansion.part(0, 5),
            format!("there is no settings block `cpuid` in {names}"),
        )
        .with_label("x86 only")
        .with_help("use `${buildarch}`")
        .with_console("becomes empty");
    report.lower(&mut finding);
    report.add(finding);
}

fn others(file: &FileContext<'_>) -> Option<String> {
    let x86 = |arch: &str| matches!(arch, "i386" | "x86_64");
    lacking(&file.options.targets, |target| {
        target.arch.as_deref().is_some_and(|arch| !x86(arch))
    })
}
