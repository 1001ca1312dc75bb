//! Cuts a source into tokens and logical lines.
//!
//! Physical lines are joined as `image/script.c: process_script` joins them:
//! after a fragment was appended to the line so far, one carriage return at its
//! end is dropped, and then one backslash at its end means "go on with the next
//! physical line". Because the test looks at the whole line so far, an empty
//! fragment tests the text before it again.
//!
//! Lines without a continuation, nearly all, are lexed where they stand. The
//! others are first joined in a buffer that remembers where each byte came from.

use logos::Logos;

use crate::splice::Splices;
use crate::{Span, Token, TokenKind};

/// The tokens of a source, its logical lines and its splices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexed {
    /// Tokens that tile the source.
    pub tokens: Vec<Token>,
    /// For each logical line, the index of its first token.
    pub lines: Vec<u32>,
    /// What joining removed.
    pub splices: Splices,
    /// The texts of tokens that contain a splice, in the order of the tokens.
    pub joined: Vec<(u32, Box<[u8]>)>,
    /// True where the last logical line ends in a continuation with nothing after it:
    /// iPXE drops that line and ends the script with `Invalid argument`.
    pub unterminated: bool,
}

/// The longest source that can be lexed, in bytes: offsets are 32 bits wide.
///
/// What lies beyond is kept out of the tree; callers are expected to refuse such files.
pub const MAX_SOURCE: usize = u32::MAX as usize;

/// Lexes `source`.
#[must_use]
pub fn lex(source: &[u8]) -> Lexed {
    let source = &source[..source.len().min(MAX_SOURCE)];
    let mut lexed = Lexed {
        tokens: Vec::with_capacity(source.len() / 4),
        lines: Vec::with_capacity(source.len() / 32),
        ..Lexed::default()
    };
    let mut base = 0;
    while base < source.len() {
        base = lex_plain(source, base, &mut lexed);
    }
    lexed
}

/// Lexes from `base` until the end or until a continued line was joined; says where to go on.
fn lex_plain(source: &[u8], base: usize, lexed: &mut Lexed) -> usize {
    let mut lexer = TokenKind::lexer(&source[base..]);
    let mut line = base;
    lexed.lines.push(lexed.tokens.len() as u32);
    while let Some(kind) = lexer.next() {
        let end = base + lexer.span().end;
        let kind = kind.unwrap_or(TokenKind::Word);
        if kind == TokenKind::Newline {
            if is_continued(&source[line..end - 1]) {
                lexed
                    .tokens
                    .truncate(lexed.lines.last().map_or(0, |&first| first as usize));
                return lex_joined(source, line, lexed);
            }
            line = end;
            lexed.tokens.push(Token {
                kind,
                spliced: false,
                end: end as u32,
            });
            if end < source.len() {
                lexed.lines.push(lexed.tokens.len() as u32);
            }
        } else {
            lexed.tokens.push(Token {
                kind,
                spliced: false,
                end: end as u32,
            });
        }
    }
    if is_continued(&source[line..]) {
        lexed
            .tokens
            .truncate(lexed.lines.last().map_or(0, |&first| first as usize));
        return lex_joined(source, line, lexed);
    }
    source.len()
}

/// True where a fragment, without its line feed, asks for the next line.
fn is_continued(fragment: &[u8]) -> bool {
    match fragment {
        [.., b'\\', b'\r'] => true,
        [.., last] => *last == b'\\',
        [] => false,
    }
}

/// A logical line, and where each of its bytes stands in the source.
#[derive(Default)]
struct Joined {
    text: Vec<u8>,
    offsets: Vec<u32>,
}

impl Joined {
    /// Appends the physical bytes `from..to`; says whether the next line follows.
    ///
    /// A carriage return at the end of the last fragment stays: there it is white
    /// space like any other.
    fn append(&mut self, source: &[u8], from: usize, to: usize) -> bool {
        self.text.extend_from_slice(&source[from..to]);
        self.offsets.extend(from as u32..to as u32);
        let dropped = match self.text.as_slice() {
            [.., b'\\', b'\r'] => 2,
            [.., b'\\'] => 1,
            _ => return false,
        };
        self.text.truncate(self.text.len() - dropped);
        self.offsets.truncate(self.text.len());
        true
    }
}

/// Lexes the logical line that starts at `line` and is made of several physical ones.
fn lex_joined(source: &[u8], line: usize, lexed: &mut Lexed) -> usize {
    let mut joined = Joined::default();
    let mut from = line;
    let newline = loop {
        let to = memchr::memchr(b'\n', &source[from..]).map_or(source.len(), |at| from + at);
        let continued = joined.append(source, from, to);
        from = to + 1;
        if !continued {
            break Some(to).filter(|&to| to < source.len());
        }
        if from >= source.len() {
            lexed.unterminated = true;
            break None;
        }
    };
    let end = newline.unwrap_or(source.len());
    push_joined_tokens(&joined, line as u32, end as u32, lexed);
    if newline.is_some() {
        lexed.tokens.push(Token {
            kind: TokenKind::Newline,
            spliced: false,
            end: end as u32 + 1,
        });
    }
    (end + 1).min(source.len())
}

/// Lexes the text of a joined line and pushes its tokens with physical offsets `start..end`.
fn push_joined_tokens(joined: &Joined, start: u32, end: u32, lexed: &mut Lexed) {
    let mut at = start;
    let mut lexer = TokenKind::lexer(&joined.text);
    while let Some(kind) = lexer.next() {
        let logical = lexer.span();
        let first = joined.offsets[logical.start];
        let after = joined.offsets[logical.end - 1] + 1;
        if first > at {
            push_splice(at, first, lexed);
        }
        let spliced = (after - first) as usize != logical.len();
        if spliced {
            let text = joined.text[logical.clone()].into();
            lexed.joined.push((lexed.tokens.len() as u32, text));
            note_gaps(&joined.offsets[logical], &mut lexed.splices);
        }
        lexed.tokens.push(Token {
            kind: kind.unwrap_or(TokenKind::Word),
            spliced,
            end: after,
        });
        at = after;
    }
    if at < end {
        push_splice(at, end, lexed);
    }
}

/// Pushes the bytes between two tokens, which joining removed.
fn push_splice(from: u32, to: u32, lexed: &mut Lexed) {
    lexed.splices.push(Span::new(from, to));
    lexed.tokens.push(Token {
        kind: TokenKind::Splice,
        spliced: true,
        end: to,
    });
}

/// Notes the gaps between the physical offsets of one token's bytes.
fn note_gaps(offsets: &[u32], splices: &mut Splices) {
    for pair in offsets.windows(2) {
        if pair[1] != pair[0] + 1 {
            splices.push(Span::new(pair[0] + 1, pair[1]));
        }
    }
}

/// Lexes a single command line: no continuation, and a line feed is white space.
#[must_use]
pub fn lex_command_line(source: &[u8]) -> Lexed {
    let source = &source[..source.len().min(MAX_SOURCE)];
    let flat: Vec<u8> = source
        .iter()
        .map(|&byte| if byte == b'\n' { b' ' } else { byte })
        .collect();
    let mut lexed = Lexed {
        lines: vec![0],
        ..Lexed::default()
    };
    let mut lexer = TokenKind::lexer(&flat);
    while let Some(kind) = lexer.next() {
        let end = lexer.span().end as u32;
        let kind = kind.unwrap_or(TokenKind::Word);
        lexed.tokens.push(Token {
            kind,
            spliced: false,
            end,
        });
    }
    lexed
}
