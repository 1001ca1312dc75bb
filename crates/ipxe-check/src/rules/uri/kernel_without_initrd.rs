//! A kernel with an initial RAM disk but without `initrd=`.

use std::ops::ControlFlow;

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, Effect};
use memchr::memmem;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::straight::before;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX609",
    name: "kernel-without-initrd",
    group: Group::Uri,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::None,
    summary: "A kernel with an initial RAM disk but without `initrd=`",
    explanation: "Under UEFI, kernels before Linux 5.8 find their initial RAM disk only by the \
option `initrd=NAME`; newer ones get it from iPXE in any case. Under BIOS the option is not \
needed (`interface/efi/efi_file.c`).",
    bad: example!("kernel-without-initrd", "bad"),
    near_miss: example!("kernel-without-initrd", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Initrd], check)],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let kernel = before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(None);
        };
        if step.label_between || spec.has(Effect::ExecutesImage) || spec.id == CommandName::Initrd {
            return ControlFlow::Break(None);
        }
        if !spec.has(Effect::SelectsImage) {
            return ControlFlow::Continue(());
        }
        let named = step.read(|kernel| {
            let words = kernel.positionals().unwrap_or(&[]);
            let open = |arg: &Arg<'_>| arg.is_dynamic() || arg.text().starts_with(b"initrd=");
            let boot = |arg: &Arg<'_>| {
                memmem::find(&arg.text().to_ascii_lowercase(), b"wimboot").is_some()
            };
            words.first().is_none_or(boot) || words.iter().skip(1).any(open)
        });
        ControlFlow::Break((named == Some(false)).then(|| step.span()))
    });
    let (Some(kernel), Some(uri)) = (
        kernel.flatten(),
        invocation.positionals().and_then(<[_]>::first),
    ) else {
        return;
    };
    let name = uri
        .known()
        .and_then(|text| text.rsplit(|&byte| byte == b'/').next())
        .map_or_else(|| "NAME".to_owned(), shown);
    let finding = report
        .finding(
            kernel,
            "the kernel has no `initrd=` for the initial RAM disk that follows",
        )
        .with_label("older kernels need it under UEFI")
        .with_related(invocation.span(), "the initial RAM disk")
        .with_help(format!("add `initrd={name}` to the kernel's arguments"));
    report.add(finding);
}
