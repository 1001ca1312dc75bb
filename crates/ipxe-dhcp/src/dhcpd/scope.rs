//! Variables of a running configuration.

use super::model::FunctionId;

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Boolean(bool),
    Data(Vec<u8>),
    Number(u64),
    Function(FunctionId),
}

/// Variables by name; some have been set to what has no value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bindings {
    list: Vec<(Box<[u8]>, Option<Value>)>,
}

impl Bindings {
    fn find(&self, name: &[u8]) -> Option<usize> {
        self.list.iter().position(|(known, _)| **known == *name)
    }
}

/// Scopes of variables, the innermost last: that of a packet, and one for each call of a function.
#[derive(Clone, Debug)]
pub(super) struct Scopes {
    frames: Vec<Bindings>,
}

impl Scopes {
    pub(super) fn new(base: Bindings) -> Self {
        Self { frames: vec![base] }
    }

    /// The outermost scope.
    pub(super) fn into_base(self) -> Bindings {
        self.frames.into_iter().next().unwrap_or_default()
    }

    pub(super) fn enter(&mut self, frame: Bindings) {
        self.frames.push(frame);
    }

    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }

    fn slot(&mut self, name: &[u8]) -> Option<&mut Option<Value>> {
        for frame in self.frames.iter_mut().rev() {
            if let Some(at) = frame.find(name) {
                return Some(&mut frame.list[at].1);
            }
        }
        None
    }

    /// The value of a variable, where it has one.
    pub(super) fn get(&self, name: &[u8]) -> Option<&Value> {
        for frame in self.frames.iter().rev() {
            if let Some(at) = frame.find(name) {
                return frame.list[at].1.as_ref();
            }
        }
        None
    }

    /// Sets the variable where it is known, or in the innermost scope.
    pub(super) fn set(&mut self, name: &[u8], value: Option<Value>) {
        if let Some(slot) = self.slot(name) {
            *slot = value;
        } else if let Some(frame) = self.frames.last_mut() {
            frame.list.push((name.into(), value));
        }
    }

    pub(super) fn unset(&mut self, name: &[u8]) {
        if let Some(slot) = self.slot(name) {
            *slot = None;
        }
    }
}

impl FromIterator<(Box<[u8]>, Option<Value>)> for Bindings {
    fn from_iter<I: IntoIterator<Item = (Box<[u8]>, Option<Value>)>>(list: I) -> Self {
        Self {
            list: list.into_iter().collect(),
        }
    }
}
