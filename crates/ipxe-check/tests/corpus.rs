//! What is found in the scripts of the corpus: nothing in those that are right, and in those that are
//! wrong every mistake on its line.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ipxe_check::{Checker, Levels, Options};
use ipxe_diagnostics::{Diagnostic, Severity, SourceFile};

/// Short names of problems in `corpus/flawed`, and the rules of which one finds them.
const PROBLEMS: [(&str, &str); 63] = [
    ("and-or-not-if-else", "and-or-not-if-else"),
    ("argument-count", "argument-count"),
    ("backslash-trailing-space", "blank-after-backslash"),
    ("bad-setting-type", "unknown-setting-type"),
    ("boot-without-image", "boot-without-image"),
    ("cannot-fail", "fallback-after-sure-success"),
    ("choose-default-not-item", "choose-default-not-item"),
    ("choose-of-form", "choose-of-form"),
    ("comment-continuation", "comment-continuation"),
    ("continuation-glues-words", "glued-continuation"),
    ("credential-in-uri", "credential-in-uri"),
    ("dash-text", "dash-text"),
    ("duplicate-label", "duplicate-label"),
    ("glued-operator", "glued-operator"),
    ("goto-arity", "argument-count"),
    ("goto-colon", "goto-with-colon"),
    ("hardcoded-net0", "hardcoded-net0"),
    ("hash-starts-comment", "hash-starts-comment"),
    ("html-entity", "html-entity"),
    ("inc-of-string", "inc-of-text"),
    ("initrd-name-mismatch", "initrd-name-mismatch"),
    ("invalid-integer", "invalid-integer"),
    ("invalid-setting-value", "invalid-setting-value"),
    ("ipv6-unbracketed-host", "unbracketed-ipv6-host"),
    ("iscsi-root-path", "iscsi-uri"),
    ("isset-without-braces", "isset-without-braces"),
    ("item-before-menu", "item-before-menu"),
    ("item-without-label", "item-without-label"),
    ("known-option-after-positional", "option-after-positional"),
    ("label-as-command", "label-as-command"),
    ("label-colon-suffix", "label-colon-suffix"),
    ("mac-colon-in-path", "mac-in-first-segment"),
    ("magic-line", "missing-magic"),
    ("missing-slash-join", "missing-slash-join"),
    ("no-user-interface", "no-user-interface"),
    ("numeric-setting-name", "numeric-setting-name"),
    ("param-before-params", "no-parameter-list"),
    ("param-name-mismatch", "param-name-mismatch"),
    ("predicate-aborts-script", "predicate-aborts-script"),
    ("prompt-timeout-unguarded", "prompt-unguarded"),
    ("readonly-setting", "read-only-setting"),
    ("set-equals", "set-equals"),
    ("set-quotes", "set-quotes"),
    ("shadowed-builtin", "cwuri-stored"),
    ("show-with-braces", "braces-around-name"),
    ("single-ampersand", "single-operator-character"),
    ("single-pipe", "single-operator-character"),
    ("space-in-uri-variable", "blank-in-uri"),
    ("stale-images", "stale-images"),
    ("tight-retry-loop", "tight-retry-loop"),
    ("timeout-too-small", "timeout-too-small"),
    ("trailing-and", "trailing-and"),
    ("undefined-label", "undefined-label"),
    ("unknown-command", "unknown-command"),
    ("unknown-option", "unknown-option"),
    ("unknown-parameter-list", "no-parameter-list"),
    ("unreachable-code", "unreachable-after-jump"),
    ("unset-variable", "similar-setting"),
    ("unset-variable", "unset-setting"),
    ("unterminated-continuation", "unterminated-continuation"),
    ("unterminated-expansion", "unterminated-expansion"),
    ("unused-label", "unused-label"),
    ("wimboot-names", "wimboot-name"),
];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

fn check(path: &Path, pedantic: bool) -> (SourceFile, Vec<Diagnostic>) {
    let bytes = fs::read(path).expect("the script can be read");
    let source = SourceFile::new(path.to_string_lossy(), bytes);
    let levels = Levels::new(pedantic);
    let checker = Checker::new(Options {
        levels,
        ..Options::default()
    });
    let findings = checker.check(&source);
    (source, findings)
}

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|end| end == "ipxe") {
            found.push(path);
        }
    }
}

#[test]
fn scripts_that_are_right_draw_no_errors_and_warnings() {
    // The other folders hold what is wrong, or what other programs are tested with.
    const RIGHT: [&str; 10] = [
        "installers",
        "language",
        "live",
        "local",
        "menus",
        "network",
        "pxelinux",
        "san",
        "selection",
        "trust",
    ];
    let mut right = Vec::new();
    for folder in RIGHT {
        scripts(&corpus().join(folder), &mut right);
    }
    assert!(right.len() > 40, "{} scripts", right.len());
    for path in right {
        let (source, findings) = check(&path, false);
        for finding in findings {
            let line = source.line_at(finding.span.start);
            let place = format!("{}:{line}", path.display());
            assert!(
                finding.severity == Severity::Note,
                "{place}: {}",
                finding.message
            );
        }
    }
}

#[test]
fn mistakes_are_found_on_their_lines() {
    let mut flawed = Vec::new();
    scripts(&corpus().join("flawed"), &mut flawed);
    let mut looked_for = 0;
    for path in flawed {
        let (source, findings) = check(&path, true);
        let found: BTreeSet<(u32, &str)> = findings
            .iter()
            .map(|finding| (source.line_at(finding.span.start), finding.rule))
            .collect();
        let defects = fs::read_to_string(path.with_extension("ipxe.defects"));
        for defect in defects.expect("the list of mistakes").lines().skip(1) {
            let mut fields = defect.split('\t');
            let line = fields
                .next()
                .and_then(|line| line.parse().ok())
                .expect("a line");
            let problem = fields.next().expect("a problem");
            let mut rules = PROBLEMS
                .iter()
                .filter(|(name, _)| *name == problem)
                .map(|(_, rule)| *rule);
            looked_for += 1;
            let place = format!("{}:{line}", path.display());
            assert!(
                rules.any(|rule| found.contains(&(line, rule))),
                "{place}: {problem} not in {found:?}"
            );
        }
    }
    assert!(looked_for >= PROBLEMS.len(), "{looked_for} mistakes");
}
