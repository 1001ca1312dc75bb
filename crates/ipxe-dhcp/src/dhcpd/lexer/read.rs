//! Reading one token.

use super::keyword::intern;
use super::{EOF, Lexer, Line, SHOWN, Text, Token, Where};

/// Length of the daemon's token buffer.
const TOKEN_BUFFER: usize = 1500;

fn is_space(character: i32) -> bool {
    matches!(character, 0x09..=0x0d | 0x20)
}

fn byte(character: i32) -> Option<u8> {
    u8::try_from(character).ok().filter(u8::is_ascii)
}

fn is_word(character: i32) -> bool {
    byte(character).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl Lexer {
    /// `conflex.c: get_char`. Bytes from 128 on are negative; 255 is the end.
    fn get(&mut self) -> i32 {
        let Some(&byte) = self.bytes.get(self.at) else {
            self.put_back = false;
            return EOF;
        };
        self.at += 1;
        let character = i32::from(byte.cast_signed());
        if std::mem::replace(&mut self.put_back, false) {
            return character;
        }
        if byte == b'\n' {
            self.current = 1 - self.current;
            self.lines[self.current] = Line {
                start: self.at,
                end: self.at,
            };
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else if character != EOF {
            if self.column <= SHOWN {
                self.lines[self.current].end = self.at;
            }
            self.column = self.column.saturating_add(1);
        }
        character
    }

    fn unget(&mut self, character: i32) {
        if character != EOF {
            self.at -= 1;
            self.put_back = true;
        }
    }

    /// `conflex.c: get_raw_token`.
    pub(super) fn read(&mut self) -> Token {
        loop {
            let start = self.at;
            let here = Where {
                line: self.line,
                column: self.column,
                span: (start, start),
            };
            let character = self.get();
            if is_space(character) {
                return self.read_blanks(character, start);
            }
            match byte(character) {
                Some(b'#') => {
                    self.skip_line();
                    continue;
                }
                _ if character == EOF => return Token::END_OF_FILE,
                _ => {}
            }
            self.taken = here;
            let token = match byte(character) {
                Some(b'"') => self.read_string(),
                Some(b'0'..=b'9' | b'-') => self.read_number(start),
                Some(b'a'..=b'z' | b'A'..=b'Z') => self.read_word(start),
                _ => {
                    self.text = Text::Source(start, self.at);
                    Token::of(self.bytes[start])
                }
            };
            self.taken.span.1 = self.at;
            return token;
        }
    }

    fn skip_line(&mut self) {
        loop {
            let character = self.get();
            if character == EOF || character == i32::from(b'\n') {
                return;
            }
        }
    }

    fn read_blanks(&mut self, first: i32, start: usize) -> Token {
        let mut character = first;
        let mut length = 0;
        while is_space(character) {
            if length >= TOKEN_BUFFER - 1 {
                self.object("whitespace too long, buffer overflow.", true);
                self.at = self.bytes.len();
                return Token::END_OF_FILE;
            }
            length += 1;
            character = self.get();
            if character == EOF {
                return Token::END_OF_FILE;
            }
        }
        self.unget(character);
        self.text = Text::Source(start, self.at);
        Token::WHITESPACE
    }

    /// Cuts a token that fills the daemon's buffer.
    fn buffered(&mut self, start: usize, what: &str) {
        let mut end = self.at;
        if end - start >= TOKEN_BUFFER {
            self.object(format!("{what} larger than internal buffer"), false);
            end = start + TOKEN_BUFFER - 1;
        }
        self.text = Text::Source(start, end);
    }

    /// `conflex.c: read_number`: a number becomes a name where letters show that it is one.
    fn read_number(&mut self, start: usize) -> Token {
        let mut token = Token::NUMBER;
        while self.at - start < TOKEN_BUFFER {
            let index = self.at - start;
            let character = self.get();
            let found = byte(character);
            let hexadecimal = found.is_some_and(|byte| byte.is_ascii_hexdigit());
            if token == Token::NUMBER && found.is_some_and(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let prefixed = index == 2 && self.bytes[start..start + 2].eq_ignore_ascii_case(b"0x");
            if hexadecimal && (token != Token::NAME || prefixed) {
                token = Token::NUMBER_OR_NAME;
            } else if is_word(character) {
                token = Token::NAME;
            } else {
                self.unget(character);
                self.text = Text::Source(start, start + index);
                return token;
            }
        }
        self.buffered(start, "numeric token");
        token
    }

    /// `conflex.c: read_num_or_name`; the first letter does not count.
    fn read_word(&mut self, start: usize) -> Token {
        let mut token = Token::NUMBER_OR_NAME;
        while self.at - start < TOKEN_BUFFER {
            let end = self.at;
            let character = self.get();
            if !is_word(character) {
                self.unget(character);
                self.text = Text::Source(start, end);
                return intern(&self.bytes[start..end], token);
            }
            if !byte(character).is_some_and(|byte| byte.is_ascii_hexdigit()) {
                token = Token::NAME;
            }
        }
        self.buffered(start, "token");
        intern(self.text(), token)
    }

    fn read_string(&mut self) -> Token {
        let mut decoded = std::mem::take(&mut self.decoded);
        decoded.clear();
        self.decode_string(&mut decoded);
        self.decoded = decoded;
        self.text = Text::Decoded;
        Token::STRING
    }

    /// `conflex.c: read_string`, with its way to stumble over escapes that are not three octal or
    /// two hexadecimal digits: after `\0` and another character, the next one counts as escaped.
    fn decode_string(&mut self, into: &mut Vec<u8>) {
        let mut state = Escape::None;
        while into.len() < TOKEN_BUFFER {
            let character = self.get();
            if character == EOF {
                self.object("eof in string constant", false);
                return;
            }
            let byte = self.bytes[self.at - 1];
            state = match (state, byte) {
                (Escape::None, b'"') => return,
                (Escape::None, b'\\') => Escape::Begun,
                (Escape::None, byte) => push(into, byte),
                (Escape::Begun, b't') => push(into, b'\t'),
                (Escape::Begun, b'r') => push(into, b'\r'),
                (Escape::Begun, b'n') => push(into, b'\n'),
                (Escape::Begun, b'b') => push(into, 0x08),
                (Escape::Begun, b'0'..=b'3') => Escape::Octal(1, byte - b'0'),
                (Escape::Begun, b'x') => Escape::Hexadecimal(0, 0),
                (Escape::Begun, byte) => push(into, byte),
                (Escape::Octal(digits, value), b'0'..=b'7') => {
                    let value = value << 3 | (byte - b'0');
                    if digits == 2 {
                        push(into, value)
                    } else {
                        Escape::Octal(digits + 1, value)
                    }
                }
                (Escape::Octal(_, 0), _) => Escape::Begun,
                (Escape::Octal(..), _) => {
                    self.object(format!("invalid octal digit {character:x}"), false);
                    into.push(0);
                    state
                }
                (Escape::Hexadecimal(digits, value), byte) => match hexadecimal(byte) {
                    Some(digit) if digits == 1 => push(into, value << 4 | digit),
                    Some(digit) => Escape::Hexadecimal(1, digit),
                    None => {
                        self.object(format!("invalid hex digit: {character:x}"), false);
                        push(into, 0)
                    }
                },
            };
        }
        self.object("string constant larger than internal buffer", false);
        into.truncate(TOKEN_BUFFER - 1);
    }
}

/// How much of an escape has been read.
#[derive(Clone, Copy)]
enum Escape {
    None,
    /// The backslash.
    Begun,
    /// Octal digits: how many, and their value.
    Octal(u8, u8),
    /// Hexadecimal digits, likewise.
    Hexadecimal(u8, u8),
}

fn push(into: &mut Vec<u8>, byte: u8) -> Escape {
    into.push(byte);
    Escape::None
}

fn hexadecimal(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}
