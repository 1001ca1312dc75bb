//! What a server answered instead of the script.

use ipxe_diagnostics::{Diagnostic, Severity};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::Span;

use crate::FileContext;
use crate::file::Served;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX113",
    name: "served-as-html",
    group: Group::File,
    severity: Severity::Error,
    pedantic: false,
    fixes: Fixes::None,
    summary: "The server answered with an error, a login page or some other page",
    explanation: "iPXE accepts answers whose status begins with 2, follows redirections, and \
takes any other status for a failure of the download (`net/tcp/httpcore.c: http_parse_status`). \
It does not look at the content type: a page is downloaded all right, and then is no \
script.\n\nReported only for scripts that were fetched from a server. A script that is served as \
HTML works; that is a note, as something between server and client may change what it takes for \
a page.",
    bad: example!("served-as-html", "bad"),
    near_miss: example!("served-as-html", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

/// How the bad example was served.
pub fn example_answer() -> Served {
    Served {
        url: "http://boot.example.org/boot.ipxe".to_owned(),
        status: 404,
        content_type: Some("text/html".to_owned()),
        ..Served::default()
    }
}

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    let Some(served) = file.served else { return };
    let end = memchr::memchr(b'\n', file.bytes()).unwrap_or(file.bytes().len());
    let span = Span::new(0, end as u32);
    let script = file.script.magic().is_script();
    if let Some(finding) = refused(file, served, span, report) {
        report.add(finding);
    } else if !script && let Some(login) = login_page(served) {
        let finding = report
            .finding(span, format!("the server sends to a login page: {login}"))
            .with_help("let the server give out the script without a login")
            .with_console("downloads the page; it is no script");
        report.add(finding);
    } else if is_page(served) {
        let finding = report.finding(span, "the answer is a web page, by its content type");
        if script {
            let mut finding = report
                .finding(span, "the script is served as HTML")
                .with_help("serve it as `text/plain`");
            report.note(&mut finding);
            report.add(finding);
        } else {
            report.add(
                finding
                    .with_help("look at the address in a browser")
                    .with_console("downloads the page; it is no script"),
            );
        }
    }
}

/// A status for which iPXE gives up.
fn refused(
    file: &FileContext<'_>,
    served: &Served,
    span: Span,
    report: &Report<'_>,
) -> Option<Diagnostic> {
    let http = |posix, uniq| ErrorId::new(posix, ErrorFile::Httpcore, uniq);
    let status = served.status;
    let error = match status {
        0 | 200..=299 => return None,
        300..=399 => http(Posix::Exdev, 0),
        401 => http(Posix::Eacces, 1),
        403 => http(Posix::Eperm, 1),
        404 => http(Posix::Enoent, 1),
        400..=499 => http(Posix::Eio, 4),
        500..=599 => http(Posix::Eio, 5),
        _ => http(Posix::Eio, 1),
    };
    let help = match status {
        300..=399 => "a redirection needs a `Location`",
        401 | 407 => "give user and password in the URI, or let the server ask for none",
        403 => "let the server give the file out",
        404 | 410 => "correct the address, or put the file there",
        500..=599 => "look for the failure in the server's log",
        _ => "look at what the server says",
    };
    let error = file.error_text(error);
    let finding = report
        .finding(span, format!("the server answered with status {status}"))
        .with_help(help)
        .with_console(format!("{}... {error}", served.url));
    Some(finding)
}

/// The login page that the server redirected to.
fn login_page(served: &Served) -> Option<&str> {
    const PAGES: [&str; 7] = [
        "login", "signin", "sign-in", "sign_in", "sso", "saml", "oauth",
    ];
    let last = served.redirects.last().map(|(_, url)| url.as_str())?;
    let target = if served.final_url.is_empty() {
        last
    } else {
        &served.final_url
    };
    let lower = target.to_ascii_lowercase();
    PAGES
        .iter()
        .any(|page| lower.contains(page))
        .then_some(target)
}

fn is_page(served: &Served) -> bool {
    let kind = served.content_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"]
        .iter()
        .any(|page| kind.eq_ignore_ascii_case(page))
}
