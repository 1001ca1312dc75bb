//! Why Kea does not take a configuration.

use super::element::Spot;

/// What went wrong.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// Kea's own words, places included.
    pub(super) message: String,
    /// Where it is.
    pub(super) spot: Option<Spot>,
    /// Whether the message says where it is.
    pub(super) says_where: bool,
    /// What to do about it.
    pub(super) help: Option<String>,
}

/// What a step gives unless it is refused.
pub(super) type Refused<T> = Result<T, Box<Refusal>>;

impl Refusal {
    /// A refusal that names its place.
    pub(super) fn at(message: impl Into<String>, spot: Spot) -> Box<Self> {
        Box::new(Self {
            message: message.into(),
            spot: Some(spot),
            says_where: true,
            help: None,
        })
    }

    /// A refusal whose place Kea keeps to itself.
    pub(super) fn near(message: impl Into<String>, spot: Spot) -> Box<Self> {
        Box::new(Self {
            message: message.into(),
            spot: Some(spot),
            says_where: false,
            help: None,
        })
    }

    /// A refusal without place.
    pub(super) fn new(message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            message: message.into(),
            spot: None,
            says_where: false,
            help: None,
        })
    }

    /// The same with advice.
    pub(super) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    /// The same with words around its own.
    pub(super) fn map(mut self: Box<Self>, words: impl FnOnce(&str) -> String) -> Box<Self> {
        self.message = words(&self.message);
        self
    }

    /// The same, which names that place where it did not name any yet.
    pub(super) fn or_at(mut self: Box<Self>, spot: Spot) -> Box<Self> {
        if !self.says_where {
            self.says_where = true;
            self.spot = Some(spot);
        }
        self
    }
}
