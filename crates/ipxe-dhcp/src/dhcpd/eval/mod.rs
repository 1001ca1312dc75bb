//! Executing statements and working out expressions.

mod boolean;
mod data;
mod execute;
mod numeric;
mod pattern;
mod value;

use std::net::Ipv4Addr;

pub(super) use data::Data;
pub(super) use pattern::{Patterns, compile};

use super::expression::ExprId;
use super::model::{ClassId, Config, GroupId};
use super::scope::{Bindings, Scopes, Value};
use super::state::OptionState;
use super::statement::Statement;
use crate::Host;

/// How many statements and calls one packet may execute.
const MAX_STEPS: u32 = 1_000_000;

/// How deep functions may call each other.
const MAX_CALLS: u32 = 100;

/// The fixed part of a request, and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'p> {
    pub(super) bytes: &'p [u8],
    pub(super) hlen: u8,
}

/// A lease as expressions see it.
#[derive(Clone, Debug)]
pub(super) struct Leased {
    pub(super) address: Ipv4Addr,
    pub(super) is_static: bool,
    /// Name of the host declaration that hangs on it.
    pub(super) host: Option<Box<[u8]>>,
    /// Seconds that are left; none where it has ended.
    pub(super) remaining: Option<u64>,
}

/// Executes statements for one packet, or for none while the daemon starts.
#[derive(Debug)]
pub(super) struct Evaluator<'a> {
    pub(super) config: &'a Config,
    pub(super) machine: &'a Host,
    pub(super) raw: Option<Raw<'a>>,
    /// Options of the request; none without a packet.
    pub(super) request: Option<OptionState>,
    /// Options of the answer.
    pub(super) reply: OptionState,
    /// Whether there are options of an answer at all (`config-option`).
    pub(super) has_reply: bool,
    pub(super) scopes: Scopes,
    pub(super) lease: Option<Leased>,
    pub(super) classes: Vec<ClassId>,
    pub(super) known: bool,
    /// Statements to execute when a lease is committed.
    pub(super) on_commit: Option<&'a [Statement]>,
    /// What the daemon logs.
    pub(super) log: Vec<String>,
    /// Set where a statement makes the daemon exit.
    pub(super) fatal: Option<String>,
    /// The scope whose statements are executed.
    group: Option<GroupId>,
    /// What a function returns, while one is executed.
    returning: Option<Option<Value>>,
    calls: u32,
    steps: u32,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(config: &'a Config, machine: &'a Host, base: Bindings) -> Self {
        Self {
            config,
            machine,
            raw: None,
            request: None,
            reply: OptionState::default(),
            has_reply: true,
            scopes: Scopes::new(base),
            lease: None,
            classes: Vec::new(),
            known: false,
            on_commit: None,
            log: Vec::new(),
            fatal: None,
            group: None,
            returning: None,
            calls: 0,
            steps: 0,
        }
    }

    fn note(&mut self, message: impl Into<String>) {
        self.log.push(message.into());
    }

    /// Counts a step. False where there have been too many.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps == MAX_STEPS {
            self.fatal
                .get_or_insert(format!("more than {MAX_STEPS} statements for one packet"));
        }
        self.steps < MAX_STEPS
    }

    /// `class.c: check_collection`: which classes the client is in. True where there is one.
    pub(super) fn classify(&mut self) -> bool {
        let config = self.config;
        let mut matched = false;
        for &id in &config.class_order {
            let class = config.class(id);
            if let Some(condition) = class.match_if {
                if self.boolean(condition) != Some(true) {
                    continue;
                }
                if class.submatch.is_none() {
                    matched = true;
                    self.add_class(id);
                    continue;
                }
            }
            let Some(key) = class.submatch else { continue };
            let Some(key) = self.data(key).value() else {
                continue;
            };
            if key.is_empty() {
                continue;
            }
            match class.subclasses.get(key.as_slice()) {
                Some(&sub) => {
                    matched = true;
                    self.add_class(sub);
                }
                // A spawned class has nothing of its own: its members are members of this one.
                None if class.spawning => self.add_class(id),
                None => {}
            }
        }
        matched
    }

    /// `class.c: classify`.
    fn add_class(&mut self, class: ClassId) {
        if self.classes.len() < 5 {
            self.classes.push(class);
        } else {
            self.note("too many classes match");
        }
    }

    /// `tree.c: evaluate_option_cache` for an option of the answer.
    pub(super) fn reply_option(
        &mut self,
        space: super::options::SpaceId,
        code: u32,
    ) -> Option<Data> {
        let value = self.reply.get(space, code)?.value.clone();
        Some(self.option_value(&value))
    }

    /// The same for an option of the request.
    pub(super) fn request_option(
        &self,
        space: super::options::SpaceId,
        code: u32,
    ) -> Option<&[u8]> {
        match &self.request.as_ref()?.get(space, code)?.value {
            super::state::OptionValue::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A flag of the space `server`: none where it is not set; otherwise whether it is true, and whether
    /// refusals are to be kept silent (`tree.c: evaluate_boolean_option_cache`).
    pub(super) fn flag(&mut self, code: u32) -> Option<Flag> {
        let value = self
            .reply_option(super::options::Options::SERVER, code)?
            .value();
        let first = value.and_then(|bytes| bytes.first().copied());
        Some(Flag {
            is_true: first == Some(1),
            ignore: first == Some(2),
        })
    }

    /// The value of a boolean condition; what has none counts as false.
    pub(super) fn holds(&mut self, condition: ExprId) -> bool {
        self.boolean(condition) == Some(true)
    }
}

/// A parameter that is yes, no, or `ignore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flag {
    pub(super) is_true: bool,
    pub(super) ignore: bool,
}
