//! Expressions with operators.

use super::Parser;
use crate::dhcpd::expression::{Arithmetic, Comparison, Context, Expr, ExprId, Junction, Operator};
use crate::dhcpd::lexer::Token;

impl Parser<'_> {
    /// `parse.c: parse_boolean_expression`.
    pub(super) fn boolean_expression(&mut self, lose: &mut bool) -> Option<ExprId> {
        self.expression_of(Context::Boolean, "Expecting a boolean expression.", lose)
    }

    /// `parse.c: parse_data_expression`.
    pub(super) fn data_expression(&mut self, lose: &mut bool) -> Option<ExprId> {
        self.expression_of(Context::Data, "Expecting a data expression.", lose)
    }

    /// `parse.c: parse_numeric_expression`.
    pub(super) fn numeric_expression(&mut self, lose: &mut bool) -> Option<ExprId> {
        self.expression_of(Context::Numeric, "Expecting a numeric expression.", lose)
    }

    fn expression_of(
        &mut self,
        context: Context,
        objection: &str,
        lose: &mut bool,
    ) -> Option<ExprId> {
        let expr = self.expression(lose, context)?;
        let found = self.config.expr(expr).context();
        if found == context || found == Context::Any {
            return Some(expr);
        }
        self.warn(objection);
        *lose = true;
        None
    }

    /// `parse.c: parse_expression`. None where there is no expression; `lose` says whether that has been
    /// objected to.
    pub(super) fn expression(&mut self, lose: &mut bool, context: Context) -> Option<ExprId> {
        let inner = self.deeper(|parser| parser.operations(lose, context, None));
        *lose |= inner.is_none();
        inner?
    }

    /// The rest of an expression, of which `left` was read before.
    fn operations(
        &mut self,
        lose: &mut bool,
        context: Context,
        left: Option<(ExprId, Operator)>,
    ) -> Option<ExprId> {
        let mut context = context;
        let mut left = left;
        loop {
            let Some(mut right) = self.term(lose, context) else {
                if left.is_some() && !*lose {
                    self.warn("expecting right-hand side.");
                    *lose = true;
                    self.skip_to_semi();
                }
                return None;
            };
            let mut next = self.operator(lose)?;
            if next.is_some() {
                context = self.config.expr(right).context();
            }
            let Some((first, operator)) = left else {
                match next {
                    None => return Some(right),
                    Some(next) => left = Some((right, next)),
                }
                self.next();
                continue;
            };
            if let Some(tighter) = next.filter(|next| operator.precedence() < next.precedence()) {
                self.next();
                let inner = self.deeper(|parser| {
                    parser.operations(lose, tighter.context(), Some((right, tighter)))
                });
                *lose |= inner.is_none();
                let Some(inner) = inner.flatten() else {
                    if !*lose {
                        self.warn("expecting a subexpression");
                        *lose = true;
                    }
                    return None;
                };
                right = inner;
                next = None;
            }
            if let Some(objection) = self.objection(operator, first, right) {
                self.warn(objection);
                self.skip_to_semi();
                *lose = true;
                return None;
            }
            let whole = self.combine(operator, first, right);
            let Some(next) = next else { return Some(whole) };
            self.next();
            left = Some((whole, next));
        }
    }

    /// The operator that is next; of one of two characters only the second is left. The outer option is
    /// none after a mistake.
    #[allow(clippy::option_option)]
    fn operator(&mut self, lose: &mut bool) -> Option<Option<Operator>> {
        let arithmetic = |operator| Some(Some(Operator::Arithmetic(operator)));
        let comparison = |operator| Some(Some(Operator::Comparison(operator)));
        let objection = match self.peek() {
            Token::BANG => {
                self.next();
                if self.peek() == Token::EQUAL {
                    return comparison(Comparison::NotEqual);
                }
                "! in boolean context without ="
            }
            Token::EQUAL => return comparison(Comparison::Equal),
            Token::TILDE => {
                self.next();
                match self.peek() {
                    Token::TILDE => return comparison(Comparison::MatchesInAnyCase),
                    Token::EQUAL => return comparison(Comparison::Matches),
                    _ => "expecting ~= or ~~ operator",
                }
            }
            Token::AND => return Some(Some(Operator::Junction(Junction::And))),
            Token::OR => return Some(Some(Operator::Junction(Junction::Or))),
            Token::PLUS => return arithmetic(Arithmetic::Add),
            Token::MINUS => return arithmetic(Arithmetic::Subtract),
            Token::SLASH => return arithmetic(Arithmetic::Divide),
            Token::ASTERISK => return arithmetic(Arithmetic::Multiply),
            Token::PERCENT => return arithmetic(Arithmetic::Remainder),
            Token::AMPERSAND => return arithmetic(Arithmetic::And),
            Token::PIPE => return arithmetic(Arithmetic::Or),
            Token::CARET => return arithmetic(Arithmetic::Xor),
            _ => return Some(None),
        };
        self.warn(objection);
        *lose = true;
        self.skip_to_semi();
        None
    }

    /// What is wrong with the kinds of two operands.
    fn objection(&self, operator: Operator, left: ExprId, right: ExprId) -> Option<&'static str> {
        let left = self.config.expr(left).context();
        let right = self.config.expr(right).context();
        if left != Context::Any && right != Context::Any && left != right {
            return Some("illegal expression relating different types");
        }
        match operator {
            Operator::Comparison(Comparison::Equal | Comparison::NotEqual) => {
                (right == Context::Boolean).then_some("expecting data/numeric expression")
            }
            Operator::Comparison(Comparison::Matches) => {
                (right != Context::Data).then_some("expecting data expression")
            }
            Operator::Comparison(Comparison::MatchesInAnyCase) => None,
            Operator::Junction(_) => (!matches!(right, Context::Boolean | Context::Any))
                .then_some("expecting boolean expressions"),
            Operator::Arithmetic(_) => (!matches!(right, Context::Numeric | Context::Any))
                .then_some("expecting numeric expressions"),
        }
    }

    fn combine(&mut self, operator: Operator, left: ExprId, right: ExprId) -> ExprId {
        match operator {
            Operator::Comparison(comparison) => self.expr(Expr::Compare(comparison, left, right)),
            Operator::Arithmetic(arithmetic) => {
                self.expr(Expr::Arithmetic(arithmetic, left, right))
            }
            Operator::Junction(junction) => {
                let level = self.levels[right.0 as usize] + 1;
                // Long chains stay flat: nobody else knows the left one yet.
                let at = left.0 as usize;
                if let Expr::Junction { rest, .. } = &mut self.config.expressions[at] {
                    rest.push((junction, right));
                    self.levels[at] = self.levels[at].max(level);
                    return left;
                }
                self.expr(Expr::Junction {
                    first: left,
                    rest: vec![(junction, right)],
                })
            }
        }
    }
}
