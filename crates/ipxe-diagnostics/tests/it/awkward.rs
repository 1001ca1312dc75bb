//! Findings that are hard to render, for every renderer.

use std::io;

use ipxe_diagnostics::{Diagnostic, Edit, FileDiagnostics, Fix, Severity, SourceFile, Span, Tag};

/// The span of the `n`th (from 0) place of `needle` in `text`.
#[track_caller]
pub fn nth(text: &[u8], needle: &[u8], n: usize) -> Span {
    let mut places = text
        .windows(needle.len())
        .enumerate()
        .filter(|(_, w)| *w == needle);
    let start = u32::try_from(places.nth(n).expect("the text has the needle").0).unwrap();
    Span::new(start, start + u32::try_from(needle.len()).unwrap())
}

/// What a renderer writes.
pub fn rendered(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).expect("renderings are UTF-8")
}

fn error(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new("E101", "undefined-label", Severity::Error, span, message)
}

fn warning(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new("W201", "odd-byte", Severity::Warning, span, message)
}

fn note(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new("N301", "remark", Severity::Note, span, message)
}

/// An ordinary finding with everything that a finding can have.
pub fn complete() -> FileDiagnostics {
    let text = b"#!ipxe\n\n:start\ndhcp || goto retry\n\n\nshell\n";
    let retry = nth(text, b"retry", 0);
    let finding = error(retry, "no label `retry` in this script")
        .with_label("not defined")
        .with_related(nth(text, b":start", 0), "the only label")
        .with_help("define it:\n:retry")
        .with_console("the script ends here with \"No such file or directory\"")
        .with_note("`goto ${retry}` would take the name from a setting")
        .with_url("https://example.org/E101")
        .with_tag(Tag::Deprecated)
        .with_fix(Fix::safe(
            "Go to `start`",
            vec![Edit::replace(retry, "start")],
        ));
    FileDiagnostics::new(SourceFile::new("boot/menu.ipxe", *text), vec![finding])
}

/// Bytes and places that need care.
pub fn bytes() -> FileDiagnostics {
    let text = b"\xef\xbb\xbf#!ipxe\r\n\techo \xff\xe2\x82 \x1b[31m\0\r\necho \xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80 x\necho a\rb";
    let end = u32::try_from(text.len()).unwrap();
    let unreadable = nth(text, b"\xe2\x82", 0);
    let findings = vec![
        warning(nth(text, b"\xef\xbb\xbf", 0), "byte order mark"),
        warning(nth(text, b"\xff", 0), "not UTF-8").with_fix(Fix::needs_review(
            "Swap them",
            vec![
                Edit::delete(nth(text, b"\xff", 0)),
                Edit::insert(unreadable.end, b"\xff".as_slice()),
            ],
        )),
        warning(unreadable, "cut short").with_label("two bytes"),
        warning(nth(text, b"\x1b", 0), "an escape: \x1b[31m").with_label("\x1b"),
        warning(nth(text, b"\0", 0), "a NUL:\0"),
        warning(nth(text, b"\t", 0), "a tab"),
        warning(nth(text, b"\r", 1), "a carriage return"),
        warning(nth(text, b"\n", 1), "a line feed"),
        note(nth(text, b"\xe6\x96\x87", 0), "wide"),
        note(nth(text, b"\xf0\x9f\x98\x80", 0), "two UTF-16 code units"),
        note(nth(text, b"x\necho", 0), "over the end of a line"),
        note(
            Span::at(nth(text, b"x\n", 0).end - 1),
            "nothing, at the end of a line",
        ),
        note(Span::at(end), "nothing, at the end of the file"),
        note(Span::new(end - 1, end + 99), "beyond the end"),
        note(Span::new(0, end), "everything\nin two lines")
            .with_related(nth(text, b"a\rb", 0), "a lone carriage return"),
    ];
    FileDiagnostics::new(
        SourceFile::new("odd, 100%:\u{e9}\n<&\"'>.ipxe", *text),
        findings,
    )
}

/// A file with nothing in it.
pub fn empty() -> FileDiagnostics {
    let findings = vec![error(Span::at(0), "no magic").with_help("start with `#!ipxe`")];
    FileDiagnostics::new(SourceFile::new("empty.ipxe", *b""), findings)
}

/// A line of a megabyte, with related places far apart, and a file without findings.
pub fn long_line() -> FileDiagnostics {
    let mut text = b"first\nset x ".to_vec();
    text.extend(std::iter::repeat_n(b'a', 500_000));
    text.extend_from_slice(b" ${here} ");
    text.extend(std::iter::repeat_n("\u{e9}", 250_000).flat_map(str::bytes));
    text.extend_from_slice(b" end\nlast\n");
    let here = nth(&text, b"${here}", 0);
    let findings = vec![
        warning(here, "in the middle")
            .with_label("this")
            .with_related(nth(&text, b"x", 0), "near the start")
            .with_related(nth(&text, b" end", 0), "at the end")
            .with_related(nth(&text, b"first", 0), "elsewhere"),
    ];
    FileDiagnostics::new(SourceFile::new("long.ipxe", text), findings)
}

/// All of them.
pub fn all() -> Vec<FileDiagnostics> {
    let quiet = FileDiagnostics::new(SourceFile::new("quiet.ipxe", *b"#!ipxe\n"), Vec::new());
    vec![complete(), bytes(), empty(), long_line(), quiet]
}
