//! A file for wimboot without a name of its own.

use std::ops::ControlFlow;

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::{CommandName, Effect};
use memchr::memmem;

use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::straight::before;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX617",
    name: "wimboot-name",
    group: Group::Uri,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Unsafe,
    summary: "A file for wimboot without a name of its own",
    explanation: "wimboot finds the files that it needs by the names in the initial RAM disk \
that iPXE makes of its images: the first argument of the image (`core/cpio.c: cpio_name`). \
Without one, releases of wimboot that look only at that do not see the file. Write the name a \
second time, as in `initrd ${base}/BCD BCD`.",
    bad: example!("wimboot-name", "bad"),
    near_miss: example!("wimboot-name", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[
            CommandName::Imgfetch,
            CommandName::Initrd,
            CommandName::Module,
        ],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([uri]) = invocation.positionals() else {
        return;
    };
    if invocation.option("name").is_some() {
        return;
    }
    let kernel = before(file, invocation, |step| {
        let Some(spec) = step.spec else {
            return ControlFlow::Break(None);
        };
        if step.label_between || spec.has(Effect::ExecutesImage) {
            return ControlFlow::Break(None);
        }
        if !spec.has(Effect::SelectsImage) {
            return ControlFlow::Continue(());
        }
        let wimboot = step.read(|kernel| {
            let image = kernel.positionals().and_then(<[_]>::first);
            image.is_some_and(|image| {
                memmem::find(&image.text().to_ascii_lowercase(), b"wimboot").is_some()
            })
        });
        ControlFlow::Break((wimboot == Some(true)).then(|| step.span()))
    });
    let Some(kernel) = kernel.flatten() else {
        return;
    };
    let last = uri
        .text()
        .rsplit(|&byte| byte == b'/')
        .next()
        .map_or_else(|| "NAME".to_owned(), shown);
    let finding = report
        .finding(uri.span(), "wimboot may not see this file")
        .with_label("has no name in the initial RAM disk")
        .with_related(kernel, "wimboot is the kernel")
        .with_help(format!("append its name: `{last}`"))
        .with_fix(Fix::needs_review(
            "append the name",
            vec![Edit::insert(uri.span().end, format!(" {last}"))],
        ));
    report.add(finding);
}
