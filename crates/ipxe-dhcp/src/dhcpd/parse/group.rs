//! `group`.

use super::{Block, Parser};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{GroupId, ScopeKind};

impl Parser<'_> {
    /// `confpars.c: parse_group_declaration`, after the word `group`.
    pub(super) fn group_declaration(&mut self, outer: GroupId) {
        let mut name = None;
        let token = self.peek();
        if token.is_identifier() || token == Token::STRING {
            self.next();
            name = Some(self.boxed_text());
        }
        let group = self.group_inside(outer, ScopeKind::Group, name.as_deref().unwrap_or_default());
        if !self.lbrace() {
            return;
        }
        let mut declaration = false;
        let mut deleted = false;
        loop {
            match self.peek() {
                Token::RBRACE => {
                    self.next();
                    break;
                }
                Token::END_OF_FILE => {
                    self.next();
                    self.warn("unexpected end of file");
                    break;
                }
                // After each of these another statement is read, whatever comes.
                Token::DELETED => {
                    self.next();
                    self.semi();
                    deleted = true;
                }
                Token::DYNAMIC | Token::STATIC => {
                    self.next();
                    self.semi();
                }
                _ => {}
            }
            declaration = self.statement(group, Block::Group, None, declaration);
        }
        let Some(name) = name else { return };
        self.named_groups.retain(|(known, _)| *known != name);
        if !deleted {
            self.named_groups.push((name, group));
        }
    }
}
