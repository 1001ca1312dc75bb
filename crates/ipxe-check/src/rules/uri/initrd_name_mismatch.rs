//! `initrd=` names no image of the file.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::Effect;

use crate::invocation::{TextUse, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX608",
    name: "initrd-name-mismatch",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "`initrd=` names no image of the file",
    explanation: "Under UEFI the kernel asks iPXE for the file that `initrd=` names, and iPXE \
looks for an image of that name, whatever its case (`interface/efi/efi_file.c: \
efi_file_find`). An image has the last part of its URI as name, unless `--name` gives another. \
If there is none the kernel starts without initial RAM disk, or not at all. \
`initrd=initrd.magic` always means all of them. Under BIOS the option is not looked at.",
    bad: example!("initrd-name-mismatch", "bad"),
    near_miss: example!("initrd-name-mismatch", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.has(Effect::RegistersImage),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let mut later = invocation.args.iter().skip(1);
    if !later.any(|arg| arg.text().starts_with(PREFIX))
        || invocation.text().map(|(text, _)| text) != Some(TextUse::ImageArguments)
    {
        return;
    }
    for arg in invocation.positionals().unwrap_or(&[]).iter().skip(1) {
        let Some(names) = arg.known().and_then(|text| text.strip_prefix(PREFIX)) else {
            continue;
        };
        let mut at = PREFIX.len();
        for name in names.split(|&byte| byte == b',') {
            check_name(file, arg, at, name, report);
            at += name.len() + 1;
        }
    }
}

const PREFIX: &[u8] = b"initrd=";

fn check_name(
    file: &FileContext<'_>,
    arg: &Arg<'_>,
    at: usize,
    name: &[u8],
    report: &mut Report<'_>,
) {
    let bare = name
        .iter()
        .position(|byte| !matches!(byte, b'\\' | b'/' | b'.'));
    let bare = bare.map_or(&name[..0], |start| &name[start..]);
    if bare.is_empty() || bare.eq_ignore_ascii_case(b"initrd.magic") {
        return;
    }
    let facts = file.facts();
    if facts.dynamic_images || !facts.loads_initrd() || facts.has_image(bare) {
        return;
    }
    let span = arg.part(at, at + name.len());
    let finding = report
        .finding(
            span,
            format!("no image of this file is named `{}`", shown(name)),
        )
        .with_label("not found under UEFI");
    report.add(match facts.only_initrd() {
        Some(image) => finding
            .with_help(format!(
                "the initial RAM disk of this file is named `{image}`"
            ))
            .with_fix(Fix::needs_review(
                format!("write `{image}`"),
                vec![Edit::replace(span, image)],
            )),
        None => finding.with_help(
            "write the last part of the URI of the initial RAM disk, or name it with `--name`",
        ),
    });
}
