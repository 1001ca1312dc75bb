//! The parser agrees with a direct reading of iPXE's rules, loses nothing, and nests its spans.

mod direct;

use direct::{DirectLine, read_line, read_script};
use ipxe_syntax::{Line, Script, parse, parse_command_line};
use proptest::prelude::*;

fn meaning(line: Line<'_>) -> DirectLine {
    DirectLine {
        label: line.label().map(|label| label.name().to_vec()),
        commands: line
            .commands()
            .map(|command| {
                let operator = command.operator().map(|(operator, _)| operator.text());
                (
                    operator,
                    command.words().map(|word| word.text().to_vec()).collect(),
                )
            })
            .collect(),
    }
}

fn check(source: &[u8]) {
    let script = parse(source);
    assert_eq!(script.print(), source, "tokens tile the source");
    let (expected, dropped) = read_script(source);
    let mut lines: Vec<DirectLine> = script.lines().map(meaning).collect();
    assert_eq!(script.is_unterminated(), dropped);
    if dropped {
        lines.pop();
    }
    assert_eq!(lines, expected, "{:?}", String::from_utf8_lossy(source));
    check_spans(&script);
    let flat = parse_command_line(source);
    assert_eq!(flat.print(), source);
    let flat: Vec<DirectLine> = flat.lines().map(meaning).collect();
    assert_eq!(flat, [read_line(source, false)]);
}

/// Lines tile the source; commands lie in their line, words in their command, and
/// the bytes of every word are those of its span, splices aside.
fn check_spans(script: &Script<'_>) {
    let mut at = 0;
    for line in script.lines() {
        let span = line.span();
        assert_eq!(span.start, at);
        at = span.end;
        assert_eq!(
            script.line_at(span.start).map(|found| found.index()),
            Some(line.index())
        );
        if let Some(label) = line.label() {
            assert!(span.contains(label.span()) && label.span().contains(label.name_span()));
        }
        let mut last = span.start;
        for command in line.commands() {
            assert!(
                span.contains(command.span()),
                "{span:?} {:?}",
                command.span()
            );
            if let Some((operator, place)) = command.operator() {
                assert_eq!(
                    &*script.splices().text(script.source(), place),
                    operator.text().as_bytes()
                );
                assert!(place.start >= last);
            }
            assert!(command.span().start >= last);
            last = command.span().end;
            for word in command.words() {
                assert!(command.span().contains(word.span()));
                let text = word.text();
                assert_eq!(
                    word.is_dynamic(),
                    ipxe_syntax::expansion::has_expansion(text)
                );
                assert_eq!(word.is_dynamic(), !word.expansions().list.is_empty());
                assert_eq!(word.part(0, text.len() as u32), word.span());
                for (index, &byte) in text.iter().enumerate() {
                    let place = word.part(index as u32, index as u32 + 1);
                    assert_eq!(
                        (place.len(), script.source()[place.start as usize]),
                        (1, byte)
                    );
                }
            }
        }
    }
    assert_eq!(at as usize, script.source().len());
}

#[test]
fn awkward_lines() {
    for source in [
        &b""[..],
        b"\n",
        b"#!ipxe",
        b"#!ipxe\n",
        b"#!ipxe\r\necho a\\\r\n b\r\n",
        b"echo \\\\\n\nnext",
        b"echo \\\\\r\n\r\nnext",
        b"a\\\r\\\n\nb",
        b"a\\\r\r\nb",
        b"echo x \\",
        b"echo x \\\n",
        b":l\\\nabel echo",
        b"# comment \\\nswallowed\nrun",
        b"a || || b && ; c #d || e",
        b":a||echo b\n: x\n:\n::x y",
        b"a\0b\nc \0|| d\n:l\0x\n\0",
        b"a;b ;; ||| |& ;\n;\n||\n&&",
        b"one\rtwo\rthree",
        b"\xef\xbb\xbf#!ipxe\n\xe9t\xe9 \xa0\n",
        b"|\\\n|\na |\\\n| b",
        b"a \\\n#b\n#\\\n",
        b"${a}#b $#{ ${",
        b"\\\n\\\n\\\n",
        b"\\",
        b"x\\\n\0y\n",
    ] {
        check(source);
    }
}

/// What scripts are made of, so that random ones meet every rule often.
const PIECES: &[&[u8]] = &[
    b"\n", b"\r\n", b"\\\n", b"\\\r\n", b"\\", b"\r", b" ", b"\t", b"#", b":", b"||", b"&&", b";",
    b"|", b"${", b"}", b"a", b"echo", b"\0", b"\xff", b"$", b"{",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn script_like_bytes(source in proptest::collection::vec(
        proptest::sample::select(PIECES),
        0..40,
    )) {
        check(&source.concat());
    }

    #[test]
    fn any_bytes(source in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&source);
    }
}

#[test]
fn hostile_sizes_stay_linear() {
    let single = b"echo "
        .iter()
        .copied()
        .chain(std::iter::repeat_n(b'a', 1 << 20))
        .collect::<Vec<u8>>();
    assert_eq!(parse(&single).lines().len(), 1);
    let words = b"a ".repeat(1 << 19);
    assert_eq!(
        parse(&words)
            .lines()
            .flat_map(|l| l.commands())
            .flat_map(|c| c.words())
            .count(),
        1 << 19
    );
    let nested = [
        b"echo ".to_vec(),
        b"${".repeat(100_000),
        b"}".repeat(100_000),
    ]
    .concat();
    let script = parse(&nested);
    let word = script
        .lines()
        .flat_map(|l| l.commands())
        .flat_map(|c| c.words())
        .nth(1);
    assert_eq!(word.map(|w| w.expansions().list.len()), Some(100_000));
    let splices = b"a\\\n".repeat(300_000);
    assert!(parse(&splices).is_unterminated());
    let mut labels = Vec::new();
    for n in 0..1_000_000u32 {
        labels.extend_from_slice(format!(":l{n}\n").as_bytes());
    }
    assert_eq!(parse(&labels).labels().count(), 1_000_000);
    let operators = b"|| ".repeat(300_000);
    assert_eq!(
        parse(&operators).lines().flat_map(|l| l.commands()).count(),
        300_001
    );
}
