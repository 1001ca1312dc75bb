//! Adding blocks to the tree, removing them, and keeping them in order.

use std::sync::Arc;

use super::{BlockId, Lowest, Node, NodeIndex, ROOT, Settings, Slot};
use crate::block::Block;
use crate::error::SettingsError;
use crate::number::numeric_value;

/// Deepest nesting of blocks. iPXE has no limit but its stack.
pub const MAX_DEPTH: u32 = 100;

impl Settings {
    /// Adds a block below a parent (`core/settings.c: register_settings`). A child of that name
    /// is removed first.
    ///
    /// The block goes behind the siblings whose priority (the setting `priority` in the sibling
    /// or in a block below it) and `order` are at least as high, and the same is then done anew
    /// with the parent and its ancestors. The order of all but IPv6 blocks is 0.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoSuchBlock`] if the parent is gone, [`SettingsError::TooDeep`] below
    /// [`MAX_DEPTH`].
    pub fn register(
        &mut self,
        parent: BlockId,
        name: &[u8],
        order: i32,
        block: Block,
    ) -> Result<BlockId, SettingsError> {
        let parent = self.target_index(self.index(parent)?);
        let depth = self.node(parent).depth + 1;
        if depth > MAX_DEPTH {
            return Err(SettingsError::TooDeep);
        }
        if !name.is_empty()
            && let Some(old) = self.node(parent).child_names.get(name)
        {
            self.remove_subtree(old);
        }
        if !matches!(&block, Block::Generic(block) if block.is_empty()) {
            self.priority_epoch += 1;
        }
        let index = self.allocate(name, order, block);
        let node = self.node_mut(index);
        node.depth = depth;
        node.parent = Some(parent);
        let name = Arc::clone(&node.name);
        self.node_mut(parent).child_names.insert(name, index);
        self.link(index, None);
        self.reprioritise(index);
        self.revision += 1;
        Ok(self.id(index))
    }

    /// Removes a block and the blocks below it (`core/settings.c: unregister_settings`). The root
    /// stays.
    pub fn unregister(&mut self, block: BlockId) {
        if let Ok(index) = self.index(block)
            && index != ROOT
        {
            self.remove_subtree(index);
        }
    }

    /// Lets an alias stand for another block, or for none. Nothing is applied or reordered: this
    /// is what opening and closing interfaces does to `netX`.
    pub fn set_alias_target(&mut self, alias: BlockId, target: Option<BlockId>) {
        if let Some(block) = self.block_mut(alias)
            && let Block::Alias(current) = block
        {
            *current = target;
        }
    }

    /// The child of that name, aliases resolved (`core/settings.c: find_child_settings`). The
    /// empty name is the block itself.
    pub fn child(&self, parent: BlockId, name: &[u8]) -> Option<BlockId> {
        let parent = self.target_index(self.index(parent).ok()?);
        if name.is_empty() {
            return Some(self.id(parent));
        }
        self.node(parent)
            .child_names
            .get(name)
            .map(|child| self.id(self.target_index(child)))
    }

    /// The child of that name, made if there is none
    /// (`core/settings.c: autovivify_child_settings`).
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    pub fn autovivify_child(
        &mut self,
        parent: BlockId,
        name: &[u8],
    ) -> Result<BlockId, SettingsError> {
        match self.child(parent, name) {
            Some(child) => Ok(child),
            None => self.register(parent, name, 0, Block::generic()),
        }
    }

    fn allocate(&mut self, name: &[u8], order: i32, block: Block) -> NodeIndex {
        let Some(index) = self.free.pop() else {
            let index = self.slots.len() as u32;
            self.slots
                .push(Slot::Used(Node::new(name, block, order, 0)));
            return index;
        };
        if let Some(slot) = self.slots.get_mut(index as usize) {
            let generation = match slot {
                Slot::Free(generation) => *generation,
                Slot::Used(node) => node.generation,
            };
            *slot = Slot::Used(Node::new(name, block, order, generation));
        }
        index
    }

    fn remove_subtree(&mut self, top: NodeIndex) {
        self.unlink(top);
        let node = self.node(top);
        if let Some(parent) = node.parent {
            let name = Arc::clone(&node.name);
            self.node_mut(parent).child_names.remove(&name, top);
        }
        self.priority_epoch += 1;
        let mut pending = vec![top];
        while let Some(index) = pending.pop() {
            let node = self.node(index);
            let generation = node.generation.wrapping_add(1);
            let first = node.first_child;
            pending.extend(std::iter::successors(first, |&child| self.node(child).next));
            if let Some(slot) = self.slots.get_mut(index as usize) {
                *slot = Slot::Free(generation);
            }
            self.free.push(index);
            self.revision += 1;
        }
    }

    /// Moves a block behind the siblings that come first, and then its ancestors likewise
    /// (`core/settings.c: reprioritise_settings`).
    pub(super) fn reprioritise(&mut self, start: NodeIndex) {
        let mut index = start;
        while let Some(parent) = self.node(index).parent {
            let priority = self.priority(index);
            let mine = Lowest {
                priority: priority.unwrap_or(0),
                order: self.node(index).order,
            };
            let previous = self.node(index).previous;
            self.unlink(index);
            let (before, lowest) = self.position(parent, mine);
            self.link(index, before);
            let epoch = self.priority_epoch;
            self.node_mut(parent).lowest_child = lowest.map(|lowest| (epoch, lowest));
            if priority.is_some() && self.node(index).previous != previous {
                // The search for the priority of the parent may come here sooner or later now.
                self.priority_epoch += 1;
            }
            index = parent;
        }
    }

    /// The first child of `parent` that a block must stand before, and the lower bounds of the
    /// children with that block.
    fn position(&mut self, parent: NodeIndex, mine: Lowest) -> (Option<NodeIndex>, Option<Lowest>) {
        let lower = |bound: Lowest| Lowest {
            priority: bound.priority.min(mine.priority),
            order: bound.order.min(mine.order),
        };
        if let Some((epoch, bound)) = self.node(parent).lowest_child
            && epoch == self.priority_epoch
            && mine.priority <= bound.priority
            && mine.order <= bound.order
        {
            return (None, Some(lower(bound)));
        }
        let mut bound = mine;
        let mut sibling = self.node(parent).first_child;
        while let Some(index) = sibling {
            let theirs = Lowest {
                priority: self.priority(index).unwrap_or(0),
                order: self.node(index).order,
            };
            if mine.priority > theirs.priority || mine.order > theirs.order {
                return (Some(index), None);
            }
            bound = Lowest {
                priority: bound.priority.min(theirs.priority),
                order: bound.order.min(theirs.order),
            };
            sibling = self.node(index).next;
        }
        (None, Some(bound))
    }

    /// The priority of a block: what `fetch_intz_setting` finds in it or below it, if anything.
    fn priority(&mut self, index: NodeIndex) -> Option<i64> {
        if let Some((epoch, priority)) = self.node(index).priority
            && epoch == self.priority_epoch
        {
            return priority;
        }
        let width = self.dialect.long_width();
        let priority = self
            .fetch_from(index, self.priority_key)
            .ok()
            .map(|fetched| {
                // iPXE goes on with what it had read of an over-long number.
                let value = numeric_value(&fetched.value, true, width);
                width.sign_extend(value.unwrap_or_else(|too_wide| too_wide.partial))
            });
        self.node_mut(index).priority = Some((self.priority_epoch, priority));
        priority
    }

    /// Puts a block among the children of its parent, before one of them or at the end.
    fn link(&mut self, index: NodeIndex, before: Option<NodeIndex>) {
        let Some(parent) = self.node(index).parent else {
            return;
        };
        let previous = match before {
            Some(before) => self.node_mut(before).previous.replace(index),
            None => self.node_mut(parent).last_child.replace(index),
        };
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(index),
            None => self.node_mut(parent).first_child = Some(index),
        }
        let node = self.node_mut(index);
        node.previous = previous;
        node.next = before;
    }

    fn unlink(&mut self, index: NodeIndex) {
        let node = self.node_mut(index);
        let (previous, next) = (node.previous.take(), node.next.take());
        let Some(parent) = node.parent else { return };
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => self.node_mut(parent).first_child = next,
        }
        match next {
            Some(next) => self.node_mut(next).previous = previous,
            None => self.node_mut(parent).last_child = previous,
        }
    }
}
