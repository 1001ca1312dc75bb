//! `set` with an equals sign.

use ipxe_diagnostics::{Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_syntax::Span;
use memchr::memchr;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX510",
    name: "set-equals",
    group: Group::Setting,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "`set` with an equals sign",
    explanation: "`set` takes the name and the value as words of their own. `set x=1` names a \
setting `x=1` and gives no value, which deletes it; `set x = 1` stores the value `= 1` \
(`hci/commands/nvo_cmd.c: set_value`). Nothing is printed.",
    bad: example!("set-equals", "bad"),
    near_miss: example!("set-equals", "near-miss"),
    example_target: None,
    hooks: &[Hook::Command(&[CommandName::Set], check)],
};

fn check(_: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let Some([name, values @ ..]) = invocation.positionals() else {
        return;
    };
    if let Some(at) = equals(name) {
        let span = name.part(at, at + 1);
        let last = at + 1 == name.text().len();
        let edit = if last {
            Edit::delete(span)
        } else {
            Edit::replace(span, " ")
        };
        let stored = if values.is_empty() {
            "deletes"
        } else {
            "stores"
        };
        let finding = report
            .finding(
                name.span(),
                format!(
                    "`set` takes the value as a word of its own: `{}`",
                    name.shown()
                ),
            )
            .with_label(format!("{stored} a setting of this name"))
            .with_help("write a blank in place of `=`")
            .with_fix(Fix::safe("replace `=` by a blank", vec![edit]));
        report.add(finding);
        return;
    }
    let Some(first) = values
        .first()
        .filter(|first| first.text().starts_with(b"="))
    else {
        return;
    };
    if first.text().starts_with(b"==") {
        return;
    }
    let alone = first.text().len() == 1;
    let end = if alone {
        first.span().end
    } else {
        first.span().start + 1
    };
    let start = if alone {
        name.span().end
    } else {
        first.span().start
    };
    let finding = report
        .finding(first.part(0, 1), "the `=` becomes part of the value")
        .with_label("part of the value")
        .with_help("leave it out")
        .with_fix(Fix::safe(
            "remove `=`",
            vec![Edit::delete(Span::new(start, end))],
        ));
    report.add(finding);
}

/// The offset of a `=` after a name, outside of expansions.
fn equals(name: &Arg<'_>) -> Option<usize> {
    let text = name.text();
    let at = memchr(b'=', text).filter(|&at| at > 0)?;
    let open =
        memchr::memmem::find(&text[..at], b"${").is_some() && memchr(b'}', &text[..at]).is_none();
    (!open).then_some(at)
}
