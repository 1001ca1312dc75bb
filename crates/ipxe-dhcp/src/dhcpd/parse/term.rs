//! Expressions without operators: constants, names, parentheses.

use super::Parser;
use super::number::atoi;
use super::report::shown;
use crate::dhcpd::expression::{Context, Expr, ExprId};
use crate::dhcpd::lexer::Token;

impl Parser<'_> {
    /// `parse.c: parse_non_binary`.
    pub(super) fn term(&mut self, lose: &mut bool, context: Context) -> Option<ExprId> {
        let token = self.peek();
        if let Some(expr) = self.constant(token) {
            self.next();
            return Some(self.expr(expr));
        }
        match token {
            Token::NOT => {
                self.next();
                self.negation(lose)
            }
            Token::LPAREN => {
                self.next();
                self.parentheses(lose, context)
            }
            Token::CHECK => {
                self.next();
                self.check(lose)
            }
            Token::EXISTS | Token::OPTION | Token::CONFIG_OPTION => {
                self.next();
                let Ok(named) = self.option_name(false) else {
                    *lose = true;
                    return None;
                };
                let expr = match token {
                    Token::EXISTS => Expr::Exists(named.option),
                    Token::OPTION => Expr::Option(named.option),
                    _ => Expr::ConfigOption(named.option),
                };
                Some(self.expr(expr))
            }
            Token::STRING => {
                self.next();
                let text = self.boxed_text();
                Some(self.bytes(text))
            }
            Token::NUMBER if matches!(context, Context::Numeric | Context::DataOrNumeric) => {
                self.next();
                let number = i64::from(atoi(self.text()));
                Some(self.expr(Expr::Number(number)))
            }
            Token::NUMBER | Token::NUMBER_OR_NAME => {
                let bytes = self.hexadecimal_list()?;
                Some(self.bytes(bytes))
            }
            Token::NAME => self.variable_or_call(lose),
            _ => self.function(token, lose),
        }
    }

    /// What a word stands for by itself.
    fn constant(&self, token: Token) -> Option<Expr> {
        Some(match token {
            Token::STATIC => Expr::Static,
            Token::KNOWN => Expr::Known,
            Token::HARDWARE => Expr::Hardware,
            Token::LEASED_ADDRESS => Expr::LeasedAddress,
            Token::CLIENT_STATE => Expr::ClientState,
            Token::FILENAME => Expr::Filename,
            Token::SERVER_NAME => Expr::ServerName,
            Token::LEASE_TIME => Expr::LeaseTime,
            Token::NULL => Expr::Null,
            Token::HOST_DECL_NAME => Expr::HostDeclName,
            // States of a client and results of DNS, which no server ever has.
            Token::NS_FORMERR => Expr::Number(1),
            Token::NS_NOERROR => Expr::Number(0),
            Token::NS_NOTAUTH
            | Token::NS_NOTIMP
            | Token::NS_NOTZONE
            | Token::NS_NXDOMAIN
            | Token::NS_NXRRSET
            | Token::NS_REFUSED
            | Token::NS_SERVFAIL
            | Token::NS_YXDOMAIN
            | Token::NS_YXRRSET => Expr::Number(i64::from(token.number()) << 16),
            Token::REBOOT => Expr::Number(1),
            Token::BOOTING => Expr::Number(2),
            Token::SELECT => Expr::Number(3),
            Token::REQUEST => Expr::Number(4),
            Token::BOUND => Expr::Number(5),
            Token::RENEW => Expr::Number(6),
            Token::REBIND => Expr::Number(7),
            _ => return None,
        })
    }

    fn negation(&mut self, lose: &mut bool) -> Option<ExprId> {
        let negated = self
            .deeper(|parser| parser.term(lose, Context::Boolean))
            .flatten();
        let Some(negated) = negated else {
            if !*lose {
                self.warn("expression expected");
                self.skip_to_semi();
            }
            *lose = true;
            return None;
        };
        if self.config.expr(negated).context() != Context::Boolean {
            *lose = true;
            self.warn("boolean expression expected");
            self.skip_to_semi();
            return None;
        }
        Some(self.expr(Expr::Not(negated)))
    }

    fn parentheses(&mut self, lose: &mut bool, context: Context) -> Option<ExprId> {
        let Some(inner) = self.expression(lose, context) else {
            if !*lose {
                self.warn("expression expected");
                self.skip_to_semi();
            }
            *lose = true;
            return None;
        };
        if self.next() != Token::RPAREN {
            *lose = true;
            self.warn("right paren expected");
            self.skip_to_semi();
            return None;
        }
        Some(inner)
    }

    fn check(&mut self, lose: &mut bool) -> Option<ExprId> {
        if self.next() != Token::STRING {
            self.warn("string expected.");
            self.skip_to_semi();
            *lose = true;
            return None;
        }
        // There is one collection of classes.
        if self.text() != b"default" {
            self.warn("unknown collection.");
            *lose = true;
            return None;
        }
        Some(self.expr(Expr::Check))
    }

    fn variable_or_call(&mut self, lose: &mut bool) -> Option<ExprId> {
        self.next();
        let name = self.boxed_text();
        if self.peek() != Token::LPAREN {
            return Some(self.expr(Expr::Variable(name)));
        }
        self.next();
        let mut arguments = Vec::new();
        loop {
            let Some(argument) = self.expression(lose, Context::Any) else {
                if !*lose {
                    self.warn("expecting expression.");
                    *lose = true;
                }
                self.skip_to_semi();
                return None;
            };
            arguments.push(argument);
            match self.next() {
                Token::COMMA => {}
                Token::RPAREN => break,
                _ => {
                    self.warn("Right parenthesis expected.");
                    self.skip_to_semi();
                    *lose = true;
                    return None;
                }
            }
        }
        Some(self.expr(Expr::Call {
            function: name,
            arguments,
        }))
    }

    /// The name of a variable, or none with an objection.
    pub(super) fn variable_name(&mut self) -> Option<Box<[u8]>> {
        let token = self.next();
        let name = self.boxed_text();
        if token.is_variable() {
            return Some(name);
        }
        self.warn(format!("{} can't be a variable name", shown(&name)));
        self.skip_to_semi();
        None
    }
}
