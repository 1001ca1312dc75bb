//! A setting or a settings block that a target does not have.

use ipxe_diagnostics::{Diagnostic, Severity};
use ipxe_reference::{Release, settings_named};
use ipxe_settings::NameParts;

use crate::FileContext;
use crate::facts::without_type;
use crate::invocation::{Expansion, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::Written;
use crate::target::{Target, lacking};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX804",
    name: "setting-not-in-build",
    group: Group::Target,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A setting or a settings block that a target does not have",
    explanation: "Predefined settings and blocks were added over time, and some depend on how \
iPXE was built. Where they are missing an expansion gives nothing, silently \
(`core/settings.c`). Reported only with `--target`, and not for settings that the file stores \
itself.",
    bad: example!("setting-not-in-build", "bad"),
    near_miss: example!("setting-not-in-build", "near-miss"),
    example_target: Some("1.21.1/pcbios"),
    hooks: &[Hook::Expansion(check)],
};

fn check(file: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let targets = &file.options.targets;
    if targets.is_empty() {
        return;
    }
    let Some(text) = expansion.known() else {
        return;
    };
    let written = Written::of(text);
    let parts = NameParts::of(text);
    if let Some(block) = written.known_block() {
        let lacks = |target: &Target| !block.defaults.contains(target.release, target.platform);
        if let Some(names) = lacking(targets, lacks) {
            let end = parts.block().map_or(0, |span| span.end);
            let finding = report
                .finding(
                    expansion.part(0, end),
                    format!("the settings block `{}` is not in {names}", block.name),
                )
                .with_help(help(block.since, block.build_option));
            add(file, text, finding, report);
            return;
        }
    } else if written.block.is_some() {
        return;
    }
    let all = || settings_named(written.name);
    let Some(first) = all().next() else { return };
    let lacks = |target: &Target| {
        !all().any(|known| known.defaults.contains(target.release, target.platform))
    };
    let Some(names) = lacking(targets, lacks) else {
        return;
    };
    let span = expansion.part(parts.name().start, parts.name().end);
    let finding = report
        .finding(
            span,
            format!("the setting `{}` is not in {names}", shown(written.name)),
        )
        .with_help(help(first.since, first.build_option));
    add(file, text, finding, report);
}

fn help(since: Release, option: Option<&str>) -> String {
    match option {
        Some(option) => format!("it needs {option}; it exists since {since}"),
        None => format!("it exists since {since}; test it with `isset` first"),
    }
}

fn add(file: &FileContext<'_>, text: &[u8], finding: Diagnostic, report: &mut Report<'_>) {
    let facts = file.facts();
    if !facts.stores(without_type(text)) {
        report.add(
            finding
                .with_label("not in the build")
                .with_console("becomes empty"),
        );
    }
}
