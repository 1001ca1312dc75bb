//! A URI scheme that a target does not have.

use ipxe_diagnostics::Severity;
use ipxe_reference::{ErrorFile, ErrorId, Posix, Release, Scheme, ValueKind, scheme};

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::target::{Target, lacking};
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX803",
    name: "protocol-not-in-build",
    group: Group::Target,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A URI scheme that a target does not have",
    explanation: "Which protocols a build has is decided when it is built \
(`config/general.h`): HTTPS, for one, is in no default build before 2.0.0 and never in that \
for BIOS. A scheme that is missing ends in `Operation not supported` (`core/open.c: \
xfer_open_uri`). Before 2.0.0 schemes must be in lower case. Reported only with `--target`.",
    bad: example!("protocol-not-in-build", "bad"),
    near_miss: example!("protocol-not-in-build", "near-miss"),
    example_target: Some("1.21.1/efi"),
    hooks: &[Hook::Uri(check)],
};

fn check(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let targets = &file.options.targets;
    if targets.is_empty() {
        return;
    }
    let Some(written) = uri.scheme() else { return };
    let Some(known) = scheme(written, Release::LATEST) else {
        return;
    };
    let span = uri.part(0, written.len());
    let error = file.error_text(ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0));
    let missing = |target: &Target| !known.defaults.contains(target.release, target.platform);
    let cased = |target: &Target| !missing(target) && scheme(written, target.release).is_none();
    for (names, help) in [
        (lacking(targets, missing), advice(known)),
        (
            lacking(targets, cased),
            format!(
                "write `{}`: before 2.0.0 the case of schemes matters",
                known.name
            ),
        ),
    ] {
        let Some(names) = names else { continue };
        let mut finding = report
            .finding(
                span,
                format!("`{}` URIs are not in {names}", shown(written)),
            )
            .with_label("not in the build")
            .with_help(help);
        if uri.kind != ValueKind::SettingValue {
            finding = finding.with_console(format!("Could not start download: {error}"));
        }
        if uri.kind == ValueKind::SettingValue || invocation.is_guarded() {
            report.lower(&mut finding);
        }
        report.add(finding);
    }
}

fn advice(known: &Scheme) -> String {
    let mut advice = match known.build_option {
        Some(option) => format!("builds with {option} have it"),
        None => "another platform has it".to_owned(),
    };
    if known.since > Release::V1_20_1 {
        advice += &format!("; it exists since {}", known.since);
    }
    advice
}
