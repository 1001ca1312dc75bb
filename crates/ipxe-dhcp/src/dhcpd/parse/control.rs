//! Statements with blocks: `if`, `switch`, `case`, `on`, and functions.

use super::Parser;
use crate::Place;
use crate::dhcpd::expression::{Context, ExprId, Function};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::FunctionId;
use crate::dhcpd::statement::{Action, Events, Statement};

impl Parser<'_> {
    /// `parse.c: parse_if_statement`, after the word `if`. None after a mistake, with `lose` set.
    pub(super) fn if_statement(&mut self, from: Place, lose: &mut bool) -> Option<Statement> {
        let mut arms = Vec::new();
        loop {
            let condition = self.condition(lose)?;
            let block = self.if_block(lose)?;
            arms.push((condition, block));
            let mut otherwise = Vec::new();
            match self.peek() {
                Token::ELSIF => {
                    self.next();
                    continue;
                }
                Token::ELSE => {
                    self.next();
                    match self.peek() {
                        Token::IF => {
                            self.next();
                            continue;
                        }
                        Token::LBRACE => {
                            self.next();
                            otherwise = self.else_block(lose)?;
                        }
                        _ => return self.lost("left brace or if expected.", lose),
                    }
                }
                _ => {}
            }
            let place = self.place_since(from);
            return Some(Statement {
                place,
                action: Action::If { arms, otherwise },
            });
        }
    }

    /// A condition and the brace after it. A parenthesis at its beginning belongs to `if`, not to
    /// the condition.
    fn condition(&mut self, lose: &mut bool) -> Option<ExprId> {
        let parenthesis = self.peek() == Token::LPAREN;
        if parenthesis {
            self.next();
        }
        let Some(condition) = self.boolean_expression(lose) else {
            if !*lose {
                self.warn("boolean expression expected.");
            }
            *lose = true;
            return None;
        };
        if parenthesis && self.next() != Token::RPAREN {
            self.warn("expecting right paren.");
            *lose = true;
            return None;
        }
        if self.next() != Token::LBRACE {
            return self.lost("left brace expected.", lose);
        }
        Some(condition)
    }

    /// Objects, skips a statement, and gives up on this one.
    fn lost<T>(&mut self, message: &str, lose: &mut bool) -> Option<T> {
        self.warn(message);
        self.skip_to_semi();
        *lose = true;
        None
    }

    /// Statements up to a closing brace; after a mistake in them, all up to the next closing brace
    /// is left out.
    fn if_block(&mut self, lose: &mut bool) -> Option<Vec<Statement>> {
        let block = self.statements(lose, Context::Any);
        if *lose {
            while !matches!(self.next(), Token::END_OF_FILE | Token::RBRACE) {}
            return None;
        }
        self.block_end(block, lose)
    }

    fn else_block(&mut self, lose: &mut bool) -> Option<Vec<Statement>> {
        let block = self.statements(lose, Context::Any);
        if *lose {
            return None;
        }
        self.block_end(block, lose)
    }

    fn block_end(&mut self, block: Vec<Statement>, lose: &mut bool) -> Option<Vec<Statement>> {
        if self.next() == Token::RBRACE {
            return Some(block);
        }
        self.lost("right brace expected.", lose)
    }

    /// `parse.c: parse_switch_statement`, after the word `switch`.
    pub(super) fn switch_statement(&mut self, from: Place, lose: &mut bool) -> Option<Statement> {
        if self.next() != Token::LPAREN {
            return self.lost("expecting left brace.", lose);
        }
        let Some(on) = self.expression(lose, Context::DataOrNumeric) else {
            if !*lose {
                return self.lost("expecting data or numeric expression.", lose);
            }
            return None;
        };
        if self.next() != Token::RPAREN {
            return self.lost("right paren expected.", lose);
        }
        if self.next() != Token::LBRACE {
            return self.lost("left brace expected.", lose);
        }
        let context = match self.config.expr(on).context() {
            Context::Data => Context::Data,
            _ => Context::Numeric,
        };
        let body = self.statements(lose, context);
        if *lose {
            self.skip_to_rbrace(1);
            return None;
        }
        let body = self.block_end(body, lose)?;
        Some(Statement {
            place: self.place_since(from),
            action: Action::Switch { on, body },
        })
    }

    /// `parse.c: parse_case_statement`, after the word `case`.
    pub(super) fn case_statement(
        &mut self,
        from: Place,
        lose: &mut bool,
        context: Context,
    ) -> Option<Statement> {
        let Some(value) = self.expression(lose, context) else {
            if !*lose {
                let kind = if context == Context::Data {
                    "data"
                } else {
                    "numeric"
                };
                self.warn(format!("expecting {kind} expression."));
            }
            *lose = true;
            self.skip_to_semi();
            return None;
        };
        if self.next() != Token::COLON {
            return self.lost("colon expected.", lose);
        }
        Some(Statement {
            place: self.place_since(from),
            action: Action::Case(value),
        })
    }

    /// `parse.c: parse_on_statement`, after the word `on`.
    pub(super) fn on_statement(&mut self, from: Place, lose: &mut bool) -> Option<Statement> {
        let mut events = Events::default();
        let mut token;
        loop {
            match self.next() {
                Token::EXPIRY => events.expiry = true,
                Token::COMMIT => events.commit = true,
                Token::RELEASE => events.release = true,
                Token::TRANSMISSION => {}
                _ => return self.lost("expecting a lease event type", lose),
            }
            token = self.next();
            if token != Token::OR {
                break;
            }
        }
        let body = match token {
            Token::SEMI => Vec::new(),
            Token::LBRACE => self.if_block(lose)?,
            _ => return self.lost("left brace expected.", lose),
        };
        Some(Statement {
            place: self.place_since(from),
            action: Action::On { events, body },
        })
    }

    /// `set` and `define` (`flag`), after that word.
    pub(super) fn set_statement(
        &mut self,
        from: Place,
        define: bool,
        lose: &mut bool,
    ) -> Option<Statement> {
        let Some(variable) = self.variable_name() else {
            *lose = true;
            return None;
        };
        let action = match self.next() {
            Token::LPAREN => {
                let function = self.function_definition(lose)?;
                Action::Define {
                    name: variable,
                    function,
                    set: !define,
                }
            }
            Token::EQUAL => {
                let Some(value) = self.expression(lose, Context::Any) else {
                    if !*lose {
                        self.warn("expecting expression.");
                    }
                    self.skip_to_semi();
                    return None;
                };
                if !self.semi() {
                    *lose = true;
                    return None;
                }
                if define {
                    Action::DefineValue(variable)
                } else {
                    Action::Set { variable, value }
                }
            }
            _ => {
                let word = if define { "define" } else { "set" };
                return self.lost(&format!("expecting '=' in {word} statement."), lose);
            }
        };
        Some(Statement {
            place: self.place_since(from),
            action,
        })
    }

    fn function_definition(&mut self, lose: &mut bool) -> Option<FunctionId> {
        let mut parameters = Vec::new();
        let mut token;
        loop {
            token = self.next();
            if token == Token::RPAREN {
                break;
            }
            if !token.is_variable() {
                return self.lost("expecting argument name", lose);
            }
            parameters.push(self.boxed_text());
            token = self.next();
            if token != Token::COMMA {
                break;
            }
        }
        if token != Token::RPAREN {
            return self.lost("expecting right paren.", lose);
        }
        if self.next() != Token::LBRACE {
            return self.lost("expecting left brace.", lose);
        }
        let body = self.statements(lose, Context::Any);
        if *lose {
            self.skip_to_semi();
            return None;
        }
        if self.next() != Token::RBRACE {
            return self.lost("expecting rigt brace.", lose);
        }
        let function = FunctionId::next(self.config.functions.len());
        self.config.functions.push(Function { parameters, body });
        Some(function)
    }
}
