//! Addresses and host names.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Parser;
use super::number::atoi;
use super::report::shown;
use crate::dhcpd::expression::{Expr, ExprId};
use crate::dhcpd::lexer::Token;

/// Longest text of an IPv6 address, with its final zero.
const IPV6_BUFFER: usize = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".len() + 1;

impl Parser<'_> {
    /// `parse.c: parse_host_name`: words with dots between them. None where there is no word.
    pub(super) fn host_name(&mut self) -> Option<Vec<u8>> {
        let mut name: Vec<u8> = Vec::new();
        loop {
            let token = self.peek();
            if !token.is_identifier() && token != Token::NUMBER {
                break;
            }
            self.next();
            name.extend_from_slice(self.text());
            if self.peek() != Token::DOT {
                break;
            }
            self.next();
            name.push(b'.');
        }
        (!name.is_empty()).then_some(name)
    }

    /// `parse.c: parse_ip_addr`.
    pub(super) fn ip_address(&mut self) -> Option<Ipv4Addr> {
        self.bytes_between::<4>(Token::DOT, 10).map(Ipv4Addr::from)
    }

    /// `parse.c: parse_ip_addr_or_hostname`. Where `uniform`, a host may have several addresses.
    pub(super) fn ip_address_or_host(&mut self, uniform: bool) -> Option<ExprId> {
        let mut token = self.peek();
        if token == Token::NUMBER {
            // A number, a dot and a number begin an address; other numbers may be names of hosts.
            let (saved, failed) = (self.lexer.clone(), self.failed);
            self.next();
            let address = self.next() == Token::DOT && self.next() == Token::NUMBER;
            (self.lexer, self.failed) = (saved, failed);
            if address && let Some(bytes) = self.bytes_between::<4>(Token::DOT, 10) {
                return Some(self.bytes(bytes));
            }
        }
        if token.is_identifier() || token == Token::NUMBER {
            let name = self.host_name()?;
            let found = self.expr(Expr::HostLookup(name.into()));
            if uniform {
                return Some(found);
            }
            let offset = self.expr(Expr::Number(0));
            let length = self.expr(Expr::Number(4));
            return Some(self.expr(Expr::Substring {
                data: found,
                offset,
                length,
            }));
        }
        if !matches!(token, Token::RBRACE | Token::LBRACE) {
            token = self.next();
        }
        let said = shown(self.text());
        let number = token.number();
        self.warn(format!(
            "{said} ({number}): expecting IP address or hostname"
        ));
        if token != Token::SEMI {
            self.skip_to_semi();
        }
        None
    }

    /// `parse.c: parse_ip6_addr`.
    pub(super) fn ipv6_address(&mut self) -> Option<Ipv6Addr> {
        let mut token = self.peek();
        let mut text: Vec<u8> = Vec::new();
        loop {
            let hexadecimal = || self.text().iter().all(u8::is_ascii_hexdigit);
            let part = match token {
                Token::NAME | Token::NUMBER_OR_NAME => hexadecimal(),
                Token::NUMBER | Token::ADD | Token::DOT | Token::COLON => true,
                _ => false,
            };
            if !part {
                break;
            }
            self.token(crate::dhcpd::lexer::Lexer::next_raw);
            if text.len() + self.text().len() >= IPV6_BUFFER {
                return self.no_ipv6_address();
            }
            text.extend_from_slice(self.lexer.text());
            token = self.token(crate::dhcpd::lexer::Lexer::peek_raw);
        }
        let text = str::from_utf8(&text).ok();
        match text.and_then(|text| text.parse().ok()) {
            Some(address) => Some(address),
            None => self.no_ipv6_address(),
        }
    }

    fn no_ipv6_address<T>(&mut self) -> Option<T> {
        self.warn("Invalid IPv6 address.");
        self.skip_to_semi();
        None
    }

    /// `confpars.c: parse_fixed_addr_param`. The outer option is none after a mistake.
    pub(super) fn fixed_address(&mut self, ipv6: bool) -> Option<ExprId> {
        let mut all = None;
        loop {
            let address = if ipv6 {
                let address = self.ipv6_address();
                address.map(|address| self.bytes(address.octets()))
            } else {
                self.ip_address_or_host(true)
            };
            all = Some(self.concat(all, address?));
            if self.peek() != Token::COMMA {
                break;
            }
            self.next();
        }
        if self.semi() { all } else { None }
    }

    /// `parse.c: parse_hardware_param`: type and address.
    pub(super) fn hardware(&mut self) -> Vec<u8> {
        let kind = match self.next() {
            Token::ETHERNET => 1,
            Token::TOKEN_RING => 6,
            Token::FDDI => 8,
            Token::INFINIBAND => 32,
            _ => match self.text().strip_prefix(b"unknown-") {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                Some(number) => atoi(number) as u8,
                None => {
                    self.warn("expecting a network hardware type");
                    self.skip_to_semi();
                    return Vec::new();
                }
            },
        };
        let mut hardware = vec![kind];
        if self.peek() != Token::SEMI {
            match self.all_bytes_between(Token::COLON, 16) {
                None => return hardware,
                // The daemon has room for type and 20 bytes, and keeps nothing of what is longer.
                Some(address) if address.len() > 20 => {
                    self.warn("hardware address too long");
                    hardware.clear();
                }
                Some(address) => hardware.extend(address),
            }
        }
        if self.next() != Token::SEMI {
            self.warn("expecting semicolon.");
            self.skip_to_semi();
        }
        hardware
    }
}
