//! Expressions: conditions, data and numbers.
//!
//! Expressions live in one list and name their parts by number; a part comes before what it is part of.

use super::options::OptionId;
use super::statement::Statement;

/// An expression of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ExprId(pub(super) u32);

/// What kind of value an expression has, as far as the parser knows (`enum expression_context`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Any,
    Boolean,
    Data,
    Numeric,
    DataOrNumeric,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Matches,
    MatchesInAnyCase,
}

/// `and` or `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Junction {
    And,
    Or,
}

/// What is done with two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Xor,
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Comparison(Comparison),
    Junction(Junction),
    Arithmetic(Arithmetic),
}

impl Operator {
    /// The higher, the tighter (`tree.c: op_val`).
    pub(super) const fn precedence(self) -> u8 {
        match self {
            Self::Comparison(_) => 4,
            Self::Junction(_) => 3,
            Self::Arithmetic(Arithmetic::Add | Arithmetic::Subtract) => 2,
            Self::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Remainder) => {
                1
            }
            Self::Arithmetic(Arithmetic::And | Arithmetic::Or | Arithmetic::Xor) => 100,
        }
    }

    /// What its operands are read as (`tree.c: op_context`).
    pub(super) const fn context(self) -> Context {
        match self {
            Self::Comparison(_) => Context::Data,
            Self::Junction(_) => Context::Boolean,
            Self::Arithmetic(_) => Context::Numeric,
        }
    }
}

/// A function that a configuration defines.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) parameters: Vec<Box<[u8]>>,
    pub(super) body: Vec<Statement>,
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    // Data.
    Bytes(Box<[u8]>),
    Substring {
        data: ExprId,
        offset: ExprId,
        length: ExprId,
    },
    Suffix {
        data: ExprId,
        length: ExprId,
    },
    Lower(ExprId),
    Upper(ExprId),
    Option(OptionId),
    ConfigOption(OptionId),
    Hardware,
    Packet {
        offset: ExprId,
        length: ExprId,
    },
    Concat(Vec<ExprId>),
    EncodeInt {
        number: ExprId,
        bytes: u8,
    },
    ToAscii {
        base: ExprId,
        width: ExprId,
        separator: ExprId,
        data: ExprId,
    },
    Reverse {
        width: ExprId,
        data: ExprId,
    },
    LeasedAddress,
    PickFirst(Vec<ExprId>),
    HostDeclName,
    Null,
    Filename,
    ServerName,
    HostName,
    /// The addresses of a host, by the resolver.
    HostLookup(Box<[u8]>),
    V6Relay {
        relay: ExprId,
        data: ExprId,
    },
    // Numbers.
    Number(i64),
    ExtractInt {
        data: ExprId,
        bytes: u8,
    },
    LeaseTime,
    ClientState,
    Arithmetic(Arithmetic, ExprId, ExprId),
    // Conditions.
    Compare(Comparison, ExprId, ExprId),
    /// From left to right, all with the same weight.
    Junction {
        first: ExprId,
        rest: Vec<(Junction, ExprId)>,
    },
    Not(ExprId),
    Exists(OptionId),
    Known,
    Static,
    /// `check "default"`: classifies the client again.
    Check,
    Defined(Box<[u8]>),
    // Anything.
    Variable(Box<[u8]>),
    Call {
        function: Box<[u8]>,
        arguments: Vec<ExprId>,
    },
}

impl Expr {
    /// What kind of value it has (`tree.c: expression_context`).
    pub(super) const fn context(&self) -> Context {
        match self {
            Self::Bytes(_)
            | Self::Substring { .. }
            | Self::Suffix { .. }
            | Self::Lower(_)
            | Self::Upper(_)
            | Self::Option(_)
            | Self::ConfigOption(_)
            | Self::Hardware
            | Self::Packet { .. }
            | Self::Concat(_)
            | Self::EncodeInt { .. }
            | Self::ToAscii { .. }
            | Self::Reverse { .. }
            | Self::LeasedAddress
            | Self::PickFirst(_)
            | Self::HostDeclName
            | Self::Null
            | Self::Filename
            | Self::ServerName
            | Self::HostName
            | Self::HostLookup(_)
            | Self::V6Relay { .. } => Context::Data,
            Self::Number(_)
            | Self::ExtractInt { .. }
            | Self::LeaseTime
            | Self::ClientState
            | Self::Arithmetic(..) => Context::Numeric,
            Self::Compare(..)
            | Self::Junction { .. }
            | Self::Not(_)
            | Self::Exists(_)
            | Self::Known
            | Self::Static
            | Self::Check
            | Self::Defined(_) => Context::Boolean,
            Self::Variable(_) | Self::Call { .. } => Context::Any,
        }
    }

    /// Calls `with` for each part.
    pub(super) fn each_part(&self, mut with: impl FnMut(ExprId)) {
        match self {
            Self::Substring {
                data: a,
                offset: b,
                length: c,
            } => [*a, *b, *c].into_iter().for_each(with),
            Self::Suffix { data: a, length: b }
            | Self::Packet {
                offset: a,
                length: b,
            }
            | Self::Reverse { width: a, data: b }
            | Self::V6Relay { relay: a, data: b }
            | Self::Arithmetic(_, a, b)
            | Self::Compare(_, a, b) => {
                with(*a);
                with(*b);
            }
            Self::Lower(a)
            | Self::Upper(a)
            | Self::Not(a)
            | Self::EncodeInt { number: a, .. }
            | Self::ExtractInt { data: a, .. } => with(*a),
            Self::ToAscii {
                base,
                width,
                separator,
                data,
            } => {
                [*base, *width, *separator, *data]
                    .into_iter()
                    .for_each(with);
            }
            Self::Concat(parts)
            | Self::PickFirst(parts)
            | Self::Call {
                arguments: parts, ..
            } => {
                parts.iter().copied().for_each(with);
            }
            Self::Junction { first, rest } => {
                with(*first);
                rest.iter().for_each(|(_, part)| with(*part));
            }
            _ => {}
        }
    }
}
