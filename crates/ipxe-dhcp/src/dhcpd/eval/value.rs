//! Values of any kind, and calls of functions.

use super::{Evaluator, MAX_CALLS};
use crate::dhcpd::expression::{Context, Expr, ExprId};
use crate::dhcpd::options::SpaceId;
use crate::dhcpd::scope::{Bindings, Value};

impl Evaluator<'_> {
    /// `tree.c: evaluate_expression`.
    pub(super) fn value(&mut self, id: ExprId) -> Option<Value> {
        let config = self.config;
        match config.expr(id) {
            Expr::Variable(name) => self.scopes.get(name).cloned(),
            Expr::Call {
                function,
                arguments,
            } => self.call(function, arguments),
            expr => match expr.context() {
                Context::Boolean => self.boolean(id).map(Value::Boolean),
                Context::Numeric => self.numeric(id).map(Value::Number),
                _ => self.data(id).value().map(Value::Data),
            },
        }
    }

    /// Calls a function. None where it returns nothing.
    pub(super) fn call(&mut self, name: &[u8], arguments: &[ExprId]) -> Option<Value> {
        let config = self.config;
        let shown = || String::from_utf8_lossy(name).into_owned();
        let function = match self.scopes.get(name) {
            None => {
                self.note(format!("{}: no such function.", shown()));
                return None;
            }
            Some(Value::Function(function)) => &config.functions[function.index()],
            Some(_) => {
                self.note(format!("{}: not a function.", shown()));
                return None;
            }
        };
        if self.calls >= MAX_CALLS || !self.step() {
            self.fatal
                .get_or_insert(format!("{}: more than {MAX_CALLS} calls deep", shown()));
            return None;
        }
        self.calls += 1;
        let mut frame = Vec::new();
        for (parameter, argument) in function.parameters.iter().zip(arguments) {
            frame.push((parameter.clone(), self.value(*argument)));
        }
        // The last of several parameters with one name counts.
        frame.reverse();
        let returned = match arguments.len().cmp(&function.parameters.len()) {
            std::cmp::Ordering::Greater => {
                self.note(format!("{}: too many arguments.", shown()));
                None
            }
            std::cmp::Ordering::Less => {
                self.note(format!("{}: too few arguments.", shown()));
                None
            }
            std::cmp::Ordering::Equal => {
                self.scopes.enter(frame.into_iter().collect::<Bindings>());
                let outer = self.returning.replace(None);
                self.execute(&function.body);
                let returned = std::mem::replace(&mut self.returning, outer);
                self.scopes.leave();
                returned.flatten()
            }
        };
        self.calls -= 1;
        returned
    }

    /// An option of the answer, as `config-option` sees it.
    pub(super) fn config_option(&mut self, space: SpaceId, code: u32) -> super::Data {
        if !self.has_reply || self.calls >= MAX_CALLS {
            return super::Data::null();
        }
        // An option may be set to a value that is worked out from itself, for ever.
        self.calls += 1;
        let data = self.reply_option(space, code).unwrap_or_default();
        self.calls -= 1;
        data
    }
}
