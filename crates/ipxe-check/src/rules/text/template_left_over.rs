//! Parts of a template in what a server sent.

use ipxe_diagnostics::Severity;

use crate::FileContext;
use crate::content::Content;
use crate::file::Served;
use crate::invocation::shown;
use crate::rule::{Fixes, Group, Hook, Report, Rule};
use crate::rules::example;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IPX706",
    name: "template-left-over",
    group: Group::Text,
    severity: Severity::Warning,
    pedantic: false,
    fixes: Fixes::None,
    summary: "The server sent a template instead of what was to be made of it",
    explanation: "The script came from a server with delimiters of a template engine in it: `{{ \
}}`, `{% %}`, `<% %>` or `<?php ?>`. iPXE gets just these bytes and takes them for words of \
commands. Perhaps the file is served as it is, instead of by the program that fills it in, or \
the engine does not look at files of that name.\n\nReported only for scripts that were fetched \
from a server.",
    bad: example!("template-left-over", "bad"),
    near_miss: example!("template-left-over", "near-miss"),
    example_target: None,
    hooks: &[Hook::File(check)],
};

/// How the bad example was served.
pub fn example_answer() -> Served {
    Served {
        url: "http://boot.example.org/boot.ipxe".to_owned(),
        status: 200,
        content_type: Some("text/plain".to_owned()),
        ..Served::default()
    }
}

/// More than these say nothing new.
const MOST: usize = 20;

fn check(file: &FileContext<'_>, report: &mut Report<'_>) {
    if file.served.is_none() || file.content != Content::Lines {
        return;
    }
    for &region in file.template.regions().iter().take(MOST) {
        let text = shown(&file.bytes()[region.range()]);
        let finding = report
            .finding(region, format!("`{text}` was not filled in"))
            .with_label("iPXE sees this as it stands")
            .with_help("let the server run the template engine on this file");
        report.add(finding);
    }
}
