//! `class` and `subclass`.

use std::collections::HashMap;

use super::number::atoi;
use super::report::shown;
use super::{Block, Parser};
use crate::Place;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{Class, ClassId, GroupId, ScopeKind};

/// A class while its body is read.
struct Open {
    class: ClassId,
    /// Whether it is a subclass, which cannot match by itself.
    sub: bool,
    matched: bool,
    submatched: bool,
    deleted: bool,
    /// Whether a mistake in an expression has been dealt with; never forgotten.
    lose: bool,
}

impl Parser<'_> {
    /// `confpars.c: parse_class_declaration`, after the word.
    pub(super) fn class_declaration(&mut self, outer: GroupId, word: Token) {
        let from = self.place();
        if self.next() != Token::STRING {
            self.not_here("Expecting class name");
            return;
        }
        let name: Box<[u8]> = self
            .text()
            .split(|&byte| byte == 0)
            .next()
            .unwrap_or_default()
            .into();
        let known = self.config.find_class(&name);
        let place = self.place_since(from);
        if word == Token::CLASS {
            let class = known.unwrap_or_else(|| {
                let group = self.group_inside(outer, ScopeKind::Class, &name);
                self.new_class(Some(name), place, group, None)
            });
            self.class_body(class, false, known.is_none());
            return;
        }
        let Some(parent) = known else {
            self.warn(format!("no class named {}", shown(&name)));
            self.skip_to_semi();
            return;
        };
        let key = if word == Token::SUBCLASS {
            match self.subclass_key() {
                Some(key) => key,
                None => return,
            }
        } else {
            // The value that `vendor-class` and `user-class` should match is never filled in.
            vec![0; name.len()]
        };
        let known = self
            .config
            .class(parent)
            .subclasses
            .get(key.as_slice())
            .copied();
        let class = known.unwrap_or_else(|| {
            let group = self.config.class(parent).group;
            let class = self.new_class(None, place, group, Some(parent));
            self.class_mut(parent).subclasses.insert(key.into(), class);
            class
        });
        if self.peek() == Token::SEMI {
            self.next();
            return;
        }
        let group = self.config.class(class).group;
        let name = self.config.class(parent).name.clone().unwrap_or_default();
        self.class_mut(class).group = self.group_inside(group, ScopeKind::Class, &name);
        self.class_body(class, true, false);
    }

    fn new_class(
        &mut self,
        name: Option<Box<[u8]>>,
        place: Place,
        group: GroupId,
        parent: Option<ClassId>,
    ) -> ClassId {
        let class = ClassId::next(self.config.classes.len());
        let lease_limit = parent.map_or(0, |parent| self.config.class(parent).lease_limit);
        self.config.classes.push(Class {
            name,
            place,
            group,
            parent,
            match_if: None,
            submatch: None,
            spawning: false,
            lease_limit,
            subclasses: HashMap::default(),
        });
        class
    }

    fn subclass_key(&mut self) -> Option<Vec<u8>> {
        let token = self.peek();
        if token == Token::STRING {
            self.next();
            return Some(self.text().to_vec());
        }
        if token.is_hexadecimal() {
            return self.hexadecimal_list();
        }
        self.warn("Expecting string or hex list.");
        None
    }

    fn class_body(&mut self, class: ClassId, sub: bool, new: bool) {
        if !self.lbrace() {
            return;
        }
        let mut open = Open {
            class,
            sub,
            matched: false,
            submatched: false,
            deleted: false,
            lose: false,
        };
        let mut declaration = false;
        loop {
            let ends = match self.peek() {
                Token::RBRACE => {
                    self.next();
                    true
                }
                Token::END_OF_FILE => {
                    self.next();
                    self.warn("unexpected end of file");
                    true
                }
                Token::DYNAMIC => {
                    self.next();
                    !self.semi()
                }
                Token::DELETED => {
                    self.next();
                    open.deleted = true;
                    !self.semi()
                }
                Token::MATCH => self.class_match(&mut open).is_none(),
                Token::SPAWN => self.class_spawn(&mut open).is_none(),
                Token::LEASE => self.class_lease_limit(class).is_none(),
                _ => {
                    let group = self.config.class(class).group;
                    declaration = self.statement(group, Block::Class, None, declaration);
                    false
                }
            };
            if ends {
                break;
            }
        }
        if open.deleted {
            self.config.class_order.retain(|known| *known != class);
            for known in &mut self.config.classes {
                known.subclasses.retain(|_, sub| *sub != class);
            }
        } else if new {
            self.config.class_order.push(class);
        }
    }

    /// Objects, skips a statement, and leaves the body.
    fn class_ends(&mut self, message: &str) -> Option<()> {
        self.not_here(message);
        None
    }

    fn class_match(&mut self, open: &mut Open) -> Option<()> {
        if open.sub {
            return self.class_ends("invalid match in subclass.");
        }
        self.next();
        if self.peek() != Token::IF {
            return self.class_submatch(open);
        }
        self.next();
        if std::mem::replace(&mut open.matched, true) {
            return self.class_ends("A class may only have one 'match if' clause.");
        }
        let condition = self.boolean_expression(&mut open.lose);
        if condition.is_some() {
            self.semi();
        } else if !open.lose {
            self.not_here("expecting boolean expr.");
        }
        self.class_mut(open.class).match_if = condition;
        Some(())
    }

    fn class_spawn(&mut self, open: &mut Open) -> Option<()> {
        self.next();
        if open.sub {
            return self.class_ends("invalid spawn in subclass.");
        }
        self.class_mut(open.class).spawning = true;
        if self.next() != Token::WITH {
            return self.class_ends("expecting with after spawn");
        }
        self.class_submatch(open)
    }

    fn class_submatch(&mut self, open: &mut Open) -> Option<()> {
        if std::mem::replace(&mut open.submatched, true) {
            return self.class_ends("can't override existing submatch/spawn.");
        }
        let value = self.data_expression(&mut open.lose);
        if value.is_some() {
            self.semi();
        } else if !open.lose {
            self.not_here("expecting data expr.");
        }
        self.class_mut(open.class).submatch = value;
        Some(())
    }

    fn class_lease_limit(&mut self, class: ClassId) -> Option<()> {
        self.next();
        for (expected, objection) in [
            (Token::LIMIT, "expecting \"limit\""),
            (Token::NUMBER, "expecting a number"),
        ] {
            let token = self.next();
            if token != expected {
                self.warn(objection);
                if token != Token::SEMI {
                    self.skip_to_semi();
                }
                return None;
            }
        }
        let limit = atoi(self.text());
        self.class_mut(class).lease_limit = limit;
        self.semi();
        Some(())
    }
}
