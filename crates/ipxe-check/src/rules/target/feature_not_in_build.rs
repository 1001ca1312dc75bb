//! Something that a target was built without.

use ipxe_diagnostics::Severity;
use ipxe_reference::{ValueKind, build_option, values_of_kind};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::target::{Target, lacking};
use crate::uri_arg::UriArg;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX806",
    name: "feature-not-in-build",
    group: Group::Target,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "Something that a target was built without",
    explanation: "Some arguments need what not every build has: an IPv6 address as host and \
the configurator `ipv6` need NET_PROTO_IPV6, the transports of `gdbstub` their own options \
(`config/general.h`). Reported only with `--target`, for builds without any configuration of \
their own.",
    bad: example!("feature-not-in-build", "bad"),
    near_miss: example!("feature-not-in-build", "near-miss"),
    example_target: Some("1.20.1/pcbios"),
    hooks: &[Hook::CommandIf(|_| true, check_values), Hook::Uri(check_uri)],
};

fn check_values(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let targets = &file.options.targets;
    let (Some(spec), false) = (invocation.spec, targets.is_empty()) else {
        return;
    };
    let given = invocation.options.iter().filter_map(|given| {
        let (text, span) = invocation.known_value(given)?;
        Some((given.option.kind, text, span))
    });
    let first = invocation
        .positionals()
        .and_then(<[_]>::first)
        .and_then(|arg| Some((spec.positional.first()?.kind, arg.known()?, arg.span())));
    for (kind, text, span) in given.chain(first) {
        let Some(value) = values_of_kind(kind).and_then(|values| values.find(text)) else {
            continue;
        };
        let Some(needed) = value.build_option else {
            continue;
        };
        let Some(names) = lacking(targets, |target| lacks(needed, target)) else {
            continue;
        };
        let mut finding = report
            .finding(span, format!("`{}` is not in {names}", value.name))
            .with_label("not in the build")
            .with_help(format!("builds with {needed} have it"));
        if invocation.is_guarded() {
            report.lower(&mut finding);
        }
        report.add(finding);
    }
}

fn check_uri(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    const NEEDED: &str = "NET_PROTO_IPV6";
    let targets = &file.options.targets;
    let Some(range) = uri.host_and_port().filter(|_| !targets.is_empty()) else {
        return;
    };
    if uri.masked().get(range.start) != Some(&b'[') {
        return;
    }
    let Some(names) = lacking(targets, |target| lacks(NEEDED, target)) else {
        return;
    };
    let mut finding = report
        .finding(
            uri.part(range.start, range.end),
            format!("IPv6 is not in {names}"),
        )
        .with_label("an IPv6 address")
        .with_help(format!("builds with {NEEDED} have it"));
    if uri.kind == ValueKind::SettingValue || invocation.is_guarded() {
        report.lower(&mut finding);
    }
    report.add(finding);
}

fn lacks(option: &str, target: &Target) -> bool {
    build_option(option)
        .is_some_and(|option| !option.defaults.contains(target.release, target.platform))
}
