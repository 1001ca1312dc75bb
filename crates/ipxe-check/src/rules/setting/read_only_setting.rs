//! A setting that cannot be stored.

use ipxe_diagnostics::Severity;
use ipxe_reference::{Block, BlockStores, CommandName, Effect, settings_named};
use ipxe_settings::SettingsError;
use memchr::memchr;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::setting_name::{Written, names_setting};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX512",
    name: "read-only-setting",
    group: Group::Setting,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A setting that cannot be stored",
    explanation: "Some settings are facts, and iPXE refuses to store them: those of the blocks \
`smbios`, `cpuid`, `pci` and the like, most of `builtin`, and what the hardware says of an \
interface, such as `net0/chip`. The command prints `Could not store \"NAME\"` with the error, \
and fails (`core/settings.c: store_setting, builtin_store`, `net/netdev_settings.c: \
netdev_store`).",
    bad: example!("read-only-setting", "bad"),
    near_miss: example!("read-only-setting", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(names_setting, check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    let stores = spec.has(Effect::StoresSetting);
    if !stores && invocation.options.is_empty() {
        return;
    }
    for (arg, offset) in invocation.setting_words() {
        let text = &arg.text()[offset..];
        if memchr(b'/', text).is_none()
            || arg.is_dynamic()
            || !stores
                && offset == 0
                && invocation
                    .setting()
                    .is_some_and(|own| std::ptr::eq(own, arg))
        {
            continue;
        }
        let written = Written::of(text);
        let Some(block) = written.known_block() else {
            continue;
        };
        let Some(error) = refusal(block, written.name, spec.id == CommandName::Clear) else {
            continue;
        };
        let finding = report
            .finding(
                arg.part(offset, arg.text().len()),
                format!("`{}` cannot be stored", shown(text)),
            )
            .with_label(error.to_string())
            .with_help("store it under a name of its own, without the block");
        let text = file.error_text(error.id());
        report.add(match (spec.id, invocation.positionals()) {
            (CommandName::Nslookup, Some([_, host])) => {
                finding.with_console(format!("Could not resolve {}: {text}", host.shown()))
            }
            _ => finding.with_console(format!(
                "Could not store \"{}\": {text}",
                shown(written.name)
            )),
        });
    }
}

/// Why the block does not take the setting.
fn refusal(block: &Block, name: &[u8], clear: bool) -> Option<SettingsError> {
    let provided = || settings_named(name).find(|setting| setting.blocks.contains(&family(block)));
    match block.stores {
        BlockStores::None => Some(match provided() {
            Some(_) => SettingsError::ReadOnlyBlock,
            None if name.first().is_some_and(u8::is_ascii_digit) => SettingsError::ReadOnlyBlock,
            None => SettingsError::NotApplicable,
        }),
        BlockStores::Some => match provided() {
            Some(setting) if setting.read_only => Some(SettingsError::ReadOnlyBuiltin),
            // The log can only be cleared.
            Some(setting) if !clear && setting.source == "core/dmesg.c" => {
                Some(SettingsError::DmesgOnlyClears)
            }
            Some(_) => None,
            None => Some(SettingsError::NotApplicable),
        },
        BlockStores::Any => provided()
            .filter(|setting| setting.read_only)
            .map(|_| SettingsError::ReadOnlyInterface),
        BlockStores::Tags => None,
    }
}

/// The name under which settings list the block: that of the device behind `netX`.
fn family(block: &Block) -> &'static str {
    if block.name == "netX" {
        "netN"
    } else {
        block.name
    }
}
