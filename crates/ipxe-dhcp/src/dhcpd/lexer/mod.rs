//! The scanner of dhcpd.conf, with the daemon's own idea of where it is.
//!
//! Its messages show the line as far as it has been read and a caret under the last token that was
//! taken. What "read" and "taken" mean follows from one token of look-ahead and from two line
//! buffers that are used in turn, so all that is modelled here as it is there: `common/conflex.c`.

mod keyword;
mod read;
mod token;

use std::sync::Arc;

use ipxe_diagnostics::Span;

pub(super) use token::Token;

/// Columns of a line that messages show (`struct parse: line1`).
const SHOWN: u32 = 80;

/// What `get_char` returns at the end, and for the byte 255.
const EOF: i32 = -1;

/// A line as far as it has been read and fits in the buffer: bytes of the source.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    start: usize,
    end: usize,
}

/// The text of the latest token.
#[derive(Clone, Copy, Debug)]
enum Text {
    /// These bytes of the source.
    Source(usize, usize),
    /// What is in [`Lexer::decoded`].
    Decoded,
}

/// Where a token is, by the daemon's count and in truth.
#[derive(Clone, Copy, Debug, Default)]
struct Where {
    line: u32,
    column: u32,
    span: (usize, usize),
}

/// Something the scanner itself objects to; the parser turns it into a finding on the spot.
#[derive(Clone, Debug)]
pub(super) struct Objection {
    /// The daemon's words.
    pub(super) message: String,
    /// Whether the daemon gives up at once.
    pub(super) fatal: bool,
    /// The place, when it was made.
    pub(super) shown: Shown,
}

/// What a message says about its place.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// The line, from 1; 0 before the first token.
    pub(super) line: u32,
    /// The line's text, as far as it has been read.
    pub(super) text: Vec<u8>,
    /// Blanks before the caret.
    pub(super) indent: usize,
    /// The token it points at.
    pub(super) span: Span,
}

/// The scanner of one file.
#[derive(Clone, Debug)]
pub(super) struct Lexer {
    bytes: Arc<[u8]>,
    at: usize,
    /// Whether the last character was put back, so that it is not shown twice.
    put_back: bool,
    line: u32,
    column: u32,
    lines: [Line; 2],
    current: usize,
    /// Which of the two lines a message shows.
    shown: usize,
    /// The last token that was taken.
    taken: Where,
    /// The token that was looked at, where there is one.
    peeked: Where,
    token: Token,
    text: Text,
    decoded: Vec<u8>,
    objections: Vec<Objection>,
}

impl Lexer {
    pub(super) fn new(bytes: Arc<[u8]>) -> Self {
        Self {
            bytes,
            at: 0,
            put_back: false,
            line: 1,
            column: 1,
            lines: [Line::default(); 2],
            current: 0,
            shown: 0,
            taken: Where::default(),
            peeked: Where::default(),
            token: Token::NONE,
            text: Text::Source(0, 0),
            decoded: Vec::new(),
            objections: Vec::new(),
        }
    }

    /// The text of the token that was read last, looked at or taken.
    pub(super) fn text(&self) -> &[u8] {
        match self.text {
            Text::Source(start, end) => &self.bytes[start..end],
            Text::Decoded => &self.decoded,
        }
    }

    /// Takes a token.
    pub(super) fn next(&mut self) -> Token {
        let mut token = self.next_raw();
        while token == Token::WHITESPACE {
            token = self.read();
            self.shown = self.current;
        }
        token
    }

    /// Takes a token; white space is one.
    pub(super) fn next_raw(&mut self) -> Token {
        if self.token == Token::NONE {
            let token = self.read();
            self.shown = self.current;
            return token;
        }
        if self.taken.line != self.peeked.line {
            self.shown = self.current;
        }
        self.taken = self.peeked;
        std::mem::replace(&mut self.token, Token::NONE)
    }

    /// Looks at the next token.
    pub(super) fn peek(&mut self) -> Token {
        self.look(false)
    }

    /// Looks at the next token; white space is one.
    pub(super) fn peek_raw(&mut self) -> Token {
        self.look(true)
    }

    fn look(&mut self, raw: bool) -> Token {
        if self.token == Token::NONE || (!raw && self.token == Token::WHITESPACE) {
            let before = self.taken;
            self.token = self.read();
            while !raw && self.token == Token::WHITESPACE {
                self.token = self.read();
            }
            if self.taken.line != before.line {
                self.shown = 1 - self.current;
            }
            self.peeked = std::mem::replace(&mut self.taken, before);
        }
        self.token
    }

    /// Objections made since the last call.
    pub(super) fn objections(&mut self) -> Vec<Objection> {
        std::mem::take(&mut self.objections)
    }

    pub(super) fn has_objections(&self) -> bool {
        !self.objections.is_empty()
    }

    /// The bytes of the last token that was taken.
    pub(super) fn span(&self) -> Span {
        let (start, end) = self.taken.span;
        Span::new(offset(start), offset(end))
    }

    /// The bytes of the token that was looked at.
    pub(super) fn upcoming(&self) -> Span {
        let (start, end) = self.peeked.span;
        Span::new(offset(start), offset(end))
    }

    /// What a message shows now (`common/parse.c: parse_warn`).
    pub(super) fn shown(&self) -> Shown {
        let line = self.lines[self.shown];
        let text = &self.bytes[line.start..line.end];
        let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
        // Before the first token there is no column, and the caret goes after the whole line.
        let before = self.taken.column.checked_sub(1);
        let before = before.and_then(|before| usize::try_from(before).ok());
        let mut indent: usize = 0;
        for &byte in text.iter().take(before.unwrap_or(usize::MAX)) {
            indent = (indent + 1).min(255);
            if byte == b'\t' {
                indent = indent.next_multiple_of(8).min(255);
            }
        }
        Shown {
            line: self.taken.line,
            text: text.to_vec(),
            indent: if self.taken.column <= SHOWN {
                indent
            } else {
                0
            },
            span: self.span(),
        }
    }

    fn object(&mut self, message: impl Into<String>, fatal: bool) {
        let shown = self.shown();
        self.objections.push(Objection {
            message: message.into(),
            fatal,
            shown,
        });
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
