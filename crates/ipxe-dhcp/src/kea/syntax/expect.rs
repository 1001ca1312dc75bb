//! Messages about tokens that do not fit, in bison's words.

use super::keyword::{self, Word};
use super::lexer::Token;

/// More expected tokens than these are not listed.
const LISTED: usize = 4;

/// A kind of token, in the order of bison's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    End,
    Comma,
    Colon,
    OpenSquare,
    CloseSquare,
    OpenCurly,
    CloseCurly,
    Null,
    Word(Word),
    Text,
    Integer,
    Real,
    Boolean,
}

impl Kind {
    pub(super) const fn of(token: &Token) -> Self {
        match token {
            Token::End => Self::End,
            Token::Comma => Self::Comma,
            Token::Colon => Self::Colon,
            Token::OpenSquare => Self::OpenSquare,
            Token::CloseSquare => Self::CloseSquare,
            Token::OpenCurly => Self::OpenCurly,
            Token::CloseCurly => Self::CloseCurly,
            Token::Null => Self::Null,
            Token::Word(word) => Self::Word(*word),
            Token::Text(_) => Self::Text,
            Token::Integer(_) => Self::Integer,
            Token::Real(_) => Self::Real,
            Token::Boolean(_) => Self::Boolean,
        }
    }

    /// The word of that name.
    pub(super) fn word(name: &str) -> Option<Self> {
        keyword::word(name).map(Self::Word)
    }

    fn name(self) -> &'static str {
        match self {
            Self::End => "end of file",
            Self::Comma => "\",\"",
            Self::Colon => ":",
            Self::OpenSquare => "[",
            Self::CloseSquare => "]",
            Self::OpenCurly => "{",
            Self::CloseCurly => "}",
            Self::Null => "null",
            Self::Word(word) => word.name(),
            Self::Text => "constant string",
            Self::Integer => "integer",
            Self::Real => "floating point",
            Self::Boolean => "boolean",
        }
    }
}

/// The message for a token that is none of those.
pub(super) fn message(found: &Token, mut expected: Vec<Kind>) -> String {
    expected.sort_unstable();
    expected.dedup();
    let mut message = format!("syntax error, unexpected {}", Kind::of(found).name());
    if expected.len() <= LISTED {
        for (number, kind) in expected.iter().enumerate() {
            message.push_str(if number == 0 { ", expecting " } else { " or " });
            message.push_str(kind.name());
        }
    }
    message
}
