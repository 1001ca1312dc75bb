//! Tokens and their numbers.

/// A kind of token, by the daemon's own number: characters are themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dhcpd) struct Token(pub(super) u32);

impl Token {
    /// None: what a NUL byte is, too.
    pub(in crate::dhcpd) const NONE: Self = Self(0);
    pub(in crate::dhcpd) const SEMI: Self = Self::of(b';');
    pub(in crate::dhcpd) const DOT: Self = Self::of(b'.');
    pub(in crate::dhcpd) const COLON: Self = Self::of(b':');
    pub(in crate::dhcpd) const COMMA: Self = Self::of(b',');
    pub(in crate::dhcpd) const SLASH: Self = Self::of(b'/');
    pub(in crate::dhcpd) const LBRACE: Self = Self::of(b'{');
    pub(in crate::dhcpd) const RBRACE: Self = Self::of(b'}');
    pub(in crate::dhcpd) const LPAREN: Self = Self::of(b'(');
    pub(in crate::dhcpd) const RPAREN: Self = Self::of(b')');
    pub(in crate::dhcpd) const EQUAL: Self = Self::of(b'=');
    pub(in crate::dhcpd) const TILDE: Self = Self::of(b'~');
    pub(in crate::dhcpd) const BANG: Self = Self::of(b'!');
    pub(in crate::dhcpd) const PERCENT: Self = Self::of(b'%');
    pub(in crate::dhcpd) const PLUS: Self = Self::of(b'+');
    pub(in crate::dhcpd) const MINUS: Self = Self::of(b'-');
    pub(in crate::dhcpd) const ASTERISK: Self = Self::of(b'*');
    pub(in crate::dhcpd) const AMPERSAND: Self = Self::of(b'&');
    pub(in crate::dhcpd) const PIPE: Self = Self::of(b'|');
    pub(in crate::dhcpd) const CARET: Self = Self::of(b'^');
    pub(in crate::dhcpd) const STRING: Self = Self(262);
    pub(in crate::dhcpd) const NUMBER: Self = Self(263);
    /// Letters and digits that may be a hexadecimal number or a name.
    pub(in crate::dhcpd) const NUMBER_OR_NAME: Self = Self(264);
    pub(in crate::dhcpd) const NAME: Self = Self(265);
    pub(in crate::dhcpd) const END_OF_FILE: Self = Self(607);
    pub(in crate::dhcpd) const WHITESPACE: Self = Self(652);

    /// The token that `byte` is by itself. Bytes from 128 on have negative numbers.
    pub(super) const fn of(byte: u8) -> Self {
        Self(byte as i8 as i32 as u32)
    }

    /// Whether a name may be spelt so. Keywords are names, and so, by their negative numbers, are
    /// bytes from 128 on (`includes/dhctoken.h: is_identifier`).
    pub(in crate::dhcpd) const fn is_identifier(self) -> bool {
        self.0 >= 256 && !matches!(self, Self::STRING | Self::NUMBER | Self::END_OF_FILE)
    }

    /// Whether a variable or function can be called so: keywords cannot.
    pub(in crate::dhcpd) const fn is_variable(self) -> bool {
        matches!(self, Self::NAME | Self::NUMBER_OR_NAME)
    }

    /// Whether a hexadecimal number may be spelt so.
    pub(in crate::dhcpd) const fn is_hexadecimal(self) -> bool {
        matches!(self, Self::NUMBER | Self::NUMBER_OR_NAME)
    }

    /// The number as messages say it.
    pub(in crate::dhcpd) const fn number(self) -> i32 {
        self.0 as i32
    }
}
