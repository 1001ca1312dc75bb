//! Blanks that iPXE does not take for blanks.

use ipxe_diagnostics::{Edit, Fix, Severity};

use crate::characters::{Odd, find, is_invisible, is_unseen, name};
use crate::continuation::is_operator;
use crate::invocation::TextUse;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::{Arg, FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX702",
    name: "unicode-blank",
    group: Group::Text,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Safe,
    summary: "A blank that is none to iPXE, or a character that does not show",
    explanation: "White space is the six ASCII characters space, tab, line feed, vertical tab, \
form feed and carriage return (`core/ctype.c: isspace`). A no-break space, other blanks of \
Unicode and characters of no width come into scripts from web pages and word processors. They \
are part of the word in which they stand: they make two words one, or a name that looks right a \
wrong one.\n\nIn text that is shown they are reported only where they hide an operator.",
    bad: example!("unicode-blank", "bad"),
    near_miss: example!("unicode-blank", "near-miss"),
    example_target: None,
    hooks: &[Hook::Word(b"\xc2\xe1\xe2\xe3\xef", check)],
};

fn check(
    _: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
    report: &mut Report<'_>,
) {
    let text = arg.text();
    let odd: Vec<Odd> = find(text, is_unseen).collect();
    let Some(first) = odd.first() else { return };
    let is_name = arg.span() == invocation.name.span();
    let hides = hides_operator(text, &odd);
    // What the words of an unknown command mean is unknown as well.
    let known = is_name || invocation.spec.is_some();
    let shown = matches!(
        invocation.text_use(arg),
        Some(TextUse::Shown | TextUse::Stored)
    );
    if (!known || shown && !is_name) && !hides {
        return;
    }
    let edits = odd.iter().map(|odd| {
        let span = arg.part(odd.start, odd.end);
        if is_invisible(odd.c) {
            Edit::delete(span)
        } else {
            Edit::replace(span, " ")
        }
    });
    let edits = edits.collect();
    let invisible = odd.iter().all(|odd| is_invisible(odd.c));
    let title = if invisible {
        "remove it"
    } else {
        "put a space in its place"
    };
    let finding = report
        .finding(
            arg.part(first.start, first.end),
            format!("{} is part of the word", name(first.c)),
        )
        .with_label(if invisible {
            "does not show"
        } else {
            "not white space to iPXE"
        })
        .with_help(if invisible {
            "remove it"
        } else {
            "write a space instead"
        })
        .with_fix(if is_name || hides || invisible {
            Fix::safe(title, edits)
        } else {
            Fix::needs_review(title, edits)
        });
    report.add(if is_name {
        finding.with_console(format!("{}: command not found", arg.shown()))
    } else {
        finding
    });
}

/// True where a part of `text` between such characters is an operator.
fn hides_operator(text: &[u8], odd: &[Odd]) -> bool {
    let mut from = 0;
    let mut parts = odd.iter().map(|odd| {
        let part = &text[from..odd.start];
        from = odd.end;
        part
    });
    parts.any(is_operator)
        || odd
            .last()
            .is_some_and(|last| is_operator(&text[last.end..]))
}
