//! Statements that are executed for each packet.

use super::Parser;
use super::report::shown;
use crate::Place;
use crate::dhcpd::expression::{Context, Expr};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::options::Options;
use crate::dhcpd::statement::{Action, Change, Statement};

impl Parser<'_> {
    /// `parse.c: parse_executable_statements`.
    pub(super) fn statements(&mut self, lose: &mut bool, context: Context) -> Vec<Statement> {
        let read = self.deeper(|parser| {
            let mut statements = Vec::new();
            while let Some(found) = parser.executable(lose, context) {
                statements.extend(found);
            }
            statements
        });
        *lose |= read.is_none();
        read.unwrap_or_default()
    }

    /// `parse.c: parse_executable_statement`. None where there is no statement, or a mistake: `lose` says
    /// whether it is one that has been dealt with. Some statements leave nothing to execute.
    #[allow(clippy::option_option)]
    pub(super) fn executable(
        &mut self,
        lose: &mut bool,
        context: Context,
    ) -> Option<Option<Statement>> {
        let token = self.peek();
        match token {
            Token::IF => self.after_word(|parser, from| parser.if_statement(from, lose)),
            Token::SWITCH => self.after_word(|parser, from| parser.switch_statement(from, lose)),
            Token::ON => self.after_word(|parser, from| parser.on_statement(from, lose)),
            Token::SET => self.after_word(|parser, from| parser.set_statement(from, false, lose)),
            Token::DEFINE => self.after_word(|parser, from| parser.set_statement(from, true, lose)),
            Token::CASE => self.after_word(|parser, from| {
                if context == Context::Any {
                    parser.warn("case statement in inappropriate scope.");
                    *lose = true;
                    parser.skip_to_semi();
                    return None;
                }
                parser.case_statement(from, lose, context)
            }),
            Token::DEFAULT => {
                self.after_word(|parser, from| parser.default_statement(from, lose, context))
            }
            Token::SEND => self.after_word(|parser, from| parser.change(from, Change::Send, lose)),
            Token::SUPERSEDE | Token::OPTION => {
                self.after_word(|parser, from| parser.change(from, Change::Supersede, lose))
            }
            Token::PREPEND => {
                self.after_word(|parser, from| parser.change(from, Change::Prepend, lose))
            }
            Token::APPEND => {
                self.after_word(|parser, from| parser.change(from, Change::Append, lose))
            }
            Token::ALLOW => self.after_word(|parser, from| parser.allow_or_deny(from, 1)),
            Token::DENY => self.after_word(|parser, from| parser.allow_or_deny(from, 0)),
            Token::IGNORE => self.after_word(|parser, from| parser.allow_or_deny(from, 2)),
            Token::ADD => self.after_word(|parser, from| parser.add_statement(from, lose)),
            Token::BREAK => self.after_word(|parser, from| parser.ended(from, Action::Break, lose)),
            Token::PARSE_VENDOR_OPT => {
                self.after_word(|parser, from| parser.ended(from, Action::ParseVendorOption, lose))
            }
            Token::UNSET => self.after_word(|parser, from| {
                let Some(name) = parser.variable_name() else {
                    *lose = true;
                    return None;
                };
                parser.ended(from, Action::Unset(name), lose)
            }),
            Token::EVAL | Token::RETURN => {
                self.next();
                let from = self.place();
                self.evaluation(from, token, "expecting data expression.", lose)
            }
            Token::LOG => self.after_word(|parser, from| parser.log_statement(from, lose)),
            Token::EXECUTE => {
                self.next();
                self.execute_statement(lose)
            }
            Token::DB_TIME_FORMAT => {
                self.next();
                self.time_format(lose)
            }
            Token::ZONE => {
                self.next();
                self.zone(lose)
            }
            Token::KEY => {
                self.next();
                self.key(lose)
            }
            _ => self.parameter_or_call(token, lose),
        }
    }

    /// Takes the word that begins a statement, and reads the rest.
    #[allow(clippy::option_option)]
    fn after_word(
        &mut self,
        read: impl FnOnce(&mut Self, Place) -> Option<Statement>,
    ) -> Option<Option<Statement>> {
        self.next();
        let from = self.place();
        read(self, from).map(Some)
    }

    /// A statement that needs nothing but its semicolon.
    fn ended(&mut self, from: Place, action: Action, lose: &mut bool) -> Option<Statement> {
        if !self.semi() {
            *lose = true;
            return None;
        }
        Some(Statement {
            place: self.place_since(from),
            action,
        })
    }

    fn change(&mut self, from: Place, change: Change, lose: &mut bool) -> Option<Statement> {
        let Ok(named) = self.option_name(false) else {
            *lose = true;
            return None;
        };
        self.option_statement(from, named.option, change, true).ok()
    }

    fn default_statement(
        &mut self,
        from: Place,
        lose: &mut bool,
        context: Context,
    ) -> Option<Statement> {
        if self.peek() != Token::COLON {
            return self.change(from, Change::Default, lose);
        }
        self.next();
        if context == Context::Any {
            self.warn("switch default statement in inappropriate scope.");
            *lose = true;
            return None;
        }
        Some(Statement {
            place: self.place_since(from),
            action: Action::DefaultCase,
        })
    }

    fn add_statement(&mut self, from: Place, lose: &mut bool) -> Option<Statement> {
        if self.next() != Token::STRING {
            self.warn("expecting class name.");
            self.skip_to_semi();
            *lose = true;
            return None;
        }
        let Some(class) = self.config.find_class(self.lexer.text()) else {
            let name = shown(self.text());
            self.warn(format!("class {name}: not found"));
            self.skip_to_semi();
            *lose = true;
            return None;
        };
        self.ended(from, Action::Add(class), lose)
    }

    /// `eval`, `return`, and calls of functions.
    #[allow(clippy::option_option)]
    fn evaluation(
        &mut self,
        from: Place,
        word: Token,
        objection: &str,
        lose: &mut bool,
    ) -> Option<Option<Statement>> {
        let Some(value) = self.expression(lose, Context::Data) else {
            if !*lose {
                self.warn(objection);
            }
            self.skip_to_semi();
            return None;
        };
        let action = match word {
            Token::RETURN => Action::Return(value),
            _ => Action::Eval(value),
        };
        if !self.semi() {
            *lose = true;
            // `eval` without semicolon counts as a statement all the same.
            return if word == Token::EVAL {
                Some(None)
            } else {
                None
            };
        }
        Some(Some(Statement {
            place: self.place_since(from),
            action,
        }))
    }

    fn log_statement(&mut self, from: Place, lose: &mut bool) -> Option<Statement> {
        let failed = |parser: &mut Self, message: &str| -> Option<Statement> {
            if !message.is_empty() {
                parser.warn(message);
            }
            parser.skip_to_semi();
            None
        };
        let statement = 'read: {
            if self.next() != Token::LPAREN {
                break 'read failed(self, "left parenthesis expected.");
            }
            let priority = self.peek();
            if matches!(
                priority,
                Token::FATAL | Token::ERROR | Token::DEBUG | Token::INFO
            ) {
                self.next();
                if self.next() != Token::COMMA {
                    break 'read failed(self, "comma expected.");
                }
            }
            let Some(value) = self.data_expression(lose) else {
                break 'read failed(self, "");
            };
            if self.next() != Token::RPAREN {
                break 'read failed(self, "right parenthesis expected.");
            }
            if self.next() != Token::SEMI {
                break 'read failed(self, "semicolon expected.");
            }
            let fatal = priority == Token::FATAL;
            let place = self.place_since(from);
            Some(Statement {
                place,
                action: Action::Log { value, fatal },
            })
        };
        *lose |= statement.is_none();
        statement
    }

    /// `execute ("program", ...)`: read, and never run.
    #[allow(clippy::option_option)]
    fn execute_statement(&mut self, lose: &mut bool) -> Option<Option<Statement>> {
        let objection = 'read: {
            if self.next() != Token::LPAREN {
                break 'read "left parenthesis expected.";
            }
            if self.next() != Token::STRING {
                break 'read "Expecting a quoted string.";
            }
            loop {
                match self.next() {
                    Token::COMMA => {}
                    Token::RPAREN => {
                        *lose |= !self.semi();
                        return Some(None);
                    }
                    _ => break 'read "right parenthesis expected.",
                }
                if self.data_expression(lose).is_none() {
                    if !*lose {
                        self.warn("expecting expression.");
                    }
                    self.skip_to_semi();
                    *lose = true;
                    return None;
                }
            }
        };
        self.warn(objection);
        self.skip_to_semi();
        *lose = true;
        None
    }

    #[allow(clippy::option_option)]
    fn time_format(&mut self, lose: &mut bool) -> Option<Option<Statement>> {
        let token = self.next();
        if !matches!(token, Token::DEFAULT | Token::LOCAL) {
            self.warn("Expecting 'local' or 'default'.");
            if token != Token::SEMI {
                self.skip_to_semi();
            }
            *lose = true;
            return None;
        }
        if self.next() != Token::SEMI {
            self.warn("Expecting a semicolon.");
            *lose = true;
            return None;
        }
        Some(None)
    }

    /// A parameter of the server by its own name, or a call of a function.
    #[allow(clippy::option_option)]
    fn parameter_or_call(&mut self, token: Token, lose: &mut bool) -> Option<Option<Statement>> {
        if token.is_identifier() {
            let found = self.config.options.find(Options::SERVER, self.lexer.text());
            if let Some(option) = found {
                self.next();
                let from = self.place();
                let read = self.option_statement(from, option, Change::Supersede, false);
                return read.ok().map(Some);
            }
        }
        if token.is_variable() {
            let from = self.lexer.upcoming();
            let from = Place::new(self.file, from);
            return self.evaluation(from, Token::NAME, "expecting function call.", lose);
        }
        *lose = false;
        None
    }

    /// `confpars.c: parse_allow_deny`, after the word.
    fn allow_or_deny(&mut self, from: Place, value: u8) -> Option<Statement> {
        let code = match self.next() {
            Token::DYNAMIC_BOOTP => 7,
            Token::BOOTP => 8,
            Token::BOOTING => 9,
            Token::UNKNOWN_CLIENTS => 6,
            Token::DUPLICATES => 28,
            Token::DECLINES => 29,
            Token::CLIENT_UPDATES => 40,
            Token::LEASEQUERY => 49,
            _ => {
                self.warn("expecting allow/deny key");
                self.skip_to_semi();
                return None;
            }
        };
        let option = self.config.options.find_code(Options::SERVER, code)?;
        let value = self.expr(Expr::Bytes([value].into()));
        self.semi();
        let action = Action::Option {
            change: Change::Supersede,
            option,
            value: Some(value),
        };
        Some(Statement {
            place: self.place_since(from),
            action,
        })
    }
}
