//! A number that the command refuses.

use ipxe_diagnostics::Severity;
use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};
use ipxe_settings::number::{LongWidth, parse_integer};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX425",
    name: "value-out-of-range",
    group: Group::Command,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A number that the command refuses",
    explanation: "The number can be read, but the command has no use for it: `colour` and \
`cpair` define colours and pairs 0 to 7 (`core/ansicoldef.c`, `core/ansicol.c`), a VLAN has a \
number below 4095 (`include/ipxe/vlan.h`). The command prints an error and fails.",
    bad: example!("value-out-of-range", "bad"),
    near_miss: example!("value-out-of-range", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(
        &[
            CommandName::Colour,
            CommandName::Cpair,
            CommandName::Vcreate,
        ],
        check,
    )],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some(spec) = invocation.spec else { return };
    let Some([first]) = invocation.positionals() else {
        return;
    };
    let (limit, failure, what) = match spec.id {
        CommandName::Colour => (8, "Could not define colour", "colour"),
        CommandName::Cpair => (8, "Could not define colour pair", "colour pair"),
        _ => (0xfff, "Could not create VLAN device", "VLAN"),
    };
    let vlan = spec.id == CommandName::Vcreate;
    let given = if vlan {
        invocation
            .option("tag")
            .and_then(|given| invocation.known_value(given))
    } else {
        first.known().map(|text| (text, first.span()))
    };
    let Some((text, span)) = given else { return };
    let Ok(value) = parse_integer(text, LongWidth::Bits64, false) else {
        return;
    };
    if value < limit || invocation.refusal(file).is_some() {
        return;
    }
    let origin = match spec.id {
        CommandName::Colour => ErrorFile::Ansicoldef,
        CommandName::Cpair => ErrorFile::Ansicol,
        _ => ErrorFile::Vlan,
    };
    let error = file.error_text(ErrorId::new(Posix::Einval, origin, 0));
    let finding = report
        .finding(span, format!("there is no {what} {value}"))
        .with_label("too large")
        .with_help(format!("use a number from 0 to {}", limit - 1))
        .with_console(format!("{failure}: {error}"));
    report.add(finding);
}
