//! `host`.

use super::number::atoi;
use super::report::shown;
use super::{Block, Parser};
use crate::Place;
use crate::dhcpd::expression::{Expr, ExprId};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{GroupId, HostDecl, ScopeKind};
use crate::dhcpd::options::OptionId;

/// A host while its declaration is read.
pub(super) struct DeclaredHost {
    name: Box<[u8]>,
    group: GroupId,
    place: Place,
    named_group: Option<GroupId>,
    hardware: Vec<u8>,
    client_identifier: Vec<u8>,
    identifier: Option<(OptionId, Vec<u8>)>,
    fixed_address: Option<ExprId>,
    deleted: bool,
}

/// Bytes as text in quotes, or with colons (`print.c: print_hex_or_string`, with room for 255).
pub(super) fn hex_or_string(bytes: &[u8]) -> String {
    const LIMIT: usize = 255;
    let start = &bytes[..bytes.len().min(LIMIT - 3)];
    if start
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
    {
        return format!("\"{}\"", shown(start));
    }
    let hex: Vec<String> = bytes
        .iter()
        .take(LIMIT / 3)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    hex.join(":")
}

impl Parser<'_> {
    /// After the word `host`.
    pub(super) fn host_statement(&mut self, group: GroupId, block: Block) {
        if matches!(block, Block::Host | Block::Class) {
            self.not_here("host declarations not allowed here.");
            return;
        }
        let scoped = matches!(block, Block::Subnet | Block::Network);
        if scoped && !std::mem::replace(&mut self.warned_of_hosts, true) {
            self.log_here(
                "WARNING: Host declarations are global.  They are not limited to the scope you declared them in.",
            );
        }
        self.host_declaration(group);
    }

    /// `confpars.c: parse_host_declaration`.
    fn host_declaration(&mut self, outer: GroupId) {
        let from = self.place();
        let Some(name) = self.host_name() else {
            self.not_here("expecting a name for host declaration.");
            return;
        };
        let place = self.place_since(from);
        let group = self.group_inside(outer, ScopeKind::Host, &name);
        let mut host = DeclaredHost {
            name: name.into(),
            group,
            place,
            named_group: None,
            hardware: Vec::new(),
            client_identifier: Vec::new(),
            identifier: None,
            fixed_address: None,
            deleted: false,
        };
        if !self.lbrace() {
            return;
        }
        self.host_body(&mut host);
        if host.deleted {
            if let Some(known) = self.config.hosts_by_name.get(&host.name).copied() {
                self.delete_host(known);
            }
            return;
        }
        if let Some(named) = host.named_group {
            let own = self.config.group(host.group);
            let differs = own.authoritative != self.config.group(named).authoritative;
            if own.statements.is_empty() && !differs {
                host.group = named;
            } else {
                self.group_mut(host.group).outer = Some(named);
            }
        }
        let name = host.name.clone();
        let declared = HostDecl {
            name: host.name,
            group: host.group,
            place: host.place,
            hardware: host.hardware,
            client_identifier: host.client_identifier,
            identifier: host.identifier,
            fixed_address: host.fixed_address,
            next: None,
            deleted: false,
            hint: None,
        };
        if !self.enter_host(declared) {
            self.warn(format!("host {}: already exists", shown(&name)));
        }
    }

    fn host_body(&mut self, host: &mut DeclaredHost) {
        let mut declaration = false;
        loop {
            let goes_on = match self.peek() {
                Token::RBRACE => {
                    self.next();
                    false
                }
                Token::END_OF_FILE => {
                    self.next();
                    self.warn("unexpected end of file");
                    false
                }
                Token::DYNAMIC => {
                    self.next();
                    self.semi()
                }
                Token::DELETED => {
                    host.deleted = true;
                    self.next();
                    self.semi()
                }
                Token::GROUP => {
                    self.next();
                    self.host_group(host)
                }
                Token::UID => {
                    self.next();
                    self.host_uid(host)
                }
                Token::HOST_IDENTIFIER => self.host_identifier(host).is_some(),
                _ => {
                    let group = host.group;
                    declaration = self.statement(group, Block::Host, Some(host), declaration);
                    true
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    fn host_group(&mut self, host: &mut DeclaredHost) -> bool {
        let token = self.next();
        if token != Token::STRING && !token.is_identifier() {
            self.warn("expecting string or identifier.");
            self.skip_to_rbrace(1);
            return false;
        }
        let name = self.boxed_text();
        match self.named_groups.iter().find(|(known, _)| *known == name) {
            Some((_, group)) => host.named_group = Some(*group),
            None => {
                let (group, host) = (shown(&name), shown(&host.name));
                self.warn(format!("unknown group {group} in host {host}"));
            }
        }
        self.semi()
    }

    fn host_uid(&mut self, host: &mut DeclaredHost) -> bool {
        if !host.client_identifier.is_empty() {
            let uid = hex_or_string(&host.client_identifier);
            self.warn(format!(
                "Host '{}' already has a uid '{uid}'",
                shown(&host.name)
            ));
            self.skip_to_rbrace(1);
            return false;
        }
        if self.peek() == Token::STRING {
            self.next();
            host.client_identifier = self.text().to_vec();
        } else if let Some(bytes) = self.all_bytes_between(Token::COLON, 16) {
            host.client_identifier = bytes;
        } else {
            self.not_here("expecting hex list.");
        }
        self.semi()
    }

    fn host_identifier(&mut self, host: &mut DeclaredHost) -> Option<()> {
        if host.identifier.is_some() {
            return self.no_host("only one host-identifier allowed per host");
        }
        self.next();
        match self.next() {
            Token::V6RELOPT => {
                if self.next() != Token::NUMBER {
                    return self.no_host("host-identifier v6relopt must have a number");
                }
                if atoi(self.text()) < 0 {
                    return self.no_host("host-identifier v6relopt must have a number >= 0");
                }
            }
            Token::OPTION => {}
            _ => return self.no_host("host-identifier must be an option or v6relopt"),
        }
        let named = self.option_name(true).ok()?;
        if !named.known {
            self.unknown_option(named.option);
            self.skip_to_rbrace(1);
            return None;
        }
        let Ok(value) = self.option_data(named.option) else {
            self.skip_to_rbrace(1);
            return None;
        };
        if !self.semi() {
            self.skip_to_rbrace(1);
            return None;
        }
        let bytes = match value.map(|value| self.config.expr(value)) {
            Some(Expr::Bytes(bytes)) => bytes.to_vec(),
            _ => Vec::new(),
        };
        host.identifier = Some((named.option, bytes));
        Some(())
    }

    fn no_host(&mut self, message: &str) -> Option<()> {
        self.warn(message);
        self.skip_to_rbrace(1);
        None
    }

    /// `hardware`, `fixed-address` and their kin, after the word.
    pub(super) fn host_parameter(&mut self, word: Token, host: Option<&mut DeclaredHost>) {
        match (word, host) {
            (Token::HARDWARE, Some(host)) if !host.hardware.is_empty() => {
                let name = shown(&host.name);
                self.warn(format!("Host {name} hardware address already configured."));
            }
            (Token::HARDWARE, host) => {
                let hardware = self.hardware();
                match host {
                    Some(host) => host.hardware = hardware,
                    None => self.warn("hardware address parameter not allowed here."),
                }
            }
            (Token::FIXED_PREFIX6, Some(_)) => self.skip_to_semi(),
            (Token::FIXED_PREFIX6, None) => {
                self.not_here("fixed-prefix6 declaration not allowed here.");
            }
            (word, host) => {
                let Some(address) = self.fixed_address(word == Token::FIXED_ADDR6) else {
                    return;
                };
                match host {
                    Some(host) if host.fixed_address.is_some() => {
                        self.warn("Only one fixed address declaration per host.");
                    }
                    Some(host) => host.fixed_address = Some(address),
                    None => self.warn("fixed-address parameter not allowed here."),
                }
            }
        }
    }
}
