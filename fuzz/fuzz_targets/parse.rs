//! Any bytes: the parser agrees with a direct reading of iPXE's rules and loses nothing.
#![no_main]

#[path = "../../crates/ipxe-syntax/tests/direct/mod.rs"]
mod direct;

use direct::{DirectLine, read_script};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &[u8]| {
    let script = ipxe_syntax::parse(source);
    assert_eq!(script.print(), source);
    let (expected, dropped) = read_script(source);
    let mut lines: Vec<DirectLine> = script
        .lines()
        .map(|line| DirectLine {
            label: line.label().map(|label| label.name().to_vec()),
            commands: line
                .commands()
                .map(|command| {
                    let operator = command.operator().map(|(operator, _)| operator.text());
                    (operator, command.words().map(|word| word.text().to_vec()).collect())
                })
                .collect(),
        })
        .collect();
    assert_eq!(script.is_unterminated(), dropped);
    if dropped {
        lines.pop();
    }
    assert_eq!(lines, expected);
});
