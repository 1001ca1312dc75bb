//! Executing statements.

use super::Evaluator;
use crate::dhcpd::expression::Context;
use crate::dhcpd::model::GroupId;
use crate::dhcpd::scope::Value;
use crate::dhcpd::state::{Entry, OptionValue, Origin};
use crate::dhcpd::statement::{Action, Change, Statement};

impl<'a> Evaluator<'a> {
    /// `execute.c: execute_statements_in_scope`: the statements of a scope after those of the scopes around it,
    /// up to where `limit` or a scope around that begins.
    pub(in crate::dhcpd) fn execute_scope(&mut self, group: GroupId, limit: Option<GroupId>) {
        let config = self.config;
        let around = |group| std::iter::successors(group, |id| config.group(*id).outer);
        let limits: Vec<GroupId> = around(limit).collect();
        let inside = around(Some(group)).take_while(|id| !limits.contains(id));
        let mut scopes: Vec<GroupId> = inside.collect();
        scopes.reverse();
        for id in scopes {
            let outer = self.group.replace(id);
            self.execute(&config.group(id).statements);
            self.group = outer;
        }
    }

    /// `execute.c: execute_statements`.
    pub(in crate::dhcpd) fn execute(&mut self, statements: &'a [Statement]) {
        for statement in statements {
            if matches!(self.returning, Some(Some(_))) || self.fatal.is_some() || !self.step() {
                return;
            }
            if matches!(statement.action, Action::Break) {
                return;
            }
            self.execute_one(statement);
        }
    }

    fn execute_one(&mut self, statement: &'a Statement) {
        match &statement.action {
            Action::If { arms, otherwise } => {
                for (condition, block) in arms {
                    if self.holds(*condition) {
                        self.execute(block);
                        return;
                    }
                }
                self.execute(otherwise);
            }
            Action::Switch { on, body } => {
                if let Some(found) = self.find_case(*on, body) {
                    self.execute(found);
                }
            }
            Action::Case(_) | Action::DefaultCase | Action::Break => {}
            Action::Option {
                change,
                option,
                value,
            } => {
                let place = statement.place;
                let definition = self.config.options.definition(*option);
                let Some(value) = *value else { return };
                let entry = Entry {
                    code: definition.code,
                    option: Some(*option),
                    value: OptionValue::Expr(value),
                    had_nulls: false,
                    origins: vec![Origin {
                        place,
                        group: self.group,
                    }],
                };
                self.set_option(*change, entry);
            }
            Action::Set { variable, value } => {
                // The old value is gone before the new one is worked out.
                self.scopes.set(variable, None);
                let value = self.value(*value);
                self.scopes.set(variable, value);
            }
            Action::Define {
                name,
                function,
                set,
            } => {
                let value = if *set {
                    self.note("evaluate_expression: invalid expression type");
                    None
                } else {
                    Some(Value::Function(*function))
                };
                self.scopes.set(name, value);
            }
            Action::DefineValue(name) => self.scopes.set(name, None),
            Action::Unset(name) => self.scopes.unset(name),
            Action::Eval(value) => {
                self.value(*value);
            }
            Action::Return(value) => {
                let value = self.value(*value);
                if let Some(returning) = &mut self.returning {
                    *returning = value;
                }
            }
            Action::Log { value, fatal } => {
                if let Some(bytes) = self.data(*value).value() {
                    let text = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
                    let text = String::from_utf8_lossy(text).into_owned();
                    if *fatal {
                        self.fatal.get_or_insert(text);
                    } else {
                        self.note(text);
                    }
                }
            }
            Action::Add(class) => self.add_class(*class),
            Action::On { events, body } => {
                if events.commit && self.lease.is_some() {
                    self.on_commit = Some(body);
                }
            }
            Action::ParseVendorOption => self.parse_vendor_option(),
        }
    }

    /// `execute.c: find_matching_case`: the statements after the case that fits, or after `default`.
    fn find_case(
        &mut self,
        on: crate::dhcpd::expression::ExprId,
        body: &'a [Statement],
    ) -> Option<&'a [Statement]> {
        let config = self.config;
        let cases = || {
            body.iter()
                .enumerate()
                .filter_map(|(at, statement)| match &statement.action {
                    Action::Case(value) => Some((&body[at + 1..], *value)),
                    _ => None,
                })
        };
        if config.expr(on).context() == Context::Data {
            if let Some(wanted) = self.data(on).value() {
                for (rest, value) in cases() {
                    if self.data(value).value().as_ref() == Some(&wanted) {
                        return Some(rest);
                    }
                }
            }
        } else if let Some(wanted) = self.numeric(on) {
            for (rest, value) in cases() {
                if self.numeric(value) == Some(wanted) {
                    return Some(rest);
                }
            }
        }
        let default = |statement: &Statement| matches!(statement.action, Action::DefaultCase);
        let at = body.iter().position(default)?;
        Some(&body[at + 1..])
    }

    /// `options.c: set_option`.
    fn set_option(&mut self, change: Change, entry: Entry) {
        let Some(option) = entry.option else { return };
        let definition = self.config.options.definition(option);
        let (space, domains) = (definition.space, definition.format.starts_with(b"Dc"));
        let known = self.reply.get_mut(space, entry.code);
        let (Change::Append | Change::Prepend, Some(known)) = (change, known) else {
            if change != Change::Default || self.reply.get(space, entry.code).is_none() {
                self.reply.save(space, entry);
            }
            return;
        };
        let before = std::mem::replace(&mut known.value, OptionValue::Bytes(Vec::new()));
        let mut parts = match before {
            OptionValue::Joined(parts) | OptionValue::JoinedDomains(parts) => parts,
            single => vec![single],
        };
        if change == Change::Append {
            parts.push(entry.value);
        } else {
            parts.insert(0, entry.value);
        }
        known.value = if domains {
            OptionValue::JoinedDomains(parts)
        } else {
            OptionValue::Joined(parts)
        };
        known.origins.extend(entry.origins);
    }
}
