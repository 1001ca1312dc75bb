//! Tags: their names, the conditions on them, and the set of those that a request has.

use std::collections::HashMap;

use crate::{Label, Place};

/// A tag's number in the [`TagTable`]. Larger numbers are tags of one request alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TagId(u32);

/// A tag that must be set, or must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) tag: TagId,
    pub(super) negated: bool,
}

/// The names of all tags that the configuration mentions.
#[derive(Clone, Debug, Default)]
pub(super) struct TagTable {
    names: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, TagId, foldhash::fast::FixedState>,
}

impl TagTable {
    /// The number of the tag `name`.
    pub(super) fn intern(&mut self, name: &[u8]) -> TagId {
        if let Some(&known) = self.numbers.get(name) {
            return known;
        }
        let number = u32::try_from(self.names.len()).expect("fewer tags than bytes of the files");
        self.names.push(name.to_vec());
        self.numbers.insert(name.to_vec(), TagId(number));
        TagId(number)
    }

    /// The condition that `written` is: `!` or `#` in front negates (`dhcp-common.c: match_netid`).
    pub(super) fn condition(&mut self, written: &[u8]) -> Condition {
        match written {
            [b'!' | b'#', name @ ..] => Condition {
                tag: self.intern(name),
                negated: true,
            },
            name => Condition {
                tag: self.intern(name),
                negated: false,
            },
        }
    }

    pub(super) fn find(&self, name: &[u8]) -> Option<TagId> {
        self.numbers.get(name).copied()
    }

    pub(super) fn name(&self, tag: TagId) -> &[u8] {
        self.names.get(tag.0 as usize).map_or(b"", Vec::as_slice)
    }

    fn len(&self) -> usize {
        self.names.len()
    }
}

/// The tags of a request, in the order in which they were set.
#[derive(Clone, Debug)]
pub(super) struct Tags<'c> {
    table: &'c TagTable,
    order: Vec<(TagId, Option<Place>)>,
    present: Vec<u64>,
    /// Names of tags that the table does not have.
    foreign: Vec<Vec<u8>>,
}

impl<'c> Tags<'c> {
    pub(super) fn new(table: &'c TagTable) -> Self {
        Self {
            table,
            order: Vec::new(),
            present: vec![0; table.len().div_ceil(64)],
            foreign: Vec::new(),
        }
    }

    /// Sets a tag; again, if it is set already.
    pub(super) fn set(&mut self, tag: TagId, place: Option<Place>) {
        self.order.push((tag, place));
        if let Some(word) = self.present.get_mut(tag.0 as usize / 64) {
            *word |= 1 << (tag.0 % 64);
        }
    }

    /// Sets a tag that the configuration may not mention.
    pub(super) fn set_named(&mut self, name: &[u8]) {
        let tag = self.table.find(name).unwrap_or_else(|| {
            let number = self.table.len() + self.foreign.len();
            self.foreign.push(name.to_vec());
            TagId(u32::try_from(number).expect("a request sets few tags"))
        });
        self.set(tag, None);
    }

    pub(super) fn has(&self, tag: TagId) -> bool {
        let word = self.present.get(tag.0 as usize / 64);
        word.is_some_and(|word| word & 1 << (tag.0 % 64) != 0)
    }

    /// Whether all conditions hold; without conditions, `unless_any`.
    pub(super) fn match_all(&self, conditions: &[Condition], unless_any: bool) -> bool {
        if conditions.is_empty() {
            return unless_any;
        }
        conditions
            .iter()
            .all(|condition| self.has(condition.tag) != condition.negated)
    }

    /// As [`Self::match_all`], but a `*` at a name's end stands for anything (`dhcp-common.c: match_netid_wild`).
    pub(super) fn match_all_wild(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| {
            let has = match self.table.name(condition.tag) {
                [prefix @ .., b'*'] => self
                    .order
                    .iter()
                    .any(|(tag, _)| self.name(*tag).starts_with(prefix)),
                _ => self.has(condition.tag),
            };
            has != condition.negated
        })
    }

    pub(super) fn name(&self, tag: TagId) -> &[u8] {
        let number = tag.0 as usize;
        match number.checked_sub(self.table.len()) {
            Some(foreign) => self.foreign.get(foreign).map_or(b"", Vec::as_slice),
            None => self.table.name(tag),
        }
    }

    /// The tags as the log has them (`dhcp-common.c: log_tags`): the last one first, each where it was set first.
    pub(super) fn reported(&self) -> Vec<Label> {
        let mut seen = Vec::new();
        let mut labels: Vec<Label> = Vec::new();
        for (tag, place) in &self.order {
            if !seen.contains(tag) {
                seen.push(*tag);
                labels.push(Label {
                    name: self.name(*tag).to_vec(),
                    place: *place,
                });
            }
        }
        labels.reverse();
        labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_know_negation_and_the_empty_list() {
        let mut table = TagTable::default();
        let (set, unset, not) = (
            table.condition(b"a"),
            table.condition(b"b"),
            table.condition(b"#b"),
        );
        let mut tags = Tags::new(&table);
        tags.set(set.tag, None);
        assert!(tags.match_all(&[set, not], false));
        assert!(!tags.match_all(&[set, unset], true));
        assert!(tags.match_all(&[], true) && !tags.match_all(&[], false));
    }

    #[test]
    fn a_star_is_known_in_tag_if_only() {
        let mut table = TagTable::default();
        let star = table.condition(b"eth*");
        let mut tags = Tags::new(&table);
        tags.set_named(b"eth0");
        assert!(tags.match_all_wild(&[star]) && !tags.match_all(&[star], false));
    }

    #[test]
    fn the_log_has_the_last_tag_first_and_none_twice() {
        let mut table = TagTable::default();
        let (a, b) = (table.intern(b"a"), table.intern(b"b"));
        let mut tags = Tags::new(&table);
        tags.set_named(b"eth0");
        for tag in [a, b, a] {
            tags.set(tag, None);
        }
        let names: Vec<Vec<u8>> = tags
            .reported()
            .into_iter()
            .map(|label| label.name)
            .collect();
        assert_eq!(names, [b"b".to_vec(), b"a".to_vec(), b"eth0".to_vec()]);
    }
}
