//! Images for an earlier kernel are still loaded.

use std::ops::ControlFlow;

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{CommandName, Effect};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::straight::before;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX616",
    name: "stale-images",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "Images for an earlier kernel are still loaded",
    explanation: "A second `kernel` selects another image, but what was loaded for the first \
one stays and is handed over too: all images go into the initial RAM disk \
(`arch/x86/image/bzimage.c`, `interface/efi/efi_file.c`). `imgfree` discards them. Reported \
where one kernel, its initial RAM disk and another kernel follow each other in any case.",
    bad: example!("stale-images", "bad"),
    near_miss: example!("stale-images", "near-miss"),
    example_target: None,
    hooks: &[Hook::CommandIf(
        |command| command.has(Effect::SelectsImage),
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    if invocation.position > 0 {
        return;
    }
    let mut loaded = None;
    let earlier = before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(None);
        };
        let ends = [Effect::FreesImage, Effect::ExecutesImage];
        if step.label_between
            || ends.into_iter().any(|effect| spec.has(effect))
            || spec.id == CommandName::Shell
        {
            return ControlFlow::Break(None);
        }
        if spec.has(Effect::SelectsImage) {
            let found = loaded
                .filter(|_| step.certain)
                .map(|initrd| (step.span(), initrd));
            return ControlFlow::Break(found);
        }
        if step.certain && matches!(spec.id, CommandName::Initrd | CommandName::Module) {
            loaded = Some(step.span());
        }
        ControlFlow::Continue(())
    });
    let Some((kernel, initrd)) = earlier.flatten() else {
        return;
    };
    let finding = report
        .finding(
            invocation.span(),
            "images for an earlier kernel are still loaded",
        )
        .with_label("gets them too")
        .with_related(kernel, "the earlier kernel")
        .with_related(initrd, "loaded for it")
        .with_help("write `imgfree` before this")
        .with_fix(Fix::needs_review(
            "insert `imgfree`",
            vec![Edit::insert(invocation.span().start, "imgfree\n")],
        ));
    report.add(finding);
}
