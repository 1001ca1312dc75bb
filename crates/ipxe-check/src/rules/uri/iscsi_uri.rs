//! An iSCSI root path with too few fields.

use ipxe_diagnostics::Severity;
use ipxe_reference::{ErrorFile, ErrorId, Posix, ValueKind};

use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;
use crate::uri_arg::{UNKNOWN, UriArg};
use crate::{FileContext, Invocation};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX610",
    name: "iscsi-uri",
    group: Group::Uri,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "An iSCSI root path with too few fields",
    explanation: "The root path of an iSCSI target has five fields: \
`iscsi:HOST:PROTOCOL:PORT:LUN:TARGET`. Protocol, port and LUN may be empty, but not their \
colons: `iscsi:192.0.2.20::::iqn.2010-04.org.example:root`. Colons within square brackets do \
not count. With fewer fields the command fails (`net/tcp/iscsi.c: iscsi_parse_root_path`). \
There is no form with `//`.",
    bad: example!("iscsi-uri", "bad"),
    near_miss: example!("iscsi-uri", "near-miss"),
    example_target: None,
    hooks: &[Hook::UriWith(b":", check)],
};

fn check(
    file: &FileContext<'_>,
    _: &Invocation<'_, '_>,
    uri: &UriArg<'_, '_>,
    report: &mut Report<'_>,
) {
    let written = uri
        .scheme()
        .filter(|written| written.eq_ignore_ascii_case(b"iscsi"));
    let (Some(written), ValueKind::RootPath) = (written, uri.kind) else {
        return;
    };
    let rest = &uri.masked()[written.len() + 1..];
    let (what, case) = match rest {
        [b'/', ..] => ("an iSCSI root path has no slashes after its scheme", 3),
        _ if rest.contains(&UNKNOWN) => return,
        _ => match fields(rest) {
            ..5 => ("the iSCSI root path has too few fields", 1),
            _ => return,
        },
    };
    let error = file.error_text(ErrorId::new(Posix::Einval, ErrorFile::Iscsi, case));
    let finding = report
        .finding(uri.span(), what)
        .with_label("HOST:PROTOCOL:PORT:LUN:TARGET is missing a part")
        .with_help("write `iscsi:HOST::::TARGET`, with four colons before the name of the target")
        .with_console(format!("Could not open SAN device: {error}"));
    report.add(finding);
}

/// How many fields there are, up to five; the last one may hold colons.
fn fields(text: &[u8]) -> usize {
    let mut fields = 1;
    let mut bracket = false;
    for byte in text {
        match byte {
            b'[' => bracket = true,
            b']' => bracket = false,
            b':' if !bracket && fields < 5 => fields += 1,
            _ => {}
        }
    }
    fields
}
