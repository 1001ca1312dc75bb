//! Statements that are executed for each packet.

use crate::Place;

use super::expression::ExprId;
use super::model::{ClassId, FunctionId};
use super::options::OptionId;

/// How a statement changes an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// `option`, `supersede`, and every parameter.
    Supersede,
    /// `send`: the same, on a server.
    Send,
    /// `default`: unless it is set.
    Default,
    /// `append`.
    Append,
    /// `prepend`.
    Prepend,
}

/// When the statements of `on` are executed. Only `commit` happens while a packet is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Events {
    pub(super) commit: bool,
    pub(super) release: bool,
    pub(super) expiry: bool,
}

/// A statement and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) place: Place,
    pub(super) action: Action,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Conditions with their statements, and what is done where none is true.
    If {
        arms: Vec<(ExprId, Vec<Statement>)>,
        otherwise: Vec<Statement>,
    },
    Switch {
        on: ExprId,
        body: Vec<Statement>,
    },
    /// `case`, inside a switch.
    Case(ExprId),
    /// `default:`, inside a switch.
    DefaultCase,
    Break,
    Option {
        change: Change,
        option: OptionId,
        value: Option<ExprId>,
    },
    Set {
        variable: Box<[u8]>,
        value: ExprId,
    },
    /// A function; `set` instead of `define` leaves the name without a value.
    Define {
        name: Box<[u8]>,
        function: FunctionId,
        set: bool,
    },
    /// `define` with something that is no function.
    DefineValue(Box<[u8]>),
    Unset(Box<[u8]>),
    Eval(ExprId),
    Return(ExprId),
    Log {
        value: ExprId,
        fatal: bool,
    },
    Add(ClassId),
    On {
        events: Events,
        body: Vec<Statement>,
    },
    /// `parse-vendor-option`.
    ParseVendorOption,
}
