//! One field of an option's value.

use super::option_data::Format;
use super::report::shown;
use super::{Parser, Skipped};
use crate::dhcpd::domain::{Compressor, encode};
use crate::dhcpd::expression::ExprId;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::options::enumeration_value;

/// What the daemon has room for in a list of domain names.
const DOMAIN_LIST_BUFFER: usize = 256 * 255;

/// A word for yes or no (`ignore` is 2).
fn flag(word: &[u8]) -> Option<u8> {
    let is = |known: &str| word.eq_ignore_ascii_case(known.as_bytes());
    match () {
        () if is("true") || is("on") => Some(1),
        () if is("false") || is("off") => Some(0),
        () if is("ignore") => Some(2),
        () => None,
    }
}

impl Parser<'_> {
    /// `parse.c: parse_option_token`. On an optional field, mistakes are not told of.
    pub(super) fn option_token(
        &mut self,
        format: &mut Format,
        uniform: bool,
    ) -> Result<ExprId, Skipped> {
        match format.letter(0) {
            b'U' => {
                let token = self.next();
                if !token.is_identifier() {
                    return self.not_in_option(format, token, "expecting identifier.");
                }
                let text = self.boxed_text();
                Ok(self.bytes(text))
            }
            b'E' => {
                format.name();
                self.text_or_bytes(format)
            }
            b'X' | b'.' => self.text_or_bytes(format),
            b'D' => {
                let compress = format.letter(1) == b'c';
                if compress {
                    format.advance();
                }
                if let Some(list) = self.domain_list(compress) {
                    return Ok(self.bytes(list));
                }
                if !format.is_optional() {
                    self.skip_to_semi();
                }
                Err(Skipped)
            }
            b'd' => self.domain_name(),
            b't' => {
                let token = self.next();
                if token != Token::STRING && !token.is_identifier() {
                    return self.not_in_option(format, token, "expecting string.");
                }
                let text = self.boxed_text();
                Ok(self.bytes(text))
            }
            b'k' => self.key_name(),
            b'N' => self.enumeration(format),
            b'I' => self.ip_address_or_host(uniform).ok_or(Skipped),
            b'6' => {
                let address = self.ipv6_address().ok_or(Skipped)?;
                Ok(self.bytes(address.octets()))
            }
            b'T' => {
                let token = self.next();
                if token == Token::INFINITE {
                    return Ok(self.bytes([255; 4]));
                }
                self.number(format, token, 4)
            }
            b'L' | b'l' => self.next_number(format, 4),
            b's' | b'S' => self.next_number(format, 2),
            b'b' | b'B' => self.next_number(format, 1),
            b'f' => self.flag(format),
            b'Z' => {
                if self.peek() != Token::SEMI {
                    self.warn("semicolon expected.");
                    self.skip_to_semi();
                }
                Ok(self.bytes([]))
            }
            letter => {
                let letter = [letter];
                let letter = letter.split(|&byte| byte == 0).next().unwrap_or_default();
                let end = if letter.is_empty() {
                    ""
                } else {
                    "' in parse_option_token."
                };
                self.warn(format!("Bad format '{}{end}", shown(letter)));
                self.skip_to_semi();
                Err(Skipped)
            }
        }
    }

    /// Objects to the token just taken, unless the field is optional.
    fn not_in_option<T>(
        &mut self,
        format: &Format,
        token: Token,
        message: &str,
    ) -> Result<T, Skipped> {
        if !format.is_optional() {
            self.warn(message);
            if token != Token::SEMI {
                self.skip_to_semi();
            }
        }
        Err(Skipped)
    }

    fn text_or_bytes(&mut self, format: &Format) -> Result<ExprId, Skipped> {
        if self.peek().is_hexadecimal() {
            let bytes = self.hexadecimal_list().ok_or(Skipped)?;
            return Ok(self.bytes(bytes));
        }
        if self.next() == Token::STRING {
            let text = self.boxed_text();
            return Ok(self.bytes(text));
        }
        if !format.is_optional() {
            self.warn("expecting string or hexadecimal data.");
            self.skip_to_semi();
        }
        Err(Skipped)
    }

    fn key_name(&mut self) -> Result<ExprId, Skipped> {
        let name = if self.peek() == Token::STRING {
            self.next();
            let text = self.text();
            text.split(|&byte| byte == 0)
                .next()
                .unwrap_or_default()
                .to_vec()
        } else if let Some(name) = self.host_name() {
            name
        } else {
            self.warn("not a valid key name.");
            self.skip_to_semi();
            return Err(Skipped);
        };
        Ok(self.bytes(name))
    }

    fn enumeration(&mut self, format: &mut Format) -> Result<ExprId, Skipped> {
        let name = format.name().unwrap_or_default();
        if !self.next().is_identifier() {
            self.warn("identifier expected");
            self.skip_to_semi();
            return Err(Skipped);
        }
        let Some(value) = enumeration_value(&name, self.text()) else {
            self.warn("unknown value");
            self.skip_to_semi();
            return Err(Skipped);
        };
        Ok(self.bytes(value))
    }

    fn next_number(&mut self, format: &Format, bytes: usize) -> Result<ExprId, Skipped> {
        let token = self.next();
        self.number(format, token, bytes)
    }

    fn number(&mut self, format: &Format, token: Token, bytes: usize) -> Result<ExprId, Skipped> {
        if !token.is_hexadecimal() {
            return self.not_in_option(format, token, "expecting number.");
        }
        let text = self.boxed_text();
        let bits = match bytes {
            1 => 8,
            2 => 16,
            _ => 32,
        };
        let value = self.convert(&text, 0, bits).to_be_bytes();
        Ok(self.bytes(&value[4 - bytes..]))
    }

    fn flag(&mut self, format: &Format) -> Result<ExprId, Skipped> {
        let token = self.next();
        if !token.is_identifier() {
            return self.not_in_option(format, token, "expecting identifier.");
        }
        match flag(self.text()) {
            Some(value) => Ok(self.bytes([value])),
            None => self.not_in_option(format, token, "expecting boolean."),
        }
    }

    /// `parse.c: parse_domain_list`.
    fn domain_list(&mut self, compress: bool) -> Option<Vec<u8>> {
        let mut compressor = Compressor::default();
        let mut list = Vec::new();
        loop {
            if self.next() != Token::STRING {
                self.warn("Expecting a domain string.");
                return None;
            }
            let name = encode(self.text());
            let Some(name) = name.filter(|name| list.len() + name.len() <= DOMAIN_LIST_BUFFER)
            else {
                let doing = if compress {
                    "compressing"
                } else {
                    "assembling"
                };
                self.warn(format!("Error {doing} domain list: Message too long"));
                return None;
            };
            list.extend_from_slice(&name);
            if compress {
                compressor.push(&name);
            }
            if self.peek() != Token::COMMA {
                return Some(if compress { compressor.finish() } else { list });
            }
            self.next();
        }
    }

    /// `parse.c: parse_domain_name`.
    fn domain_name(&mut self) -> Result<ExprId, Skipped> {
        if let Some(name) = self.host_name() {
            if let Some(name) = encode(&name) {
                return Ok(self.bytes(name));
            }
            self.warn("Error assembling domain name: Message too long");
        }
        self.warn("not a valid domain name.");
        self.skip_to_semi();
        Err(Skipped)
    }
}
