//! A request parameter for a list that does not exist.

use ipxe_diagnostics::{Diagnostic, Edit, Fix, Severity};
use ipxe_reference::CommandName;
use ipxe_reference::nearest::nearest;
use ipxe_syntax::Span;
use memchr::memmem;

use crate::invocation::shown;
use crate::named::Named;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX426",
    name: "no-parameter-list",
    group: Group::Command,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::Unsafe,
    summary: "A request parameter for a list that does not exist",
    explanation: "`param` adds to a list that `params` created; without one it prints `No \
default parameter list` or `\"NAME\": no such parameter list` and fails (`core/params.c: \
find_parameters`). The list without a name and lists with one are different. A URI that ends \
in `##params` for a list that does not exist is requested as if nothing stood there.\n\n\
Reported above the first label of a file that creates its list further down, and for lists \
that a file never creates although it creates others.",
    bad: example!("no-parameter-list", "bad"),
    near_miss: example!("no-parameter-list", "near-miss"),
    example_target: None,
    hooks: &[
        Hook::Command(&[CommandName::Param], check),
        Hook::UriWith(b"#", check_uri),
    ],
};

fn check(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, report: &mut Report<'_>) {
    let name = match invocation.option("params") {
        None => None,
        Some(given) => match invocation.known_value(given) {
            Some(known) => Some(known),
            None => return,
        },
    };
    if invocation.refusal(file).is_some() {
        return;
    }
    let facts = file.facts();
    let lists = &facts.parameter_lists;
    let line = invocation.line.index();
    let wanted = name.map(|(name, _)| name.to_vec());
    let created = lists.created(wanted.as_deref());
    let reached = file.labels().first_line().is_some_and(|label| label <= line);
    let called = facts
        .first_execution
        .is_some_and(|execution| execution <= line);
    let early = created.is_some_and(|created| created.line > line) && !reached && !called;
    if lists.dynamic || lists.first().is_none() || created.is_some() && !early {
        return;
    }
    let span = name.map_or(invocation.name.span(), |(_, span)| span);
    let console = match &wanted {
        Some(name) => format!("\"{}\": no such parameter list", shown(name)),
        None => "No default parameter list".to_owned(),
    };
    let finding = report
        .finding(span, describe(wanted.as_deref(), early))
        .with_label("no such list")
        .with_console(console);
    report.add(advise(finding, &wanted, lists, name.map(|(_, span)| span)));
}

fn check_uri(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    const MARK: &[u8] = b"##params";
    let Some(at) = memmem::find(uri.masked(), MARK) else {
        return;
    };
    let wanted = match &uri.masked()[at + MARK.len()..] {
        [b'=', name @ ..] if name.contains(&UNKNOWN) => return,
        [b'=', name @ ..] => Some(name.to_vec()),
        _ => None,
    };
    let lists = &file.facts().parameter_lists;
    if lists.dynamic || lists.first().is_none() || lists.created(wanted.as_deref()).is_some() {
        return;
    }
    let span = uri.part(at, uri.masked().len());
    let finding = report
        .finding(span, describe(wanted.as_deref(), false))
        .with_label("no such list")
        .with_console("requests the URI without any parameters");
    report.add(advise(finding, &wanted, lists, None));
}

fn describe(name: Option<&[u8]>, early: bool) -> String {
    match name {
        Some(name) if early => format!("the parameter list `{}` does not exist yet", shown(name)),
        Some(name) => format!("no `params` creates the parameter list `{}`", shown(name)),
        None if early => "the parameter list does not exist yet".to_owned(),
        None => "no `params` creates the parameter list without a name".to_owned(),
    }
}

fn advise(
    finding: Diagnostic,
    wanted: &Option<Vec<u8>>,
    lists: &Named<'_>,
    span: Option<Span>,
) -> Diagnostic {
    let finding = match lists.first() {
        Some(first) => finding.with_related(first.span, "the first list is created here"),
        None => finding,
    };
    let names = lists.names();
    let close = wanted
        .as_ref()
        .and_then(|name| nearest(name, names.iter().copied()));
    match (close, names.as_slice(), span) {
        (Some(close), _, Some(span)) => finding
            .with_help(format!("did you mean `{close}`?"))
            .with_fix(Fix::needs_review(
                format!("write `{close}`"),
                vec![Edit::replace(span, close)],
            )),
        (_, [only], None) if lists.created(None).is_none() => {
            finding.with_help(format!("the list of this file is named `{only}`"))
        }
        _ => finding.with_help("create it before, with `params` or `params --name NAME`"),
    }
}
