//! Numbers and lists of numbers.

use super::Parser;
use super::report::shown;
use crate::dhcpd::lexer::Token;

/// C's `atoi`: leading blanks and sign, digits up to the first other character, 32 bits.
pub(super) fn atoi(text: &[u8]) -> i32 {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let mut value: i64 = 0;
    for digit in digits
        .iter()
        .map_while(|byte| char::from(*byte).to_digit(10))
    {
        // glibc computes with 64 bits, stops at their limit, and keeps the low 32.
        value = value.saturating_mul(10).saturating_add(i64::from(digit));
    }
    let value = if negative {
        value.saturating_neg()
    } else {
        value
    };
    #[allow(clippy::cast_possible_truncation)]
    let low = value as i32;
    low
}

/// A limit that `convert_num` names in its message.
fn limit(negative: bool, bits: u32) -> (u32, i32) {
    let half = 1_u32 << (bits - 1);
    let limit = if negative {
        half
    } else {
        half.wrapping_add(half - 1)
    };
    (limit, limit.cast_signed())
}

impl Parser<'_> {
    /// `parse.c: convert_num`. `base` 0 is C's rule: 0x, 0, or decimal. The low `bits` of the result count.
    pub(super) fn convert(&mut self, text: &[u8], base: u32, bits: u32) -> u32 {
        let mut digits = text;
        let negative = digits.first() == Some(&b'-');
        if negative {
            digits = &digits[1..];
        }
        let mut base = base;
        if base == 0 {
            base = 10;
            if digits.first() == Some(&b'0') {
                match digits.get(1) {
                    Some(b'x') => (base, digits) = (16, &digits[2..]),
                    Some(byte) if byte.is_ascii_digit() => (base, digits) = (8, &digits[1..]),
                    _ => {}
                }
            }
        }
        let value = self.digits(text, digits, base);
        let (limit, said) = limit(negative, bits);
        if value > limit {
            let sign = if negative { "-" } else { "" };
            let number = match base {
                8 => format!("{value:o}"),
                16 => format!("{value:x}"),
                _ => value.to_string(),
            };
            self.warn(format!(
                "{sign}{number} exceeds max ({said}) for precision."
            ));
        }
        if negative {
            value.wrapping_neg()
        } else {
            value
        }
    }

    fn digits(&mut self, text: &[u8], digits: &[u8], base: u32) -> u32 {
        let mut value: u32 = 0;
        let mut rest = digits.iter();
        loop {
            let digit = match rest.next() {
                Some(&byte @ b'a'..) => u32::from(byte - b'a') + 10,
                Some(&byte @ b'A'..) => u32::from(byte - b'A') + 10,
                Some(&byte @ b'0'..) => u32::from(byte - b'0'),
                _ => {
                    self.warn(format!("Bogus number: {}.", shown(text)));
                    return value;
                }
            };
            if digit >= base {
                self.warn(format!(
                    "Bogus number {}: digit {digit} not in base {base}",
                    shown(text)
                ));
                return value;
            }
            value = value.wrapping_mul(base).wrapping_add(digit);
            if rest.len() == 0 {
                return value;
            }
        }
    }

    /// The last token as one byte.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn convert_byte(&mut self, text: &[u8], base: u32) -> u8 {
        self.convert(text, base, 8) as u8
    }

    /// `parse.c: parse_numeric_aggregate` for a fixed number of bytes. The end of the file in between
    /// leaves zeros.
    pub(super) fn bytes_between<const N: usize>(
        &mut self,
        separator: Token,
        base: u32,
    ) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for (index, byte) in bytes.iter_mut().enumerate() {
            if index > 0 {
                let mut token = self.peek();
                if token != separator {
                    if !matches!(token, Token::RBRACE | Token::LBRACE) {
                        token = self.next();
                    }
                    self.warn("too few numbers.");
                    if token != Token::SEMI {
                        self.skip_to_semi();
                    }
                    return None;
                }
                self.next();
            }
            let token = self.next();
            if token == Token::END_OF_FILE {
                self.warn("unexpected end of file");
                break;
            }
            if !self.is_number(token, base) {
                return None;
            }
            let text = self.text().to_vec();
            *byte = self.convert_byte(&text, base);
        }
        Some(bytes)
    }

    /// The same for any number of bytes; they are converted from the last to the first.
    pub(super) fn all_bytes_between(&mut self, separator: Token, base: u32) -> Option<Vec<u8>> {
        let mut texts: Vec<Box<[u8]>> = Vec::new();
        loop {
            if !texts.is_empty() {
                if self.peek() != separator {
                    break;
                }
                self.next();
            }
            let token = self.next();
            if token == Token::END_OF_FILE {
                self.warn("unexpected end of file");
                break;
            }
            if !self.is_number(token, base) {
                return None;
            }
            texts.push(self.boxed_text());
        }
        if texts.is_empty() {
            return None;
        }
        let mut bytes: Vec<u8> = texts
            .iter()
            .rev()
            .map(|text| self.convert_byte(text, base))
            .collect();
        bytes.reverse();
        Some(bytes)
    }

    fn is_number(&mut self, token: Token, base: u32) -> bool {
        if token == Token::NUMBER || (base == 16 && token == Token::NUMBER_OR_NAME) {
            return true;
        }
        self.warn("expecting numeric value.");
        self.skip_to_semi();
        false
    }

    /// `parse.c: parse_cshl`: bytes in hexadecimal with colons between them.
    pub(super) fn hexadecimal_list(&mut self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            if !self.next().is_hexadecimal() {
                self.warn("expecting hexadecimal number.");
                self.skip_to_semi();
                return None;
            }
            let text = self.text().to_vec();
            bytes.push(self.convert_byte(&text, 16));
            if self.peek() != Token::COLON {
                return Some(bytes);
            }
            self.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atoi_stops_where_c_stops() {
        assert_eq!(atoi(b"12ab"), 12);
        assert_eq!(atoi(b"-7"), -7);
        assert_eq!(atoi(b"x"), 0);
        assert_eq!(atoi(b"4294967297"), 1);
    }
}
