//! Conditions. One that has no value is neither true nor false.

use super::Evaluator;
use crate::dhcpd::expression::{Comparison, Expr, ExprId, Junction};
use crate::dhcpd::scope::Value;

impl Evaluator<'_> {
    /// `tree.c: evaluate_boolean_expression`.
    pub(super) fn boolean(&mut self, id: ExprId) -> Option<bool> {
        let config = self.config;
        match config.expr(id) {
            Expr::Check => Some(self.classify()),
            Expr::Compare(Comparison::Equal, left, right) => Some(self.equal(*left, *right)),
            Expr::Compare(Comparison::NotEqual, left, right) => Some(!self.equal(*left, *right)),
            Expr::Compare(Comparison::Matches, left, right) => {
                self.matches(id, *left, *right, false)
            }
            Expr::Compare(Comparison::MatchesInAnyCase, left, right) => {
                self.matches(id, *left, *right, true)
            }
            Expr::Junction { first, rest } => {
                let mut value = self.boolean(*first);
                for (junction, part) in rest {
                    value = match junction {
                        // What is not true makes the whole have no value.
                        Junction::And if value == Some(true) => self.boolean(*part),
                        Junction::And => None,
                        Junction::Or if value == Some(true) => value,
                        Junction::Or => self.boolean(*part).or(value),
                    };
                }
                value
            }
            Expr::Not(negated) => self.boolean(*negated).map(|value| !value),
            Expr::Exists(option) => {
                let definition = config.options.definition(*option);
                let request = self.request.as_ref();
                let found = request.and_then(|all| all.get(definition.space, definition.code));
                Some(found.is_some())
            }
            Expr::Known => self.raw.map(|_| self.known),
            Expr::Static => Some(self.lease.as_ref().is_some_and(|lease| lease.is_static)),
            Expr::Defined(name) => Some(self.scopes.get(name).is_some()),
            Expr::Variable(name) => match self.scopes.get(name) {
                Some(Value::Boolean(value)) => Some(*value),
                Some(_) => {
                    self.note("binding type in evaluate_boolean_expression.");
                    None
                }
                None => None,
            },
            Expr::Call {
                function,
                arguments,
            } => {
                // The function is called, and then its value is lost.
                self.call(function, arguments);
                self.note("Bogus opcode in evaluate_boolean_expression");
                None
            }
            _ => {
                self.note("Data or numeric opcode in evaluate_boolean_expression");
                None
            }
        }
    }

    /// What has no value is equal to what has none, and to nothing else.
    fn equal(&mut self, left: ExprId, right: ExprId) -> bool {
        let left = self.value(left);
        let right = self.value(right);
        match (left, right) {
            (Some(Value::Function(_)), Some(Value::Function(_))) => false,
            (left, right) => left == right,
        }
    }
}
