//! Numbers: 64 bits, without a sign.

use super::Evaluator;
use crate::dhcpd::expression::{Arithmetic, Expr, ExprId};
use crate::dhcpd::scope::Value;

impl Evaluator<'_> {
    /// `tree.c: evaluate_numeric_expression`.
    pub(super) fn numeric(&mut self, id: ExprId) -> Option<u64> {
        let config = self.config;
        match config.expr(id) {
            Expr::Number(number) => Some(number.cast_unsigned()),
            Expr::ExtractInt { data, bytes } => {
                let data = self.data(*data).value()?;
                if *bytes == 1 {
                    return Some(data.first().copied().map_or(0, u64::from));
                }
                let bytes = data.get(..usize::from(*bytes))?;
                Some(
                    bytes
                        .iter()
                        .fold(0, |number, byte| number << 8 | u64::from(*byte)),
                )
            }
            Expr::LeaseTime => {
                let remaining = self.lease.as_ref().and_then(|lease| lease.remaining);
                if remaining.is_none() {
                    self.note("data: leased_lease: not available");
                }
                remaining
            }
            Expr::Arithmetic(operator, left, right) => {
                let left = self.numeric(*left);
                let right = self.numeric(*right);
                let (left, right) = (left?, right?);
                match operator {
                    Arithmetic::Add => Some(left.wrapping_add(right)),
                    Arithmetic::Subtract => Some(left.wrapping_sub(right)),
                    Arithmetic::Multiply => Some(left.wrapping_mul(right)),
                    Arithmetic::Divide => left.checked_div(right),
                    Arithmetic::Remainder => left.checked_rem(right),
                    Arithmetic::And => Some(left & right),
                    Arithmetic::Or => Some(left | right),
                    Arithmetic::Xor => Some(left ^ right),
                }
            }
            Expr::Variable(name) => match self.scopes.get(name) {
                Some(Value::Number(number)) => Some(*number),
                Some(_) => {
                    self.note("binding type in evaluate_numeric_expression.");
                    None
                }
                None => None,
            },
            Expr::Call {
                function,
                arguments,
            } => {
                self.call(function, arguments);
                self.note("evaluate_numeric_expression: bogus opcode");
                None
            }
            // A server is in no client's state.
            Expr::ClientState => None,
            _ => {
                self.note("Boolean or data opcode in evaluate_numeric_expression");
                None
            }
        }
    }
}
