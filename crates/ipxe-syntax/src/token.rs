//! Tokens: the smallest pieces of a script. They tile the source.

use logos::Logos;

/// White space as iPXE's `isspace` defines it (`core/ctype.c`): space, `\t`,
/// `\n`, `\v`, `\f`, `\r`, and no byte above 0x7f.
#[must_use]
pub const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// What a token is.
///
/// The lexer works at the granularity of words, because iPXE does
/// (`core/exec.c: split_command`): an operator is an operator only where it is a
/// whole word, and longest match gives exactly that.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[logos(utf8 = false)]
pub enum TokenKind {
    /// White space within a line, carriage returns included.
    #[regex(br"[ \t\r\x0b\x0c]+")]
    Blank,
    /// A line feed that ends a logical line.
    #[token(b"\n")]
    Newline,
    /// A word without `${`.
    #[regex(br"(?-u)[^ \t\r\n\x0b\x0c\x00#][^ \t\r\n\x0b\x0c\x00]*", priority = 2)]
    Word,
    /// A word that contains `${` and, after that, `}`: its value is known only at run time.
    #[regex(
        br"(?-u)([^ \t\r\n\x0b\x0c\x00#][^ \t\r\n\x0b\x0c\x00]*)?\$\{[^ \t\r\n\x0b\x0c\x00]*\}[^ \t\r\n\x0b\x0c\x00]*",
        priority = 4
    )]
    ExpandedWord,
    /// A word that contains `${` without a `}` after it: literal text.
    #[regex(
        br"(?-u)([^ \t\r\n\x0b\x0c\x00#][^ \t\r\n\x0b\x0c\x00]*)?\$\{[^ \t\r\n\x0b\x0c\x00]*",
        priority = 3
    )]
    OpenWord,
    /// The operator `||`.
    #[token(b"||", priority = 10)]
    Or,
    /// The operator `&&`.
    #[token(b"&&", priority = 10)]
    And,
    /// The operator `;`.
    #[token(b";", priority = 10)]
    Semicolon,
    /// From a `#` that begins a word to the end of the logical line.
    #[regex(br"(?-u)#[^\n]*", allow_greedy = true)]
    Comment,
    /// From a NUL byte to the end of the logical line: iPXE handles a line as a C string.
    #[regex(br"(?-u)\x00[^\n]*", allow_greedy = true)]
    Ignored,
    /// A backslash and line end that join two physical lines and stand between two other tokens.
    ///
    /// Splices inside a word, a blank or a comment are part of that token.
    Splice,
}

/// A token: its kind and the offset after its last byte. It begins where the token before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What the token is.
    pub kind: TokenKind,
    /// True where the token's bytes contain a splice, so that its text is not simply its bytes.
    pub spliced: bool,
    /// Offset after the last byte.
    pub end: u32,
}

impl TokenKind {
    /// True for words, with and without expansions.
    #[must_use]
    pub const fn is_word(self) -> bool {
        matches!(self, Self::Word | Self::ExpandedWord | Self::OpenWord)
    }

    /// True for the three operators.
    #[must_use]
    pub const fn is_operator(self) -> bool {
        matches!(self, Self::Or | Self::And | Self::Semicolon)
    }
}
