//! What belongs to DHCPv6 and is refused in a DHCPv4 configuration.

use super::{Block, Parser};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{GroupId, ScopeKind};

impl Parser<'_> {
    /// `range6`, `prefix6` and `pool6`, after the word.
    pub(super) fn ipv6_statement(
        &mut self,
        word: Token,
        group: GroupId,
        block: Block,
        in_subnet: bool,
    ) {
        let name = match word {
            Token::RANGE6 => "range6",
            Token::PREFIX6 => "prefix6",
            _ => "pool6",
        };
        match word {
            Token::POOL6 if block == Block::Pool => self.not_here("pool6 declared within pool."),
            Token::POOL6 if block != Block::Subnet => {
                self.not_here("pool6 declared outside of network");
            }
            Token::POOL6 => self.pool6(group),
            _ if in_subnet => {
                self.not_here(&format!(
                    "{name} statement is only supported in DHCPv6 mode."
                ));
            }
            _ => self.not_here(&format!("{name} declaration not allowed here.")),
        }
    }

    /// `confpars.c: parse_pool6_statement`.
    fn pool6(&mut self, group: GroupId) {
        let scope = self.group_inside(group, ScopeKind::Pool, b"");
        if !self.lbrace() {
            return;
        }
        let mut declaration = false;
        loop {
            match self.peek() {
                Token::RANGE6 | Token::PREFIX6 => {
                    let word = self.next();
                    self.ipv6_statement(word, group, Block::Subnet, true);
                }
                Token::RBRACE => {
                    self.next();
                    break;
                }
                Token::END_OF_FILE => {
                    self.warn("unexpected end of file");
                    return;
                }
                _ => declaration = self.statement(scope, Block::Pool, None, declaration),
            }
        }
        self.warn("Pool6 declaration with no address range6 or prefix6.");
        self.log_more("Pool6 declarations must always contain at least");
        self.log_more("one range6 or prefix6 statement.");
    }
}
