//! Ever larger selections around a place.

use ipxe_syntax::{Span, parse};

use crate::pieces::pieces;

/// The spans around `offset`, each larger than the one before: expansion, word, command, line, file.
#[must_use]
pub fn selections(source: &[u8], offset: u32) -> Vec<Span> {
    let script = parse(source);
    let whole = Span::new(0, source.len() as u32);
    let mut spans = vec![whole];
    if let Some(line) = script.line_at(offset) {
        let text = source[line.span().range()].trim_ascii_end();
        spans.push(Span::new(
            line.span().start,
            line.span().start + text.len() as u32,
        ));
        spans.extend(line.commands().map(|command| command.span()));
        spans.extend(
            line.commands()
                .flat_map(|command| command.words())
                .map(|word| word.span()),
        );
        spans.extend(pieces(line).iter().map(|piece| piece.span));
    }
    spans.retain(|span| span.start <= offset && offset <= span.end);
    spans.sort_by_key(|span| span.len());
    spans.dedup();
    let mut nested: Vec<Span> = Vec::new();
    for span in spans {
        if nested
            .last()
            .is_none_or(|inner| span.contains(*inner) && span != *inner)
        {
            nested.push(span);
        }
    }
    nested
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marker::cut;

    #[test]
    fn selections_grow() {
        let (text, offset) = cut("#!ipxe\ndhcp || chain http://${$0x}/a\n");
        let all = selections(text.as_bytes(), offset).into_iter();
        let all: Vec<_> = all.map(|span| text[span.range()].to_owned()).collect();
        let line = "dhcp || chain http://${x}/a";
        let expected = ["${x}", "http://${x}/a", "chain http://${x}/a", line, &text];
        assert_eq!(all, expected);
    }
}
