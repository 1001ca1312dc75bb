//! Whatever is typed and wherever the cursor is, there is an answer within the text.

use ipxe_diagnostics::SourceFile;
use ipxe_ide::{
    completion, hints, hover, links, navigation, outline, rename, selection, signature, tokens,
};
use ipxe_syntax::Span;
use proptest::prelude::*;

fn ask_everything(text: &[u8], offset: u32) -> Result<(), TestCaseError> {
    let source = SourceFile::new("x", text);
    let len = text.len() as u32;
    let all = Span::new(0, len);
    let mut spans = Vec::new();
    spans.extend(hover::hover(&source, offset).map(|hover| hover.span));
    spans.extend(completion::complete(&source, offset).map(|found| found.span));
    spans.extend(navigation::definitions(&source, offset));
    spans.extend(
        navigation::references(&source, offset)
            .iter()
            .map(|one| one.span),
    );
    spans.extend(rename::prepare(&source, offset).map(|(span, _)| span));
    let renamed = rename::rename(&source, offset, "other").unwrap_or_default();
    spans.extend(renamed.iter().map(|edit| edit.span));
    spans.extend(outline::outline(&source).iter().map(|one| one.span));
    spans.extend(outline::folds(&source).iter().map(|(span, _)| *span));
    spans.extend(tokens::tokens(text, all).iter().map(|(span, _)| *span));
    spans.extend(hints::hints(text, all).iter().map(|(at, _)| Span::at(*at)));
    spans.extend(links::links(text).iter().map(|(span, _)| *span));
    spans.extend(selection::selections(text, offset));
    for span in spans {
        prop_assert!(
            span.start <= span.end && span.end <= len,
            "{span:?} of {len}"
        );
    }
    let shown = signature::signature(&source, offset);
    prop_assert!(shown.is_none_or(|one| one.active.is_none_or(|at| at < one.parameters.len())));
    Ok(())
}

proptest! {
    #[test]
    fn in_bytes(text in prop::collection::vec(any::<u8>(), 0..60), offset in 0u32..70) {
        ask_everything(&text, offset)?;
    }

    #[test]
    fn in_scraps_of_scripts(
        scraps in prop::collection::vec(prop::sample::select(vec![
            "#!ipxe\n", "\n", "\\\n", "\r\n", " ", ":", ":a", "goto ", "a", "${", "}", "net0/", "ip", ":hex",
            "set ", "time ", "chain ", "--", "--timeout ", "5000", "-", "=", "||", "&&", ";", "#", "\0", "item ",
            "--gap", "choose ", "http://", "ipxe.org/2d0c618e", "prompt --key ", "\u{e4}", "iseq ", "exit 0x",
        ]), 0..20),
        offset in 0u32..100,
    ) {
        ask_everything(scraps.concat().as_bytes(), offset)?;
    }
}

#[test]
fn in_very_long_words() {
    let open = b"echo "
        .iter()
        .chain(b"${".repeat(20_000).iter())
        .copied()
        .collect::<Vec<_>>();
    let mut closed = open.clone();
    closed.extend(b"}".repeat(20_000));
    for text in [
        open,
        closed,
        b"time ".repeat(20_000),
        b"a || ".repeat(20_000),
    ] {
        let middle = text.len() as u32 / 2;
        ask_everything(&text, middle).unwrap();
    }
}
