//! A loop that asks a server again at once.

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, Effect, ValueKind};
use ipxe_syntax::Line;

use crate::FileContext;
use crate::flow::MOST_COMMANDS;
use crate::invocation::{Arg, Invocation, shown};
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX210",
    name: "tight-retry-loop",
    group: Group::Label,
    severity: Severity::Note,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A loop asks a server again without any pause",
    explanation: "Where a server answers with an error or refuses the connection, a download fails \
at once. A loop that then jumps back to it asks many times a second, on every machine that boots, \
and makes it harder for the server to recover. `sleep 5` before the jump gives it time.\n\n\
Reported where nothing between the label and the jump back waits for the user or for time to pass. \
A loop of `dhcp` alone is not reported: that command waits for answers itself.",
    bad: example!("tight-retry-loop", "bad"),
    near_miss: example!("tight-retry-loop", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Goto], check)],
};

/// The most lines of a loop.
const MOST_LINES: usize = 50;

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([target]) = invocation.positionals() else {
        return;
    };
    let Some(name) = target.known() else { return };
    let Some(label) = file.labels().get(name) else {
        return;
    };
    let last = invocation.line.index();
    if label.line > last || last - label.line > MOST_LINES {
        return;
    }
    let mut download = None;
    for index in label.line..=last {
        let Some(line) = file.script.line(index) else {
            return;
        };
        let inner = index > label.line && line.label().is_some();
        if inner || file.is_replaced(line) || line.commands().len() > MOST_COMMANDS {
            return;
        }
        let end = if index == last {
            invocation.position
        } else {
            line.commands().len()
        };
        let Ok(found) = look(line, end) else { return };
        download = download.or(found);
    }
    let Some(download) = download else { return };
    let finding = report
        .finding(
            invocation.span(),
            "the loop asks the server again without any pause",
        )
        .with_related(label.span, format!("`goto {}` leads here", shown(name)))
        .with_related(download, "this may fail at once")
        .with_help("wait before the jump, for example with `sleep 5`");
    report.add(finding);
}

/// Something in the loop pauses or leaves it.
struct Pause;

/// The first download among the first `end` commands of `line` whose failure leads on.
fn look(line: Line<'_>, end: usize) -> Result<Option<ipxe_syntax::Span>, Pause> {
    let mut download = None;
    for (position, command) in line.commands().enumerate().take(end) {
        let words: Vec<Arg<'_>> = command.words().map(Arg::new).collect();
        let Some(invocation) = Invocation::read(line, command, position, None, &words) else {
            continue;
        };
        let Some(spec) = invocation.spec else {
            return Err(Pause);
        };
        let waits = spec.has(Effect::Waits) && !spec.has(Effect::UsesNetwork);
        let leaves = [
            Effect::WaitsForUser,
            Effect::EndsScript,
            Effect::NeverReturns,
        ];
        let conditional = position > 0 || line.commands().len() > 1;
        let waits_or_leaves = waits || leaves.into_iter().any(|effect| spec.has(effect));
        if waits_or_leaves && !(conditional && spec.has(Effect::EndsScript)) {
            return Err(Pause);
        }
        let fetches = spec.has(Effect::UsesNetwork)
            && [Effect::RegistersImage, Effect::ExecutesImage]
                .into_iter()
                .any(|effect| spec.has(effect));
        let named = invocation
            .positionals()
            .and_then(|args| args.first())
            .and_then(|_| spec.positional(0, None))
            .is_some_and(|first| matches!(first.kind, ValueKind::Uri | ValueKind::ImageOrUri));
        if fetches && named && line.commands().len() > position + 1 {
            download = download.or(Some(invocation.span()));
        }
    }
    Ok(download)
}
