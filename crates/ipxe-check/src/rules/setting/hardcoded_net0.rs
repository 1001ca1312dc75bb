//! The first interface is taken for the one in use.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::FileContext;
use crate::invocation::Expansion;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX516",
    name: "hardcoded-net0",
    group: Group::Setting,
    severity: Severity::Note,
    pedantic: true,
    fixes: Fixes::Unsafe,
    summary: "The first interface is taken for the one in use",
    explanation: "`net0` is the first interface that iPXE found, whichever the network is on. \
Machines with several, or whose firmware orders them differently, boot from another. `netX` is \
the interface that was opened last, and a setting without a block is taken from the interfaces \
in their order (`core/settings.c`, `net/netdevice.c`).",
    bad: example!("hardcoded-net0", "bad"),
    near_miss: example!("hardcoded-net0", "near-miss"),
    example_target: None,
    hooks: &[Hook::Expansion(check)],
};

fn check(_: &FileContext<'_>, expansion: &Expansion<'_, '_>, report: &mut Report<'_>) {
    let name = expansion.name();
    if !name.starts_with(b"net0") || !matches!(name.get(4), Some(b'/' | b'.')) {
        return;
    }
    let span = expansion.part(0, 4);
    let finding = report
        .finding(span, "`net0` may not be the interface in use")
        .with_label("always the first interface")
        .with_help("write `netX` for the one that was opened last")
        .with_fix(Fix::needs_review(
            "write `netX`",
            vec![Edit::replace(span, "netX")],
        ));
    report.add(finding);
}
