//! Lexing, parsing and checking, in bytes a second.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use ipxe_check::{Checker, Options};
use ipxe_diagnostics::SourceFile;

fn main() {
    divan::main();
}

const LINES: [usize; 3] = [60, 6_000, 60_000];

#[divan::bench(args = LINES)]
fn lex(bencher: Bencher<'_, '_>, lines: usize) {
    let text = ipxe_bench::script(lines);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| ipxe_syntax::lexer::lex(black_box(text.as_bytes())));
}

#[divan::bench(args = LINES)]
fn parse(bencher: Bencher<'_, '_>, lines: usize) {
    let text = ipxe_bench::script(lines);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| ipxe_syntax::parse(black_box(text.as_bytes())).into_tree());
}

#[divan::bench(args = LINES)]
fn check(bencher: Bencher<'_, '_>, lines: usize) {
    let text = ipxe_bench::script(lines);
    let source = SourceFile::new("script.ipxe", text.as_bytes().to_vec());
    let checker = Checker::new(Options::default());
    assert!(checker.check(&source).is_empty());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| checker.check(black_box(&source)));
}
