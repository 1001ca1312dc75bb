//! Large files, long lines and many findings.

use std::time::{Duration, Instant};

use ipxe_diagnostics::render::human::{self, Options};
use ipxe_diagnostics::render::sarif::{self, ToolInfo};
use ipxe_diagnostics::render::{checkstyle, gcc, github, json, short};
use ipxe_diagnostics::{
    Diagnostic, Edit, FileDiagnostics, Fix, Severity, SourceFile, Span, apply, unified_diff,
};

use crate::awkward::rendered;

const FINDINGS: u32 = 10_000;
/// Without optimisation, on a busy machine. Quadratic behaviour takes minutes.
const LIMIT: Duration = Duration::from_secs(60);

/// `FINDINGS` findings all over `text`, each with a related place far away.
fn findings(text: &[u8]) -> Vec<Diagnostic> {
    let len = u32::try_from(text.len()).unwrap();
    let place = |n: u32| Span::new(len / FINDINGS * n, len / FINDINGS * n + 7);
    (0..FINDINGS)
        .map(|n| {
            Diagnostic::new("E1", "x", Severity::Error, place(n), "found")
                .with_related(place(FINDINGS - 1 - n), "there")
                .with_fix(Fix::safe("Take it away", vec![Edit::delete(place(n))]))
        })
        .collect()
}

fn check(text: Vec<u8>) {
    let started = Instant::now();
    let findings = findings(&text);
    let files = [FileDiagnostics::new(
        SourceFile::new("a.ipxe", text),
        findings,
    )];
    let tool = ToolInfo {
        name: "t",
        version: "1",
        url: None,
        rules: &[],
    };

    let shown = rendered(|out| human::write(out, &files, &Options::default()));
    let per_finding = shown.len() / FINDINGS as usize;
    assert!(per_finding < 4_000, "{per_finding} bytes a finding");
    for write in [short::write, gcc::write, github::write] {
        assert_eq!(
            rendered(|out| write(out, &files)).lines().count(),
            FINDINGS as usize
        );
    }
    for write in [checkstyle::write, json::write] {
        assert!(rendered(|out| write(out, &files)).len() > FINDINGS as usize);
    }
    assert!(rendered(|out| sarif::write(out, &files, &tool)).len() > FINDINGS as usize);

    let source = files[0].file.bytes();
    let fixes = files[0].diagnostics.iter().filter_map(|d| d.fix.as_ref());
    let applied = apply(source, fixes);
    assert_eq!(source.len() - applied.bytes.len(), 7 * FINDINGS as usize);
    assert!(!unified_diff("a.ipxe", source, &applied.bytes).is_empty());
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
}

#[test]
fn many_lines() {
    check("goto somewhere || shell\n".repeat(125_000).into_bytes());
}

#[test]
fn one_line() {
    check("goto \u{e9}lsewhere || shell;".repeat(125_000).into_bytes());
}

#[test]
fn no_text_but_line_ends() {
    check("\n".repeat(1_000_000).into_bytes());
}

#[test]
fn no_byte_that_is_utf8() {
    check(vec![0x80; 1_000_000]);
}
