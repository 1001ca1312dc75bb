//! Option spaces and the definitions of options.
//!
//! A definition has a *format*, a string with a letter for each field. The letters that matter:
//! `I` IPv4 address, `6` IPv6 address, `l L s S b B` integers of 32, 16 and 8 bits, signed and
//! unsigned, `T` a time, `f` a flag, `t` text, `X` text or hexadecimal, `d` a domain name, `D` a list
//! of them (`Dc` compressed), `k` a key name, `U` the name of a space, `N` a word of the enumeration that
//! follows, `E` options of the space that follows, `Z` nothing. `A` repeats all before it, `a` only the
//! last; `o` makes the last optional (`common/tables.c`).

mod builtin;
mod dhcp;
mod dhcp6;
mod enumeration;
mod server;

use std::collections::{BTreeMap, HashMap};

pub(super) use enumeration::enumeration_value;

/// An option of the tables: name, format, code.
type Row = (&'static str, &'static str, u32);

/// A definition of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct OptionId(u32);

/// An option space, by the order in which the spaces were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SpaceId(u16);

/// What an option is called and how its value is written.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub(super) name: Box<[u8]>,
    pub(super) format: Box<[u8]>,
    pub(super) space: SpaceId,
    pub(super) code: u32,
}

/// How the options of a space are kept and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a hash of their codes.
    Hashed,
    /// In the order in which they were set.
    Linked,
    /// Linked, with a leading suboption that says whether there are any.
    Nwip,
    /// Fields of option 81.
    Fqdn,
}

/// An option space.
#[derive(Clone, Debug)]
pub(super) struct Space {
    pub(super) name: Box<[u8]>,
    pub(super) kind: Kind,
    /// Bytes of a code.
    pub(super) tag_size: usize,
    /// Bytes of a length.
    pub(super) length_size: usize,
    /// The code that ends a list, 0 for none.
    pub(super) end: u32,
    /// Whether a repeated option continues the first.
    pub(super) joins: bool,
    /// Whether the daemon can read a list of these.
    pub(super) decodes: bool,
    /// The option that carries this space.
    pub(super) carrier: Option<OptionId>,
    names: HashMap<Box<[u8]>, OptionId, foldhash::fast::FixedState>,
    codes: BTreeMap<u32, OptionId>,
}

impl Space {
    /// A space as `option space NAME` makes it.
    pub(super) fn new(name: &[u8], tag_size: usize, length_size: usize) -> Self {
        Self {
            name: name.into(),
            kind: Kind::Hashed,
            tag_size,
            length_size,
            end: 0,
            joins: false,
            decodes: true,
            carrier: None,
            names: HashMap::default(),
            codes: BTreeMap::new(),
        }
    }

    /// The lowest code from 128 on that counts as a site's own (`dhcp.c: find_min_site_code`).
    pub(super) fn lowest_site_code(&self) -> u32 {
        let lowest = self.codes.keys().next().copied().unwrap_or(u32::MAX);
        lowest.clamp(128, 224)
    }
}

/// All spaces and definitions of a configuration.
#[derive(Clone, Debug)]
pub(super) struct Options {
    spaces: Vec<Space>,
    definitions: Vec<Definition>,
    /// The latest space of each name, in lower case.
    by_name: BTreeMap<Vec<u8>, SpaceId>,
}

impl Options {
    pub(super) const DHCP: SpaceId = SpaceId(0);
    pub(super) const FQDN: SpaceId = SpaceId(2);
    pub(super) const AGENT: SpaceId = SpaceId(10);
    pub(super) const SERVER: SpaceId = SpaceId(11);

    pub(super) fn space(&self, id: SpaceId) -> &Space {
        &self.spaces[usize::from(id.0)]
    }

    pub(super) fn definition(&self, id: OptionId) -> &Definition {
        &self.definitions[id.0 as usize]
    }

    pub(super) fn definition_mut(&mut self, id: OptionId) -> &mut Definition {
        &mut self.definitions[id.0 as usize]
    }

    /// All spaces in the order in which they were made.
    pub(super) fn spaces(&self) -> impl Iterator<Item = (SpaceId, &Space)> {
        let id = |(at, space)| (SpaceId(u16::try_from(at).unwrap_or(u16::MAX)), space);
        self.spaces.iter().enumerate().map(id)
    }

    /// The latest space of that name, in any case.
    pub(super) fn find_space(&self, name: &[u8]) -> Option<SpaceId> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// The first space of exactly that name.
    pub(super) fn find_first_space(&self, name: &[u8]) -> Option<SpaceId> {
        let mut spaces = self.spaces();
        spaces
            .find(|(_, space)| *space.name == *name)
            .map(|(id, _)| id)
    }

    pub(super) fn find(&self, space: SpaceId, name: &[u8]) -> Option<OptionId> {
        let names = &self.space(space).names;
        if name.iter().any(u8::is_ascii_uppercase) {
            return names.get(name.to_ascii_lowercase().as_slice()).copied();
        }
        names.get(name).copied()
    }

    pub(super) fn find_code(&self, space: SpaceId, code: u32) -> Option<OptionId> {
        self.space(space).codes.get(&code).copied()
    }

    /// A name of that space that is spelt almost the same.
    pub(super) fn similar(&self, space: SpaceId, name: &[u8]) -> Option<&[u8]> {
        let known = self
            .space(space)
            .codes
            .values()
            .map(|id| &*self.definition(*id).name);
        let measured = known.map(|known| (distance(name, known), known));
        let (distance, nearest) = measured.min_by_key(|(distance, _)| *distance)?;
        (distance <= name.len().div_ceil(4).min(3)).then_some(nearest)
    }

    /// Adds a space. None where there are too many.
    pub(super) fn add_space(&mut self, space: Space) -> Option<SpaceId> {
        let id = SpaceId(u16::try_from(self.spaces.len()).ok()?);
        self.by_name.insert(space.name.to_ascii_lowercase(), id);
        self.spaces.push(space);
        Some(id)
    }

    /// Makes a definition that nobody finds yet.
    pub(super) fn define(&mut self, definition: Definition) -> OptionId {
        let id = OptionId(u32::try_from(self.definitions.len()).expect("a file defines fewer"));
        self.definitions.push(definition);
        id
    }

    /// Lets a definition be found by its name and its code.
    pub(super) fn enter(&mut self, id: OptionId) {
        let Definition {
            name, space, code, ..
        } = &self.definitions[id.0 as usize];
        let (name, code) = (name.to_ascii_lowercase().into_boxed_slice(), *code);
        let space = &mut self.spaces[usize::from(space.0)];
        space.names.insert(name, id);
        space.codes.insert(code, id);
    }

    /// Lets a definition be found no more.
    pub(super) fn withdraw(&mut self, id: OptionId) {
        let Definition {
            name, space, code, ..
        } = &self.definitions[id.0 as usize];
        let space = &mut self.spaces[usize::from(space.0)];
        space.names.remove(name.to_ascii_lowercase().as_slice());
        space.codes.remove(code);
    }

    /// Lets a definition be found by its name alone.
    pub(super) fn forget_code(&mut self, id: OptionId) {
        let Definition { space, code, .. } = &self.definitions[id.0 as usize];
        self.spaces[usize::from(space.0)].codes.remove(code);
    }

    pub(super) fn set_carrier(&mut self, space: SpaceId, carrier: OptionId) {
        self.spaces[usize::from(space.0)].carrier = Some(carrier);
    }
}

/// How many letters are to be changed, added or taken away.
fn distance(one: &[u8], other: &[u8]) -> usize {
    const LONGEST: usize = 64;
    if one.len().max(other.len()) > LONGEST {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut before = std::mem::replace(&mut row[0], at + 1);
        for (column, known) in other.iter().enumerate() {
            let change = before + usize::from(!letter.eq_ignore_ascii_case(known));
            before = row[column + 1];
            row[column + 1] = change.min(before + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// Name of the space after `E` in a format: empty for the vendor's space. None where there is no `E`.
pub(super) fn encapsulated_space(format: &[u8]) -> Option<&[u8]> {
    let from = memchr::memchr(b'E', format)? + 1;
    let length = memchr::memchr(b'.', &format[from..])?;
    Some(&format[from..from + length])
}

/// Whether the daemon may end such an option with a zero byte (`options.c: format_has_text`).
pub(super) fn has_text(format: &[u8]) -> bool {
    let mut rest = format;
    while let Some((&letter, after)) = rest.split_first() {
        rest = after;
        match letter {
            b't' | b'k' => return true,
            b'A' | b'a' | b'X' | b'x' | b'D' | b'd' => return false,
            b'E' | b'N' => {
                let end = memchr::memchr(b'.', rest).map_or(rest.len(), |dot| dot + 1);
                rest = &rest[end..];
            }
            _ => {}
        }
    }
    false
}

/// Length of an option up to its text (`options.c: format_min_length`).
pub(super) fn length_before_text(format: &[u8]) -> usize {
    let mut length: usize = 0;
    let mut last = 0;
    let mut rest = format;
    while let Some((&letter, after)) = rest.split_first() {
        rest = after;
        last = match letter {
            b'6' => 16,
            b'I' | b'l' | b'L' | b'T' => 4,
            b's' | b'S' => 2,
            b'b' | b'B' | b'F' | b'f' => 1,
            b'N' => {
                let end = memchr::memchr(b'.', rest).unwrap_or(rest.len());
                let width = enumeration::width(&rest[..end]);
                rest = rest.get(end + 1..).unwrap_or_default();
                width
            }
            b'o' => return length.saturating_sub(last),
            _ => return length,
        };
        length += last;
    }
    length
}
