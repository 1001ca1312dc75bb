//! The daemon's own functions.

use super::Parser;
use super::number::atoi;
use crate::dhcpd::expression::{Expr, ExprId};
use crate::dhcpd::lexer::Token;

impl Parser<'_> {
    /// A function with its arguments. None, and nothing taken, where `token` is no function.
    pub(super) fn function(&mut self, token: Token, lose: &mut bool) -> Option<ExprId> {
        let expr = match token {
            Token::SUBSTRING => {
                self.open(lose)?;
                let data = self.data_argument(lose)?;
                self.comma(lose)?;
                let offset = self.numeric_argument(lose)?;
                self.comma(lose)?;
                let length = self.numeric_argument(lose)?;
                Expr::Substring {
                    data,
                    offset,
                    length,
                }
            }
            Token::SUFFIX => {
                self.open(lose)?;
                let data = self.data_argument(lose)?;
                self.comma(lose)?;
                let length = self.numeric_argument(lose)?;
                Expr::Suffix { data, length }
            }
            Token::LCASE => {
                self.open(lose)?;
                Expr::Lower(self.data_argument(lose)?)
            }
            Token::UCASE => {
                self.open(lose)?;
                Expr::Upper(self.data_argument(lose)?)
            }
            Token::CONCAT => {
                self.open(lose)?;
                let mut parts = vec![self.data_argument(lose)?];
                self.comma(lose)?;
                parts.push(self.data_argument(lose)?);
                return self.more_arguments(lose, parts, Expr::Concat);
            }
            Token::PICK => {
                self.open(lose)?;
                let parts = vec![self.data_argument(lose)?];
                return self.more_arguments(lose, parts, Expr::PickFirst);
            }
            Token::BINARY_TO_ASCII => {
                self.open(lose)?;
                let base = self.number_as_data_argument(lose)?;
                self.comma(lose)?;
                let width = self.number_as_data_argument(lose)?;
                self.comma(lose)?;
                let separator = self.data_argument(lose)?;
                self.comma(lose)?;
                let data = self.data_argument(lose)?;
                Expr::ToAscii {
                    base,
                    width,
                    separator,
                    data,
                }
            }
            Token::REVERSE => {
                self.open(lose)?;
                let width = self.number_as_data_argument(lose)?;
                self.comma(lose)?;
                Expr::Reverse {
                    width,
                    data: self.data_argument(lose)?,
                }
            }
            Token::V6RELAY => {
                self.open(lose)?;
                let relay = self.number_as_data_argument(lose)?;
                self.comma(lose)?;
                Expr::V6Relay {
                    relay,
                    data: self.data_argument(lose)?,
                }
            }
            Token::PACKET => {
                self.open(lose)?;
                let offset = self.numeric_argument(lose)?;
                self.comma(lose)?;
                Expr::Packet {
                    offset,
                    length: self.numeric_argument(lose)?,
                }
            }
            Token::EXTRACT_INT => {
                self.open(lose)?;
                let data = self.data_argument(lose)?;
                self.comma(lose)?;
                Expr::ExtractInt {
                    data,
                    bytes: self.integer_size(lose)?,
                }
            }
            Token::ENCODE_INT => {
                self.open(lose)?;
                let Some(number) = self.numeric_expression(lose) else {
                    self.warn("expecting numeric expression.");
                    self.skip_to_semi();
                    *lose = true;
                    return None;
                };
                self.comma(lose)?;
                Expr::EncodeInt {
                    number,
                    bytes: self.integer_size(lose)?,
                }
            }
            Token::DEFINED => {
                self.open(lose)?;
                let Some(name) = self.variable_name() else {
                    *lose = true;
                    return None;
                };
                Expr::Defined(name)
            }
            Token::GETHOSTNAME => {
                self.open(lose)?;
                Expr::HostName
            }
            Token::GETHOSTBYNAME => {
                self.open(lose)?;
                if self.next() != Token::STRING {
                    self.warn("Expecting quoted literal: \"foo.example.com\"");
                    self.skip_to_semi();
                    *lose = true;
                    return None;
                }
                Expr::HostLookup(self.boxed_text())
            }
            _ => return None,
        };
        self.close(lose)?;
        Some(self.expr(expr))
    }

    /// Further arguments up to the closing parenthesis.
    fn more_arguments(
        &mut self,
        lose: &mut bool,
        parts: Vec<ExprId>,
        make: impl FnOnce(Vec<ExprId>) -> Expr,
    ) -> Option<ExprId> {
        let mut parts = parts;
        loop {
            match self.next() {
                Token::COMMA => parts.push(self.data_argument(lose)?),
                Token::RPAREN => return Some(self.expr(make(parts))),
                _ => return self.missing("right parenthesis expected.", lose),
            }
        }
    }

    /// Takes the name of the function and the parenthesis.
    fn open(&mut self, lose: &mut bool) -> Option<()> {
        self.next();
        if self.next() == Token::LPAREN {
            return Some(());
        }
        self.missing("left parenthesis expected.", lose)
    }

    fn comma(&mut self, lose: &mut bool) -> Option<()> {
        if self.next() == Token::COMMA {
            return Some(());
        }
        self.missing("comma expected.", lose)
    }

    fn close(&mut self, lose: &mut bool) -> Option<()> {
        if self.next() == Token::RPAREN {
            return Some(());
        }
        self.missing("right parenthesis expected.", lose)
    }

    fn missing<T>(&mut self, message: &str, lose: &mut bool) -> Option<T> {
        self.warn(message);
        *lose = true;
        None
    }

    fn data_argument(&mut self, lose: &mut bool) -> Option<ExprId> {
        let argument = self.data_expression(lose);
        self.argument(argument, "expecting data expression.", lose)
    }

    fn numeric_argument(&mut self, lose: &mut bool) -> Option<ExprId> {
        let argument = self.numeric_expression(lose);
        self.argument(argument, "expecting numeric expression.", lose)
    }

    /// A number that the daemon calls data where it is missing.
    fn number_as_data_argument(&mut self, lose: &mut bool) -> Option<ExprId> {
        let argument = self.numeric_expression(lose);
        self.argument(argument, "expecting data expression.", lose)
    }

    fn argument(
        &mut self,
        argument: Option<ExprId>,
        objection: &str,
        lose: &mut bool,
    ) -> Option<ExprId> {
        if argument.is_none() && !*lose {
            self.warn(objection);
            self.skip_to_semi();
            *lose = true;
        }
        argument
    }

    /// 8, 16 or 32, as bytes.
    fn integer_size(&mut self, lose: &mut bool) -> Option<u8> {
        if self.next() != Token::NUMBER {
            return self.missing("number expected.", lose);
        }
        match atoi(self.text()) {
            8 => Some(1),
            16 => Some(2),
            32 => Some(4),
            size => {
                self.warn(format!("unsupported integer size {size}"));
                *lose = true;
                self.skip_to_semi();
                None
            }
        }
    }
}
