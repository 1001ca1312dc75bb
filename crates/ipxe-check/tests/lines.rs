//! Single command lines are judged as by iPXE's own option parser.

use ipxe_check::{Checker, Options};
use ipxe_diagnostics::{Diagnostic, Severity, SourceFile};

/// Each line with the verdict of a real iPXE; the first line is a heading.
const LINES: &str = include_str!("../../../corpus/lines.tsv");

/// The codes of which one must be found for a verdict, and nothing else of grade error.
fn expected(verdict: &str) -> &'static [&'static str] {
    match verdict {
        "unknown-command" => &["IPX401"],
        "unrecognised-option" => &["IPX402", "IPX408"],
        "argument-count" => &["IPX403"],
        "missing-argument" => &["IPX404"],
        "takes-no-argument" => &["IPX405"],
        "bad-integer" => &["IPX406"],
        "accepted" | "help" => &[],
        other => panic!("unknown verdict `{other}`"),
    }
}

fn check(line: &str) -> Vec<Diagnostic> {
    let script = format!("#!ipxe\n{line}\n").into_bytes();
    Checker::new(Options::default()).check(&SourceFile::new("line.ipxe", script))
}

#[test]
fn every_line_is_judged_as_ipxe_judges_it() {
    let mut wrong = Vec::new();
    for row in LINES.lines().skip(1) {
        let (line, verdict) = row.rsplit_once('\t').expect("a line and its verdict");
        let found = check(line);
        let errors: Vec<&str> = found
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            // Whether a label exists is not the option parser's business.
            .filter(|finding| finding.rule != "undefined-label")
            .map(|finding| finding.code)
            .collect();
        let codes = expected(verdict);
        let right = match codes {
            [] => errors.is_empty(),
            _ => errors.len() == 1 && codes.contains(&errors[0]),
        };
        if !right {
            wrong.push(format!("{line:?} is {verdict}: found {errors:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn help_is_mentioned() {
    for line in ["chain --help", "set -h", "imgfetch -ah"] {
        assert!(
            check(line).iter().any(|finding| finding.code == "IPX416"),
            "{line}"
        );
    }
}

#[test]
fn what_an_expansion_may_change_is_left_alone() {
    for line in [
        "chain ${options} http://boot.example.org/menu.ipxe",
        "sleep ${seconds}",
        "sanunhook --drive ${drive}",
        "imgverify ${options} linux linux.sig",
        "ifconf --configurator ${how}",
        "prompt --key ${key} --timeout ${timeout} Press a key ||",
        "${command} --nonsense",
        "exit ${status}",
    ] {
        let found = check(line);
        assert!(found.is_empty(), "{line}: {:?}", found.first());
    }
}

#[test]
fn what_no_expansion_can_mend_is_reported() {
    for (line, code) in [
        ("sleep ${seconds}s", "IPX406"),
        ("goto ${label} now", "IPX403"),
        ("iseq ${a}", "IPX403"),
        ("chain --nonsense ${uri}", "IPX402"),
        ("chain --timeout", "IPX404"),
        ("chain --quiet=${quiet} x", "IPX405"),
        ("poweroff ${how}", "IPX403"),
        ("time sleep 1s", "IPX406"),
        ("time exitt", "IPX401"),
    ] {
        assert!(
            check(line).iter().any(|finding| finding.code == code),
            "{line}"
        );
    }
}
