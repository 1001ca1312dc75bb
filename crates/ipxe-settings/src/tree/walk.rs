//! Walking the tree in search order.

use super::{NodeIndex, Settings};
use crate::block::Block;

/// The blocks that a search visits: the start, then its descendants depth first.
///
/// Where it meets an alias it visits the target and its descendants instead. It needs no memory
/// for the depth; an alias below the target of another alias is passed by.
pub(super) struct Walk<'a> {
    settings: &'a Settings,
    start: NodeIndex,
    /// The alias that the walk is inside of, and its target.
    inside: Option<(NodeIndex, NodeIndex)>,
    next: Option<NodeIndex>,
}

impl<'a> Walk<'a> {
    /// A walk from a block that is no alias with a target.
    pub(super) const fn new(settings: &'a Settings, start: NodeIndex) -> Self {
        Self {
            settings,
            start,
            inside: None,
            next: Some(start),
        }
    }

    /// What comes after a block whose descendants are done with.
    fn after(&mut self, mut index: NodeIndex) -> Option<NodeIndex> {
        loop {
            if let Some((alias, target)) = self.inside
                && index == target
            {
                self.inside = None;
                index = alias;
            }
            if index == self.start {
                return None;
            }
            let node = self.settings.node(index);
            if let Some(next) = node.next {
                return Some(next);
            }
            index = node.parent?;
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = NodeIndex;

    fn next(&mut self) -> Option<NodeIndex> {
        loop {
            let mut index = self.next?;
            if let Block::Alias(_) = self.settings.node(index).block {
                let target = self.settings.target_index(index);
                if target == index || self.inside.is_some() || target == self.start {
                    // Without a target it has no values, and its own children are not searched.
                    self.next = self.after(index);
                    continue;
                }
                self.inside = Some((index, target));
                index = target;
            }
            self.next = match self.settings.node(index).first_child {
                Some(child) => Some(child),
                None => self.after(index),
            };
            return Some(index);
        }
    }
}
