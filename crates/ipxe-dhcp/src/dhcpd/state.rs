//! Options that are set: those of a packet, and those of an answer while it is made.

use crate::Place;

use super::expression::ExprId;
use super::model::GroupId;
use super::options::{Kind, OptionId, Options, SpaceId};

/// Buckets of the daemon's table of options (`includes/dhcpd.h: OPTION_HASH_SIZE`).
const BUCKETS: u32 = 17;

/// The value of an option that is set.
#[derive(Clone, Debug)]
pub(super) enum OptionValue {
    Bytes(Vec<u8>),
    /// To be worked out when it is asked for.
    Expr(ExprId),
    /// One after the other (`append`, `prepend`).
    Joined(Vec<OptionValue>),
    /// Lists of domain names, joined as such.
    JoinedDomains(Vec<OptionValue>),
}

/// The statement that set an option, and the scope it is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    pub(super) place: Place,
    pub(super) group: Option<GroupId>,
}

/// An option that is set.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) code: u32,
    /// None for options of a packet that nobody defined.
    pub(super) option: Option<OptionId>,
    pub(super) value: OptionValue,
    /// Whether the client ended its text with zeros.
    pub(super) had_nulls: bool,
    pub(super) origins: Vec<Origin>,
}

/// All options that are set, by their spaces.
#[derive(Clone, Debug, Default)]
pub(super) struct OptionState {
    spaces: Vec<(SpaceId, Vec<Entry>)>,
}

const fn bucket(code: u32) -> u32 {
    ((code & 31) + ((code >> 5) & 31)) % BUCKETS
}

impl OptionState {
    pub(super) fn entries(&self, space: SpaceId) -> &[Entry] {
        let found = self.spaces.iter().find(|(known, _)| *known == space);
        found.map_or(&[], |(_, entries)| entries)
    }

    /// Whether anything has ever been set in that space.
    pub(super) fn has_space(&self, space: SpaceId) -> bool {
        self.spaces.iter().any(|(known, _)| *known == space)
    }

    fn entries_mut(&mut self, space: SpaceId) -> &mut Vec<Entry> {
        let at = self
            .spaces
            .iter()
            .position(|(known, _)| *known == space)
            .unwrap_or_else(|| {
                self.spaces.push((space, Vec::new()));
                self.spaces.len() - 1
            });
        &mut self.spaces[at].1
    }

    pub(super) fn get(&self, space: SpaceId, code: u32) -> Option<&Entry> {
        self.entries(space).iter().find(|entry| entry.code == code)
    }

    pub(super) fn get_mut(&mut self, space: SpaceId, code: u32) -> Option<&mut Entry> {
        self.entries_mut(space)
            .iter_mut()
            .find(|entry| entry.code == code)
    }

    /// Sets an option in the place of an older one.
    pub(super) fn save(&mut self, space: SpaceId, entry: Entry) {
        let entries = self.entries_mut(space);
        match entries.iter_mut().find(|known| known.code == entry.code) {
            Some(known) => *known = entry,
            None => entries.push(entry),
        }
    }

    pub(super) fn delete(&mut self, space: SpaceId, code: u32) {
        self.entries_mut(space).retain(|entry| entry.code != code);
    }

    /// All options of a space as the daemon would list them.
    pub(super) fn listed(&self, options: &Options, space: SpaceId) -> Vec<&Entry> {
        let mut listed: Vec<&Entry> = self.entries(space).iter().collect();
        if options.space(space).kind == Kind::Hashed {
            // Each bucket has the newest first.
            listed.reverse();
            listed.sort_by_key(|entry| bucket(entry.code));
        }
        listed
    }

    /// Takes over a whole space of another packet.
    pub(super) fn adopt(&mut self, space: SpaceId, from: &Self) {
        *self.entries_mut(space) = from.entries(space).to_vec();
    }
}
