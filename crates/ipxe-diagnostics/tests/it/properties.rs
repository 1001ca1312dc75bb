//! What holds for any bytes and any spans.

use ipxe_diagnostics::render::human::{self, Charset, Options};
use ipxe_diagnostics::render::sarif::{self, ToolInfo};
use ipxe_diagnostics::render::{checkstyle, gcc, github, json, short};
use ipxe_diagnostics::{
    Diagnostic, Edit, FileDiagnostics, Fix, Severity, SourceFile, Span, apply, unified_diff,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::awkward::rendered;

/// Bytes of the kinds that are treated apart, in runs, so that lines get long and characters whole.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[ -~]{1,80}".prop_map(String::into_bytes),
        3 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b"\t".to_vec()),
        2 => any::<char>().prop_map(|c| c.to_string().into_bytes()),
        1 => prop::sample::select(vec!["\u{4e2d}", "\u{1f600}", "e\u{301}", "\u{feff}", "\u{2028}"])
            .prop_map(|text| text.as_bytes().to_vec()),
        2 => vec(any::<u8>(), 1..6),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn span() -> impl Strategy<Value = Span> {
    (0_u32..600, prop_oneof![Just(0_u32), 0_u32..12, 0_u32..600])
        .prop_map(|(start, len)| Span::new(start, start + len))
}

fn edit() -> impl Strategy<Value = Edit> {
    (span(), vec(any::<u8>(), 0..4)).prop_map(|(span, text)| Edit::replace(span, text))
}

fn fix() -> impl Strategy<Value = Fix> {
    vec(edit(), 0..3).prop_map(|edits| Fix::safe("Mend it", edits))
}

fn diagnostic() -> impl Strategy<Value = Diagnostic> {
    let severity = prop::sample::select(vec![Severity::Error, Severity::Warning, Severity::Note]);
    let text = "\\PC{0,9}|[\\x00-\\x7f\u{80}-\u{9f}\u{2028}]{0,9}";
    let related = vec((span(), text), 0..4);
    (
        severity,
        span(),
        text,
        proptest::option::of(text),
        related,
        proptest::option::of(fix()),
    )
        .prop_map(|(severity, span, message, label, related, fix)| {
            let mut diagnostic = Diagnostic::new("E1", "x", severity, span, message.clone());
            for (span, message) in related {
                diagnostic = diagnostic.with_related(span, message);
            }
            diagnostic.label = label.clone();
            diagnostic.help = label;
            diagnostic.console = Some(message);
            diagnostic.fix = fix;
            diagnostic
        })
}

prop_compose! {
    fn file()(
        name in "\\PC{0,6}|[\\x00-\\x7f]{0,6}",
        bytes in bytes(),
        diagnostics in vec(diagnostic(), 0..4),
    ) -> FileDiagnostics {
        FileDiagnostics::new(SourceFile::new(name, bytes), diagnostics)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_line_a_finding(files in vec(file(), 0..3)) {
        let findings: usize = files.iter().map(|file| file.diagnostics.len()).sum();
        for write in [short::write, gcc::write, github::write] {
            let text = rendered(|out| write(out, &files));
            prop_assert_eq!(text.matches('\n').count(), findings);
            prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
        }
    }

    #[test]
    fn documents_are_whole(files in vec(file(), 0..3)) {
        let tool = ToolInfo { name: "t", version: "1", url: None, rules: &[] };
        for text in [
            rendered(|out| json::write(out, &files)),
            rendered(|out| sarif::write(out, &files, &tool)),
        ] {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        }
        let text = rendered(|out| checkstyle::write(out, &files));
        prop_assert!(text.ends_with("</checkstyle>\n"));
        prop_assert!(!text.contains(|c: char| c < ' ' && c != '\n'));
        prop_assert_eq!(text.matches('"').count() % 2, 0);
    }

    #[test]
    fn excerpts_are_harmless_text(files in vec(file(), 0..3)) {
        let findings: usize = files.iter().map(|file| file.diagnostics.len()).sum();
        let unicode = Options { color: false, charset: Charset::Unicode };
        let text = rendered(|out| human::write(out, &files, &unicode));
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
        // One frame is opened and one is closed for each finding, and nothing is left to ariadne.
        prop_assert_eq!(text.lines().filter(|l| l.trim_start().starts_with("╭─[ ")).count(), findings);
        prop_assert_eq!(text.lines().filter(|l| l.starts_with("──") && l.ends_with("─╯")).count(), findings);
        prop_assert!(!text.contains("<unknown>"));
        prop_assert_eq!(&text, &rendered(|out| human::write(out, &files, &unicode)));

        let ascii = Options { color: false, charset: Charset::Ascii };
        prop_assert!(rendered(|out| human::write(out, &files, &ascii)).is_ascii());
        let color = Options { color: true, charset: Charset::Unicode };
        rendered(|out| human::write(out, &files, &color));
    }

    #[test]
    fn what_is_underlined_is_what_is_meant(
        lines in vec("[!-~]{1,400}", 1..6),
        line in any::<prop::sample::Index>(),
        start in any::<prop::sample::Index>(),
        len in 1_usize..60,
    ) {
        let text = lines.join("\n");
        let line = line.index(lines.len());
        let line_start: usize = lines[..line].iter().map(|line| line.len() + 1).sum();
        let start = line_start + start.index(lines[line].len());
        let end = (start + len).min(line_start + lines[line].len());
        let span = Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
        let meant = &text[start..end];
        let finding = Diagnostic::new("E1", "x", Severity::Error, span, "x");
        let file = SourceFile::new("x", text.as_bytes());
        let files = [FileDiagnostics::new(file, vec![finding])];

        let shown = rendered(|out| human::write(out, &files, &Options::default()));
        let mut rows = shown.lines().skip(3).map(|row| row.chars().collect::<Vec<char>>());
        let (source, marks) = (rows.next().unwrap(), rows.next().unwrap());
        prop_assert!(source.len() < 200);
        let underlined: String =
            source.iter().zip(&marks).filter(|(_, mark)| "─┬".contains(**mark)).map(|(c, _)| c).collect();
        prop_assert_eq!(underlined, meant);
        let number = format!(" {} │ ", line + 1);
        prop_assert!(source.iter().copied().zip(number.chars()).all(|(shown, c)| shown == c));
    }

    #[test]
    fn fixes_keep_what_they_do_not_touch(bytes in bytes(), fixes in vec(fix(), 0..6)) {
        let result = apply(&bytes, &fixes);
        let mut edits: Vec<&Edit> = result.applied.iter().flat_map(|&i| &fixes[i].edits).collect();
        // Insertions at one offset are of one fix, or the same in both.
        edits.sort_by_key(|edit| edit.span);
        let mut rest = result.bytes.as_slice();
        let mut kept = 0;
        let mut before: Option<&Edit> = None;
        for edit in edits {
            if before == Some(edit) {
                continue;
            }
            before = Some(edit);
            let untouched = &bytes[kept..edit.span.start as usize];
            prop_assert!(rest.starts_with(untouched));
            rest = &rest[untouched.len()..];
            prop_assert!(rest.starts_with(&edit.replacement));
            rest = &rest[edit.replacement.len()..];
            kept = edit.span.end as usize;
        }
        prop_assert_eq!(rest, &bytes[kept..]);
        prop_assert_eq!(result.applied.len() + result.skipped.len(), fixes.len());
    }

    #[test]
    fn a_diff_has_every_changed_line(old in bytes(), new in bytes()) {
        let diff = unified_diff("x", &old, &new);
        prop_assert_eq!(diff.is_empty(), old == new);
        let changed = |sign| diff.lines().skip(2).filter(|line| line.starts_with(sign)).count();
        let lines = |bytes: &[u8]| bytes.split_inclusive(|&b| b == b'\n').count();
        prop_assert!(changed('-') <= lines(&old) && changed('+') <= lines(&new));
        if old != new {
            prop_assert_eq!(lines(&new) + changed('-'), lines(&old) + changed('+'));
        }
    }

    #[test]
    fn places_come_back(bytes in bytes(), offset in 0_u32..600) {
        let file = SourceFile::new("x", bytes);
        let place = file.position(offset);
        let line = file.line_span(place.line).unwrap();
        prop_assert_eq!(line.start + place.column - 1, file.clamp(Span::at(offset)).start);
        let back = file.offset_of_utf16(place.line, place.utf16).unwrap();
        prop_assert_eq!(file.position(back).utf16, place.utf16);
        prop_assert_eq!(file.line_at(back), place.line);
    }
}
