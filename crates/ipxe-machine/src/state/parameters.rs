//! Request parameters (`core/params.c`).

use std::sync::Arc;

use ipxe_syntax::uri::ParamsName;

/// A list of request parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParameterList {
    /// Its name; the default list has none.
    pub name: Option<Vec<u8>>,
    /// The request method to use, as typed.
    pub method: Option<Vec<u8>>,
    /// Its parameters, in order.
    pub entries: Vec<Parameter>,
}

/// A request parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub key: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
    /// Where it goes.
    pub kind: ParameterKind,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Into the body, as a form field.
    Form,
    /// Into the headers.
    Header,
}

/// The lists that exist, in order of their creation.
#[derive(Clone, Debug, Default)]
pub struct ParameterLists {
    lists: Vec<Arc<ParameterList>>,
}

impl ParameterLists {
    /// The list of this name (`find_parameters`).
    pub fn find_mut(&mut self, name: Option<&[u8]>) -> Option<&mut ParameterList> {
        let found = self
            .lists
            .iter_mut()
            .find(|list| list.name.as_deref() == name);
        found.map(Arc::make_mut)
    }

    /// Creates an empty list, in place of one of the same name (`create_parameters`).
    pub fn create(&mut self, name: Option<&[u8]>, method: Option<&[u8]>) {
        self.remove(name);
        self.lists.push(Arc::new(ParameterList {
            name: name.map(<[u8]>::to_vec),
            method: method.map(<[u8]>::to_vec),
            entries: Vec::new(),
        }));
    }

    /// Takes a list away (`claim_parameters`).
    pub fn remove(&mut self, name: Option<&[u8]>) -> Option<Arc<ParameterList>> {
        let at = self
            .lists
            .iter()
            .position(|list| list.name.as_deref() == name)?;
        Some(self.lists.remove(at))
    }

    /// How many bytes each list has, and each parameter in it.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = usize> {
        let length = |text: &Option<Vec<u8>>| text.as_ref().map_or(0, Vec::len);
        self.lists.iter().flat_map(move |list| {
            let entries = list.entries.iter();
            let entries = entries.map(|entry| entry.key.len() + entry.value.len());
            entries.chain([length(&list.name) + length(&list.method)])
        })
    }

    /// Takes the list that a URI submits, which uses it up (`core/uri.c: parse_uri`).
    pub fn claim(&mut self, name: &ParamsName) -> Option<Arc<ParameterList>> {
        match name {
            ParamsName::Default => self.remove(None),
            ParamsName::Named(name) => self.remove(Some(name)),
        }
    }
}
