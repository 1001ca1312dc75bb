//! The tree of values that a configuration is (`cc/data.h: Element`).

use std::collections::BTreeMap;

use ipxe_diagnostics::Span;

use crate::{FileId, Place};

/// Where a value stands: as Kea says it, and where it really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: FileId,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) span: Span,
}

impl Spot {
    /// The bytes.
    pub(super) const fn place(self) -> Place {
        Place::new(self.file, self.span)
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) value: Value,
    /// Where messages say that it is: for maps and lists with a name of their own, the name.
    pub(super) spot: Spot,
    /// The bytes of name and value.
    pub(super) span: Span,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Text(Box<[u8]>),
    List(Vec<Element>),
    Map(Map),
}

/// Values by their names, in the order of the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Map(BTreeMap<Box<[u8]>, Element>);

impl Map {
    pub(super) fn get(&self, name: &str) -> Option<&Element> {
        self.0.get(name.as_bytes())
    }

    pub(super) fn get_bytes(&self, name: &[u8]) -> Option<&Element> {
        self.0.get(name)
    }

    pub(super) fn set(&mut self, name: &[u8], element: Element) {
        self.0.insert(name.into(), element);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &Element)> {
        self.0.iter().map(|(name, element)| (&**name, element))
    }
}

impl Element {
    /// Its place in the files, name included.
    pub(super) const fn place(&self) -> Place {
        Place::new(self.spot.file, self.span)
    }

    pub(super) const fn map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> &[Element] {
        match &self.value {
            Value::List(list) => list,
            _ => &[],
        }
    }

    pub(super) const fn text(&self) -> Option<&[u8]> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) const fn boolean(&self) -> Option<bool> {
        match &self.value {
            Value::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }

    pub(super) const fn integer(&self) -> Option<i64> {
        match &self.value {
            Value::Integer(integer) => Some(*integer),
            _ => None,
        }
    }

    pub(super) const fn real(&self) -> Option<f64> {
        match &self.value {
            Value::Real(real) => Some(*real),
            _ => None,
        }
    }

    /// The value of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Element> {
        self.map()?.get(name)
    }

    /// The text of that name.
    pub(super) fn get_text(&self, name: &str) -> Option<&[u8]> {
        self.get(name)?.text()
    }

    /// The truth of that name.
    pub(super) fn get_boolean(&self, name: &str) -> Option<bool> {
        self.get(name)?.boolean()
    }

    /// The entries of the list of that name.
    pub(super) fn get_list(&self, name: &str) -> &[Element] {
        self.get(name).map_or(&[], Element::list)
    }
}
