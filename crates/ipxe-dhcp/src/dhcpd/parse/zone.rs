//! `zone` and `key`: for updates of the DNS, which no client sees.

use super::Parser;
use super::report::shown;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::statement::Statement;

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

impl Parser<'_> {
    #[allow(clippy::option_option)]
    pub(super) fn zone(&mut self, lose: &mut bool) -> Option<Option<Statement>> {
        let name = self.host_name();
        if name.is_none() {
            self.warn("expecting hostname.");
        }
        if name.is_some_and(|name| self.zone_statements(&name)) {
            return Some(None);
        }
        *lose = true;
        self.skip_to_semi();
        None
    }

    /// `parse.c: parse_zone`.
    fn zone_statements(&mut self, zone: &[u8]) -> bool {
        if self.next() != Token::LBRACE {
            self.warn("expecting left brace");
            return false;
        }
        let mut given = Vec::new();
        loop {
            let token = self.peek();
            let word = match token {
                Token::PRIMARY => "primary",
                Token::SECONDARY => "secondary",
                Token::PRIMARY6 => "primary6",
                Token::SECONDARY6 => "secondary6",
                Token::KEY => {
                    self.next();
                    if !self.zone_key(zone, given.contains(&token)) {
                        return false;
                    }
                    given.push(token);
                    continue;
                }
                _ => break,
            };
            if given.contains(&token) {
                self.warn(format!("more than one {word}."));
                self.skip_to_semi();
                return false;
            }
            given.push(token);
            self.next();
            if !self.zone_addresses(word.ends_with('6')) {
                return false;
            }
        }
        if self.next() != Token::RBRACE {
            self.warn("expecting right brace.");
            return false;
        }
        true
    }

    fn zone_addresses(&mut self, ipv6: bool) -> bool {
        let token = loop {
            let found = if ipv6 {
                self.ipv6_address().is_some()
            } else {
                self.ip_address_or_host(false).is_some()
            };
            if !found {
                let what = if ipv6 {
                    "IPv6 addr."
                } else {
                    "IP addr or hostname."
                };
                self.warn(format!("expecting {what}"));
                self.skip_to_semi();
                return false;
            }
            let token = self.next();
            if token != Token::COMMA {
                break token;
            }
        };
        if token != Token::SEMI {
            self.warn("expecting semicolon.");
            self.skip_to_semi();
            return false;
        }
        true
    }

    fn zone_key(&mut self, zone: &[u8], again: bool) -> bool {
        let name = if self.peek() == Token::STRING {
            self.next();
            self.text().to_vec()
        } else if let Some(name) = self.host_name() {
            name
        } else {
            self.warn("expecting key name.");
            self.skip_to_semi();
            return false;
        };
        if again {
            let dot = if zone.ends_with(b".") { "" } else { "." };
            self.abort(format!(
                "Multiple key definitions for zone {}{dot}.",
                shown(zone)
            ));
            return false;
        }
        if !self.keys.iter().any(|key| **key == *name) {
            self.warn(format!("unknown key {}", shown(&name)));
        }
        self.semi()
    }

    #[allow(clippy::option_option)]
    pub(super) fn key(&mut self, lose: &mut bool) -> Option<Option<Statement>> {
        let name = if self.peek() == Token::STRING {
            self.next();
            self.text().to_vec()
        } else if let Some(name) = self.host_name() {
            name
        } else {
            self.warn("expecting key name.");
            self.skip_to_semi();
            *lose = true;
            return None;
        };
        if self.next() != Token::LBRACE {
            self.warn("expecting left brace");
            *lose = true;
            return None;
        }
        if self.key_statements(&name).is_none() {
            self.skip_to_rbrace(1);
            *lose = true;
            return None;
        }
        if self.peek() == Token::SEMI {
            self.next();
        }
        self.keys.push(name.into());
        Some(None)
    }

    /// `parse.c: parse_key` between the braces.
    fn key_statements(&mut self, name: &[u8]) -> Option<()> {
        let (mut algorithm, mut secret) = (false, false);
        loop {
            match self.next() {
                Token::ALGORITHM => {
                    if std::mem::replace(&mut algorithm, true) {
                        self.warn(format!("key {}: too many algorithms", shown(name)));
                        return None;
                    }
                    if self.host_name().is_none() {
                        self.warn("expecting key algorithm name.");
                        return None;
                    }
                }
                Token::SECRET => {
                    if std::mem::replace(&mut secret, true) {
                        self.warn(format!("key {}: too many secrets", shown(name)));
                        return None;
                    }
                    self.base64()?;
                }
                Token::RBRACE => break,
                _ => {
                    self.warn("expecting right brace.");
                    return None;
                }
            }
            if !self.semi() {
                return None;
            }
        }
        if !algorithm || !secret {
            // The daemon crashes here.
            self.abort_here(format!(
                "key {} needs an algorithm and a secret",
                shown(name)
            ));
        }
        Some(())
    }

    /// `parse.c: parse_base64`: all tokens that could be part of it. None where it is not base64.
    fn base64(&mut self) -> Option<()> {
        let mut text: Vec<u8> = Vec::new();
        loop {
            if self.next() == Token::END_OF_FILE {
                self.abort_here("the file ends in a secret".to_owned());
                return None;
            }
            text.extend_from_slice(self.text());
            self.peek();
            let part = |byte: &u8| *byte == b'=' || sextet(*byte).is_some();
            if !self.text().iter().all(part) {
                break;
            }
        }
        let (mut bits, mut digits, mut bytes, mut ended) = (0_u32, 0_u32, 0_usize, false);
        for (at, &byte) in text.iter().enumerate() {
            if ended && byte != b'=' {
                let rest = shown(&text[at..]);
                self.warn(format!("stuff after base64 '=' terminator: {rest}."));
                return None;
            }
            if byte == b'=' {
                ended = true;
                digits += 1;
                continue;
            }
            let Some(value) = sextet(byte) else {
                self.warn(format!("invalid base64 character {byte}."));
                return None;
            };
            bits = bits << 6 | value;
            let place = digits % 4;
            if place > 0 {
                bytes += 1;
                bits &= (1 << (6 - 2 * place)) - 1;
            }
            digits += 1;
        }
        if digits % 4 != 0 && bits != 0 {
            self.warn(format!("partial base64 value left over: {bits}."));
        }
        (bytes > 0).then_some(())
    }
}
