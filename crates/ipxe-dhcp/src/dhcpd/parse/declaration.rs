//! Statements outside of executable blocks: declarations, and parameters of a scope.

use super::host::DeclaredHost;
use super::report::shown;
use super::{Block, Parser};
use crate::dhcpd::expression::Context;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::GroupId;
use crate::dhcpd::options::Options;
use crate::dhcpd::statement::{Change, Statement};

impl Parser<'_> {
    /// `confpars.c: parse_statement`. Whether it was a declaration: parameters after one are missed
    /// with other words.
    pub(super) fn statement(
        &mut self,
        group: GroupId,
        block: Block,
        host: Option<&mut DeclaredHost>,
        declaration: bool,
    ) -> bool {
        let outcome = self.deeper(|parser| parser.any_statement(group, block, host, declaration));
        outcome.unwrap_or(false)
    }

    fn any_statement(
        &mut self,
        group: GroupId,
        block: Block,
        host: Option<&mut DeclaredHost>,
        declaration: bool,
    ) -> bool {
        let token = self.peek();
        match token {
            Token::INCLUDE => {
                self.next();
                self.include(group, block);
                true
            }
            Token::HOST => {
                self.next();
                self.host_statement(group, block);
                true
            }
            Token::GROUP => {
                self.next();
                if matches!(block, Block::Host | Block::Class) {
                    self.not_here("group declarations not allowed here.");
                } else {
                    self.group_declaration(group);
                }
                true
            }
            Token::SHARED_NETWORK => {
                self.next();
                if matches!(
                    block,
                    Block::Network | Block::Host | Block::Subnet | Block::Class
                ) {
                    self.not_here("shared-network parameters not allowed here.");
                    return false;
                }
                self.network_declaration(group);
                true
            }
            Token::SUBNET | Token::SUBNET6 => {
                self.next();
                self.subnet_statement(group, block, token == Token::SUBNET)
            }
            Token::VENDOR_CLASS | Token::USER_CLASS | Token::CLASS | Token::SUBCLASS => {
                self.next();
                if block == Block::Class {
                    self.not_here("class declarations not allowed here.");
                    return false;
                }
                self.class_declaration(group, token);
                true
            }
            Token::HARDWARE | Token::FIXED_ADDR | Token::FIXED_ADDR6 | Token::FIXED_PREFIX6 => {
                self.next();
                self.host_parameter(token, host);
                false
            }
            Token::POOL | Token::RANGE | Token::POOL6 | Token::RANGE6 | Token::PREFIX6 => {
                self.next();
                self.addresses_statement(token, group, block);
                declaration
            }
            Token::NOT | Token::AUTHORITATIVE => {
                self.next();
                self.authority(token, group, block);
                false
            }
            Token::SERVER_IDENTIFIER => {
                self.next();
                let from = self.place();
                let option = self.config.options.find_code(Options::DHCP, 54);
                if let Some(option) = option {
                    let read = self.option_statement(from, option, Change::Supersede, false);
                    self.insert(group, read.ok());
                }
                declaration
            }
            Token::OPTION => {
                self.next();
                self.option_or_definition(group, block, declaration)
            }
            Token::FAILOVER => {
                if !matches!(block, Block::Root | Block::Network) {
                    self.warn("failover peers may only be defined in shared-network");
                    self.log_more("declarations and the outer scope.");
                    self.skip_to_semi();
                    return false;
                }
                self.next();
                self.failover_peer(group, block);
                false
            }
            Token::SERVER_DUID => {
                self.skip_to_semi();
                false
            }
            Token::LEASE_ID_FORMAT => {
                self.next();
                self.lease_id_format();
                false
            }
            Token::PERCENT => {
                self.skip_to_semi();
                false
            }
            _ => {
                self.executable_statement(group, declaration);
                declaration
            }
        }
    }

    pub(super) fn not_here(&mut self, message: &str) {
        self.warn(message);
        self.skip_to_semi();
    }

    fn include(&mut self, group: GroupId, block: Block) {
        if self.next() != Token::STRING {
            self.not_here("filename string expected.");
            return;
        }
        let name = self
            .text()
            .split(|&byte| byte == 0)
            .next()
            .unwrap_or_default();
        let name = shown(name);
        if !self.read_file(&name, group, block) && !self.aborted {
            self.warn(format!("{name}: bad parse."));
        }
        self.semi();
    }

    fn authority(&mut self, token: Token, group: GroupId, block: Block) {
        let authoritative = token == Token::AUTHORITATIVE;
        if !authoritative && self.next() != Token::AUTHORITATIVE {
            self.not_here("expecting assertion");
            return;
        }
        self.group_mut(group).authoritative = authoritative;
        if block == Block::Host {
            self.warn("authority makes no sense here.");
        }
        self.semi();
    }

    fn lease_id_format(&mut self) {
        let format = match self.next() {
            Token::OCTAL => "octal",
            Token::HEX => "hex",
            _ => {
                self.not_here("lease-id-format is invalid:  it must be octal or hex.");
                return;
            }
        };
        self.log_more(&format!("lease_id_format is: {format}"));
        if self.next() != Token::SEMI {
            self.not_here("corrupt lease file; expecting a semicolon");
        }
    }

    /// After `option`: a space, a definition, or an option of this scope.
    fn option_or_definition(&mut self, group: GroupId, block: Block, declaration: bool) -> bool {
        let from = self.place();
        if self.peek() == Token::SPACE {
            if block != Block::Root {
                self.not_here("option space definitions may not be scoped.");
                return false;
            }
            self.option_space();
            return declaration;
        }
        let Ok(named) = self.option_name(true) else {
            return declaration;
        };
        if self.peek() == Token::CODE {
            if block != Block::Root {
                self.not_here("option definitions may not be scoped.");
                return false;
            }
            self.next();
            if named.known {
                self.config.options.withdraw(named.option);
            }
            self.option_definition(named.option);
            return declaration;
        }
        if !named.known {
            self.unknown_option(named.option);
            self.skip_to_semi();
            return declaration;
        }
        let read = self.option_statement(from, named.option, Change::Supersede, false);
        self.insert(group, read.ok());
        declaration
    }

    pub(super) fn unknown_option(&mut self, option: crate::dhcpd::options::OptionId) {
        let definition = self.config.options.definition(option);
        let space = shown(&self.config.options.space(definition.space).name);
        let name = shown(&definition.name);
        let similar = self
            .config
            .options
            .similar(definition.space, &definition.name);
        let advice = match similar {
            Some(similar) => format!("did you mean `{}`?", shown(similar)),
            None => format!("define it before it is used: `option {name} code NUMBER = TYPE;`"),
        };
        self.warn_with(format!("unknown option {space}.{name}"), advice);
    }

    fn executable_statement(&mut self, group: GroupId, declaration: bool) {
        let mut lose = false;
        match self.executable(&mut lose, Context::Any) {
            Some(statement) => self.insert(group, statement),
            None if lose => {}
            None => {
                let objection = if declaration {
                    "expecting a declaration"
                } else {
                    "expecting a parameter or declaration"
                };
                self.not_here(objection);
            }
        }
    }

    fn insert(&mut self, group: GroupId, statement: Option<Statement>) {
        self.group_mut(group).statements.extend(statement);
    }
}
