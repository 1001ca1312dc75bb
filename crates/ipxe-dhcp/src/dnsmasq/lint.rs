//! Codes of refusals, and mistakes that dnsmasq itself does not see.

use ipxe_diagnostics::{Diagnostic, Severity};

use super::config::Config;
use super::directive::{Refusal, distance};
use super::keyword;
use super::text::Text;
use crate::Finding;

/// Code and rule name for a message of dnsmasq.
pub(super) fn code_of(message: &str) -> (&'static str, &'static str) {
    match message {
        "bad option" => ("D101", "unknown-word"),
        "missing parameter" => ("D102", "missing-value"),
        "extraneous parameter" => ("D103", "unwanted-value"),
        "illegal repeated keyword" => ("D104", "repeated-word"),
        "missing \"" => ("D105", "open-quote"),
        _ => ("D106", "bad-value"),
    }
}

/// The refusal of a word that is none, with one that looks like it.
pub(super) fn unknown_word(word: Text<'_>) -> Refusal {
    let refusal = Refusal::new("bad option").at(word);
    let close = keyword::names().min_by_key(|name| distance(name.as_bytes(), word.chars()));
    match close.filter(|name| distance(name.as_bytes(), word.chars()) <= 2) {
        Some(close) => refusal.help(format!("did you mean `{close}`?")),
        None => refusal.help("no line may begin so; comments begin with `#`"),
    }
}

/// What dnsmasq accepts and most likely was not meant.
pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut warn = |place: crate::Place, code, rule, message: String, help: &str| {
        let diagnostic = Diagnostic::new(code, rule, Severity::Warning, place.span, message);
        findings.push(Finding {
            file: place.file,
            diagnostic: diagnostic.with_help(help),
            position: None,
        });
    };
    for boot in &config.boots {
        let Some(file) = &boot.file else {
            continue;
        };
        let shown = String::from_utf8_lossy(file);
        if file.starts_with(b"tags:") || file.starts_with(b"set:") {
            let message = format!("the boot file is `{shown}`, not a tag");
            warn(
                boot.place,
                "D110",
                "tag-as-file",
                message,
                "a condition begins with `tag:`",
            );
        }
        if let Some(hash) = file.windows(2).position(|pair| pair == b"# ") {
            let message = format!(
                "`{}` belongs to the boot file",
                &shown[hash.min(shown.len())..]
            );
            let help = "a comment begins after a blank";
            warn(boot.place, "D111", "comment-in-value", message, help);
        }
    }
    let proxy = config
        .ranges
        .iter()
        .find(|range| range.kind == super::config::RangeKind::Proxy);
    if let Some(range) = proxy.filter(|_| !config.pxe) {
        let message = "without `pxe-service` or `pxe-prompt` the proxy answers nobody".to_owned();
        warn(
            range.place,
            "D112",
            "silent-proxy",
            message,
            "add a `pxe-service` line",
        );
    }
    for option in config.options.iter().filter(|option| option.code > 254) {
        if option.code != 255 {
            let message = format!("there is no option {}: numbers end at 254", option.code);
            warn(
                option.place,
                "D113",
                "no-such-option",
                message,
                "the line has no effect",
            );
        }
    }
    findings
}
