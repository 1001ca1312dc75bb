//! A password in a URI.

use ipxe_diagnostics::Severity;
use memchr::memchr;

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX604",
    name: "credential-in-uri",
    group: Group::Uri,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "A password in a URI",
    explanation: "A script is sent to whoever asks for it, mostly without encryption. A \
password that is written into a URI can be read by everyone who can fetch the script, and it \
shows in logs. Let the user type it (`login`), and write \
`http://${username:uristring}:${password:uristring}@HOST/`.",
    bad: example!("credential-in-uri", "bad"),
    near_miss: example!("credential-in-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b"@", check)],
};

fn check(
    _: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let Some(range) = uri.authority() else { return };
    let authority = &uri.masked()[range.clone()];
    let Some(at) = memchr(b'@', authority) else {
        return;
    };
    let Some(colon) = memchr(b':', &authority[..at]) else {
        return;
    };
    let (user, password) = (&authority[..colon], &authority[colon + 1..at]);
    if password.is_empty() || password.contains(&UNKNOWN) || user.eq_ignore_ascii_case(b"anonymous")
    {
        return;
    }
    let finding = report
        .finding(
            uri.part(range.start + colon + 1, range.start + at),
            "a password stands in the script",
        )
        .with_label("everyone who fetches the script can read it")
        .with_help(
            "ask for it with `login`, and write `${username:uristring}:${password:uristring}@`",
        );
    report.add(finding);
}
