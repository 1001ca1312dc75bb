//! A setting type that a target does not have.

use ipxe_diagnostics::{Diagnostic, Severity};
use ipxe_reference::{CommandName, Release, SettingType, build_option, setting_type};
use ipxe_syntax::Span;

use crate::invocation::Expansion;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::{names_setting, type_of};
use crate::target::{Target, lacking};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX805",
    name: "type-not-in-release",
    group: Group::Target,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A setting type that a target does not have",
    explanation: "Types were added over time: before 2.0.0 there is no `guid`, and a `uuid` \
can be shown but not stored. An expansion with an unknown type gives nothing; a command that \
is given one prints `\"NAME\": invalid setting` and fails; storing a type that can only be \
shown is `Operation not supported` (`core/settings.c`). Builds without IPv6 know the type \
`ipv6` by name only. Reported only with `--target`.",
    bad: example!("type-not-in-release", "bad"),
    near_miss: example!("type-not-in-release", "near-miss"),
    example_target: Some("1.21.1/efi"),
    hooks: &[
        Hook::Expansion(check_expansion),
        Hook::CommandIf(names_setting, check_words),
    ],
};

fn check_expansion(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let targets = &file.options.targets;
    if targets.is_empty() {
        return;
    }
    let Some(span) = type_of(expansion.name()) else {
        return;
    };
    let Some(found) = setting_type(&expansion.name()[span.clone()]) else {
        return;
    };
    let Some(names) = lacking(targets, |target| !exists(found, target)) else {
        return;
    };
    let mut finding = complain(
        report,
        expansion.part(span.start, span.end),
        found,
        "is not in",
        &names,
    );
    report.lower(&mut finding);
    report.add(finding.with_console("becomes empty"));
}

fn check_words(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let targets = &file.options.targets;
    let (Some(spec), false) = (invocation.spec, targets.is_empty()) else {
        return;
    };
    let stores =
        spec.id == CommandName::Set && invocation.positionals().is_some_and(|args| args.len() > 1);
    for (arg, offset) in invocation.setting_words() {
        let text = &arg.text()[offset..];
        let Some(span) = type_of(text) else { continue };
        let Some(found) = setting_type(&text[span.clone()]) else {
            continue;
        };
        let place = arg.part(offset + span.start, offset + span.end);
        let unknown = lacking(targets, |target| !exists(found, target));
        let fails = |target: &Target| {
            exists(found, target) && found.parses(Release::LATEST) && !found.parses(target.release)
        };
        let shown_only = lacking(targets, fails).filter(|_| stores);
        for (names, what) in [(unknown, "is not in"), (shown_only, "cannot be stored in")] {
            let Some(names) = names else { continue };
            let mut finding = complain(report, place, found, what, &names);
            if invocation.is_guarded() {
                report.lower(&mut finding);
            }
            report.add(finding);
        }
    }
}

fn exists(found: SettingType, target: &Target) -> bool {
    let info = found.info();
    let built = info
        .build_option
        .and_then(build_option)
        .is_none_or(|option| option.defaults.contains(target.release, target.platform));
    info.since <= target.release && built
}

fn complain(
    report: &Report<'_>,
    place: Span,
    found: SettingType,
    what: &str,
    names: &str,
) -> Diagnostic {
    let info = found.info();
    let since = info.parses_since.unwrap_or(info.since);
    let help = match info.build_option {
        Some(option) => format!("builds with {option} have it"),
        None => format!("it is complete since {since}; use another type"),
    };
    report
        .finding(place, format!("the type `{found}` {what} {names}"))
        .with_label("not in the build")
        .with_help(help)
}
