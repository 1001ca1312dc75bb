//! Expansions that a blank breaks into several words.

use ipxe_syntax::Span;
use memchr::{memchr, memmem};

use crate::{Arg, Invocation};

/// A `${` whose `}` stands in a later word.
#[derive(Clone, Debug)]
pub struct Broken {
    /// From the `${` to the `}`.
    pub span: Span,
    /// The blanks between the words.
    pub blanks: Vec<Span>,
    /// The name without the blanks, if only its ends are cut off by them.
    pub joined: Option<Vec<u8>>,
}

/// How many further words are looked at.
const MOST_WORDS: usize = 4;

impl Broken {
    /// The broken expansion that begins at `offset` of `arg`, where no brace closes it.
    #[must_use]
    pub fn find(invocation: &Invocation<'_, '_>, arg: &Arg<'_>, offset: usize) -> Option<Self> {
        let start = arg.span().start;
        let after = invocation
            .args
            .partition_point(|other| other.span().start <= start);
        let later = &invocation.args[after..];
        let last = later.iter().take(MOST_WORDS).position(|word| {
            let close = memchr(b'}', word.text());
            close.is_some_and(|close| memmem::find(&word.text()[..close], b"${").is_none())
        })?;
        let first = &arg.text()[offset + 2..];
        if memmem::find(first, b"${").is_some() {
            return None; // Its own `${` comes first.
        }
        let mut name = first.to_vec();
        let mut pieces = usize::from(!name.is_empty());
        let mut blanks = Vec::new();
        let mut end = arg.span().end;
        let mut span = arg.part(offset, offset + 2);
        for word in &later[..=last] {
            let text = word.text();
            let close = memchr(b'}', text);
            let piece = &text[..close.unwrap_or(text.len())];
            blanks.push(Span::new(end, word.span().start));
            end = word.span().end;
            pieces += usize::from(!piece.is_empty());
            name.extend_from_slice(piece);
            if let Some(close) = close {
                span = span.to(word.part(close, close + 1));
            }
        }
        Some(Self {
            span,
            blanks,
            joined: (pieces == 1).then_some(name),
        })
    }
}
