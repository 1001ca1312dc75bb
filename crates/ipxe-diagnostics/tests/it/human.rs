//! The excerpts for people.

use expect_test::{Expect, expect};
use ipxe_diagnostics::render::human::{self, Charset, Options};
use ipxe_diagnostics::{Diagnostic, FileDiagnostics, Severity, SourceFile, Span};

use crate::awkward;

fn rendered(files: &[FileDiagnostics], color: bool, charset: Charset) -> String {
    awkward::rendered(|out| human::write(out, files, &Options { color, charset }))
}

#[track_caller]
fn check(file: FileDiagnostics, expected: &Expect) {
    expected.assert_eq(&rendered(&[file], false, Charset::Unicode));
}

#[test]
fn a_finding_with_everything() {
    check(
        awkward::complete(),
        &expect![[r#"
        error[E101]: no label `retry` in this script
           ╭─[ boot/menu.ipxe:4:14 ]
           │
         3 │ :start
           │ ───┬──
           │    ╰──── the only label
         4 │ dhcp || goto retry
           │              ──┬──
           │                ╰──── not defined
           │
           │ help: define it:
           │       :retry
           │ iPXE: the script ends here with "No such file or directory"
           │ note: `goto ${retry}` would take the name from a setting
           │ fix: Go to `start`
           │ see: https://example.org/E101
        ───╯
    "#]],
    );
}

#[test]
fn bytes_that_need_care() {
    check(
        awkward::bytes(),
        &expect![[r#"
        warning[W201]: byte order mark
           ╭─[ odd, 100%:é\n<&"'>.ipxe:1:1 ]
           │
         1 │ <U+FEFF>#!ipxe
           │ ────┬───
           │     ╰───── here
        ───╯

        warning[W201]: not UTF-8
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:7 ]
           │
         2 │     echo ��� ^[[31m^@
           │          ┬
           │          ╰── here
           │
           │ fix (unsafe): Swap them
        ───╯

        warning[W201]: cut short
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:8 ]
           │
         2 │     echo ��� ^[[31m^@
           │           ─┬
           │            ╰── two bytes
        ───╯

        warning[W201]: an escape: \x1b[31m
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:11 ]
           │
         2 │     echo ��� ^[[31m^@
           │              ─┬
           │               ╰── \x1b
        ───╯

        warning[W201]: a NUL:\x00
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:16 ]
           │
         2 │     echo ��� ^[[31m^@
           │                    ─┬
           │                     ╰── here
        ───╯

        warning[W201]: a tab
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:1 ]
           │
         2 │     echo ��� ^[[31m^@
           │ ──┬─
           │   ╰─── here
        ───╯

        warning[W201]: a carriage return
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:17 ]
           │
         2 │     echo ��� ^[[31m^@^M
           │                      ─┬
           │                       ╰── here
        ───╯

        warning[W201]: a line feed
           ╭─[ odd, 100%:é\n<&"'>.ipxe:2:18 ]
           │
         2 │     echo ��� ^[[31m^@
           │                      ┬
           │                      ╰── here
        ───╯

        note[N301]: wide
           ╭─[ odd, 100%:é\n<&"'>.ipxe:3:9 ]
           │
         3 │ echo 中文 😀 x
           │        ┬─
           │        ╰──── here
        ───╯

        note[N301]: two UTF-16 code units
           ╭─[ odd, 100%:é\n<&"'>.ipxe:3:13 ]
           │
         3 │ echo 中文 😀 x
           │           ┬─
           │           ╰─── here
        ───╯

        note[N301]: over the end of a line
           ╭─[ odd, 100%:é\n<&"'>.ipxe:3:18 ]
           │
         3 │ ╭─▶ echo 中文 😀 x
         4 │ ├─▶ echo a^Mb
           │ │
           │ ╰─────────────── here
        ───╯

        note[N301]: nothing, at the end of a line
           ╭─[ odd, 100%:é\n<&"'>.ipxe:3:19 ]
           │
         3 │ echo 中文 😀 x
           │               ┬
           │               ╰── here
        ───╯

        note[N301]: nothing, at the end of the file
           ╭─[ odd, 100%:é\n<&"'>.ipxe:4:9 ]
           │
         4 │ echo a^Mb
           │          ┬
           │          ╰── here
        ───╯

        note[N301]: beyond the end
           ╭─[ odd, 100%:é\n<&"'>.ipxe:4:8 ]
           │
         4 │ echo a^Mb
           │         ┬
           │         ╰── here
        ───╯

        note[N301]: everything\nin two lines
           ╭─[ odd, 100%:é\n<&"'>.ipxe:1:1 ]
           │
         1 │ ╭─▶ <U+FEFF>#!ipxe
           ┆ ┆
         4 │ ├─▶ echo a^Mb
           │ │        ──┬─
           │ │          ╰──── a lone carriage return
           │ │
           │ ╰─────────────── here
        ───╯
    "#]],
    );
}

#[test]
fn a_file_with_nothing_in_it() {
    check(
        awkward::empty(),
        &expect![[r#"
        error[E101]: no magic
           ╭─[ empty.ipxe:1:1 ]
           │
         1 │
           │ ┬
           │ ╰── here
           │
           │ help: start with `#!ipxe`
        ───╯
    "#]],
    );
}

#[test]
fn a_long_line_is_cut_around_what_is_marked() {
    check(
        awkward::long_line(),
        &expect![[r#"
        warning[W201]: in the middle
           ╭─[ long.ipxe:2:500008 ]
           │
         1 │ first
           │ ──┬──
           │   ╰──── elsewhere
         2 │ set x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ${here} éééééééééééééééééééé…éééééééééééééééééééé end
           │     ┬                                                                                 ───┬───                                          ──┬─
           │     ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── near the start
           │                                                                                          │                                               │
           │                                                                                          ╰─────────────────────────────────────────────────── this
           │                                                                                                                                          │
           │                                                                                                                                          ╰─── at the end
        ───╯
    "#]],
    );
}

#[test]
fn ascii_only() {
    let text = rendered(
        &[awkward::complete(), awkward::bytes()],
        false,
        Charset::Ascii,
    );
    assert!(text.is_ascii());
    let first_two = text.split_inclusive("\n\n").take(3).collect::<String>();
    expect![[r#"
        error[E101]: no label `retry` in this script
           ,-[ boot/menu.ipxe:4:14 ]
           |
         3 | :start
           | ^^^|^^
           |    `---- the only label
         4 | dhcp || goto retry
           |              ^^|^^
           |                `---- not defined
           |
           | help: define it:
           |       :retry
           | iPXE: the script ends here with "No such file or directory"
           | note: `goto ${retry}` would take the name from a setting
           | fix: Go to `start`
           | see: https://example.org/E101
        ---'

        warning[W201]: byte order mark
           ,-[ odd, 100%:<U+00E9>\n<&"'>.ipxe:1:1 ]
           |
         1 | <U+FEFF>#!ipxe
           | ^^^^|^^^
           |     `----- here
        ---'

        warning[W201]: not UTF-8
           ,-[ odd, 100%:<U+00E9>\n<&"'>.ipxe:2:7 ]
           |
         2 |     echo ??? ^[[31m^@
           |          |
           |          `-- here
           |
           | fix (unsafe): Swap them
        ---'

    "#]]
    .assert_eq(&first_two);
}

#[test]
fn colours_are_escape_sequences_and_nothing_else_is() {
    let colored = rendered(&[awkward::complete()], true, Charset::Unicode);
    expect![[r#"
        ␛[31merror[E101]␛[0m: no label `retry` in this script
           ␛[38;5;246m╭─␛[0m[ boot/menu.ipxe:4:14 ]
           ␛[38;5;246m│␛[0m
         ␛[38;5;246m3 │␛[0m ␛[36m:␛[0m␛[36ms␛[0m␛[36mt␛[0m␛[36ma␛[0m␛[36mr␛[0m␛[36mt␛[0m
         ␛[38;5;240m  │␛[0m ␛[36m─␛[0m␛[36m─␛[0m␛[36m─␛[0m␛[36m┬␛[0m␛[36m─␛[0m␛[36m─␛[0m
         ␛[38;5;240m  │␛[0m    ␛[36m╰␛[0m␛[36m─␛[0m␛[36m─␛[0m␛[36m─␛[0m␛[36m─␛[0m the only label
         ␛[38;5;246m4 │␛[0m ␛[38;5;249md␛[0m␛[38;5;249mh␛[0m␛[38;5;249mc␛[0m␛[38;5;249mp␛[0m␛[38;5;249m ␛[0m␛[38;5;249m|␛[0m␛[38;5;249m|␛[0m␛[38;5;249m ␛[0m␛[38;5;249mg␛[0m␛[38;5;249mo␛[0m␛[38;5;249mt␛[0m␛[38;5;249mo␛[0m␛[38;5;249m ␛[0m␛[31mr␛[0m␛[31me␛[0m␛[31mt␛[0m␛[31mr␛[0m␛[31my␛[0m
         ␛[38;5;240m  │␛[0m              ␛[31m─␛[0m␛[31m─␛[0m␛[31m┬␛[0m␛[31m─␛[0m␛[31m─␛[0m
         ␛[38;5;240m  │␛[0m                ␛[31m╰␛[0m␛[31m─␛[0m␛[31m─␛[0m␛[31m─␛[0m␛[31m─␛[0m not defined
           ␛[38;5;246m│␛[0m
           ␛[38;5;246m│␛[0m ␛[38;5;115mhelp␛[0m: define it:
           ␛[38;5;246m│␛[0m       :retry
           ␛[38;5;246m│␛[0m ␛[38;5;115miPXE␛[0m: the script ends here with "No such file or directory"
           ␛[38;5;246m│␛[0m ␛[38;5;115mnote␛[0m: `goto ${retry}` would take the name from a setting
           ␛[38;5;246m│␛[0m ␛[38;5;115mfix␛[0m: Go to `start`
           ␛[38;5;246m│␛[0m ␛[38;5;115msee␛[0m: https://example.org/E101
        ␛[38;5;246m───╯␛[0m
    "#]].assert_eq(&colored.replace('\x1b', "␛"));

    let mut plain = String::new();
    for (index, piece) in colored.split('\x1b').enumerate() {
        plain.push_str(if index == 0 {
            piece
        } else {
            piece.split_once('m').unwrap().1
        });
    }
    let plain: String = plain
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    assert_eq!(
        plain,
        rendered(&[awkward::complete()], false, Charset::Unicode)
    );
}

#[test]
fn line_numbers_are_those_of_the_file() {
    let text = "x\n".repeat(12_344) + "here\n" + &"y\n".repeat(987_654) + "there";
    let here = awkward::nth(text.as_bytes(), b"here", 0);
    let there = awkward::nth(text.as_bytes(), b"there", 0);
    let finding = Diagnostic::new("E1", "far", Severity::Error, there, "far apart")
        .with_related(here, "before")
        .with_related(Span::new(0, 3), "two lines");
    check(
        FileDiagnostics::new(SourceFile::new("far", text.into_bytes()), vec![finding]),
        &expect![[r#"
            error[E1]: far apart
                     ╭─[ far:1000000:1 ]
                     │
                   1 │ ╭─▶ x
                   2 │ ├─▶ x
                     │ │
                     │ ╰─────── two lines
                     │
               12345 │     here
                     │     ──┬─
                     │       ╰─── before
                     │
             1000000 │     there
                     │     ──┬──
                     │       ╰──── here
            ─────────╯
        "#]],
    );
}

#[test]
fn of_many_related_places_the_first_are_shown() {
    let text = b"abcdefghijklmnop";
    let mut finding = Diagnostic::new("E1", "many", Severity::Error, Span::at(0), "many");
    for at in 1..=12 {
        finding = finding.with_related(Span::new(at, at + 1), format!("place {at}"));
    }
    let file = FileDiagnostics::new(SourceFile::new("many", *text), vec![finding]);
    check(
        file,
        &expect![[r#"
        error[E1]: many
           ╭─[ many:1:1 ]
           │
         1 │ abcdefghijklmnop
           │ ┬┬┬┬┬┬┬┬┬
           │ ╰────────── here
           │  ││││││││
           │  ╰───────── place 1
           │   │││││││
           │   ╰──────── place 2
           │    ││││││
           │    ╰─────── place 3
           │     │││││
           │     ╰────── place 4
           │      ││││
           │      ╰───── place 5
           │       │││
           │       ╰──── place 6
           │        ││
           │        ╰─── place 7
           │         │
           │         ╰── place 8
           │
           │ note: 4 more related places are not shown
        ───╯
    "#]],
    );
}
