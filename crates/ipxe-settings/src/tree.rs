//! The tree of settings blocks (`core/settings.c`, sections "Registered settings blocks" and
//! "Core settings routines").

mod children;
mod fetch;
mod names;
mod register;
mod store;
mod typed;
mod walk;

use std::sync::Arc;

use crate::block::{Block, Builtin, Interface};
use crate::dialect::Dialect;
use crate::error::SettingsError;
use crate::setting::SettingKey;
use children::ChildNames;

pub use fetch::Fetched;
pub use register::MAX_DEPTH;

/// Identifies a settings block of a [`Settings`] tree and of its clones.
///
/// It stays valid until the block is unregistered, and is never given to another block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId {
    index: u32,
    generation: u32,
}

/// Index of a node; only for nodes that are known to exist.
type NodeIndex = u32;

#[derive(Debug, Clone)]
struct Node {
    name: Arc<[u8]>,
    generation: u32,
    /// Position among siblings of equal priority; see [`Settings::register`].
    order: i32,
    depth: u32,
    parent: Option<NodeIndex>,
    first_child: Option<NodeIndex>,
    last_child: Option<NodeIndex>,
    previous: Option<NodeIndex>,
    next: Option<NodeIndex>,
    child_names: ChildNames,
    /// The priority, if the block has any, and when it was looked up.
    priority: Option<(u64, Option<i64>)>,
    /// No child has a lower priority or order, as known at that time.
    lowest_child: Option<(u64, Lowest)>,
    block: Block,
}

/// Lower bounds for the children of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lowest {
    priority: i64,
    order: i32,
}

#[derive(Debug, Clone)]
enum Slot {
    Used(Node),
    /// The generation of the next block that is put here.
    Free(u32),
}

/// All settings of a running iPXE.
///
/// Cloning shares the contents of the blocks, so keeping a clone of every state is cheap.
#[derive(Debug, Clone)]
pub struct Settings {
    dialect: Arc<Dialect>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// The setting `priority`, which decides the order of blocks.
    priority_key: SettingKey<'static>,
    /// Advances whenever the priority of some block may have changed.
    priority_epoch: u64,
    revision: u64,
}

/// Where the root block is.
const ROOT: NodeIndex = 0;

impl Settings {
    /// A tree that consists of an empty root block.
    pub fn new(dialect: impl Into<Arc<Dialect>>) -> Self {
        let dialect = dialect.into();
        let priority_key = dialect
            .key("priority")
            .unwrap_or(SettingKey::named(b"priority"));
        Self {
            dialect,
            slots: vec![Slot::Used(Node::new(b"", Block::generic(), 0, 0))],
            free: Vec::new(),
            priority_key,
            priority_epoch: 0,
            revision: 0,
        }
    }

    /// The release and build that is mirrored.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// The root block.
    pub const fn root(&self) -> BlockId {
        BlockId {
            index: ROOT,
            generation: 0,
        }
    }

    /// Counts how often iPXE would have applied the settings: after every store in the tree and
    /// whenever a block comes or goes (`core/settings.c: apply_settings`). What depends on
    /// settings need not be looked at again while this number stays the same.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// What a block consists of; `None` if it is gone.
    pub fn block(&self, id: BlockId) -> Option<&Block> {
        Some(&self.node(self.index(id).ok()?).block)
    }

    /// Changes what a block consists of, behind the back of the settings system: nothing is
    /// applied or reordered, as where iPXE's own parts change a value that a block computes.
    pub fn block_mut(&mut self, id: BlockId) -> Option<&mut Block> {
        let index = self.index(id).ok()?;
        self.priority_epoch += 1;
        Some(&mut self.node_mut(index).block)
    }

    /// The values of a `builtin` block, to be changed; see [`block_mut`](Self::block_mut).
    pub fn builtin_mut(&mut self, id: BlockId) -> Option<&mut Builtin> {
        let index = self.index(id).ok()?;
        match &mut self.node_mut(index).block {
            // No built-in setting is a priority, so the order of blocks cannot depend on it.
            Block::Builtin(builtin) => Some(Arc::make_mut(builtin)),
            _ => None,
        }
    }

    /// The properties of an interface's block, to be changed; see [`block_mut`](Self::block_mut).
    pub fn interface_mut(&mut self, id: BlockId) -> Option<&mut Interface> {
        match self.block_mut(id)? {
            Block::Interface(interface) => Some(Arc::make_mut(interface)),
            _ => None,
        }
    }

    /// The block that a block stands for: itself, or the target of an alias
    /// (`core/settings.c: settings_target`). A target that is gone does not count.
    pub fn target(&self, id: BlockId) -> BlockId {
        match self.block(id) {
            Some(Block::Alias(Some(target))) if self.block(*target).is_some() => *target,
            _ => id,
        }
    }

    /// Names of the block and its ancestors below the root, outermost first, up to `MAX_DEPTH`
    /// of them; `None` if the block is gone.
    pub fn path(&self, id: BlockId) -> Option<Vec<&[u8]>> {
        let mut path = Vec::new();
        let mut index = self.index(id).ok()?;
        while let Some(parent) = self.node(index).parent {
            path.push(&*self.node(index).name);
            index = parent;
        }
        path.reverse();
        Some(path)
    }

    /// The parent of a block; `None` for the root.
    pub fn parent(&self, id: BlockId) -> Option<BlockId> {
        self.node(self.index(id).ok()?)
            .parent
            .map(|parent| self.id(parent))
    }

    /// The children of a block in the order in which they are searched.
    pub fn children(&self, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        let first = self
            .index(id)
            .ok()
            .and_then(|index| self.node(index).first_child);
        std::iter::successors(first, |&child| self.node(child).next).map(|child| self.id(child))
    }

    fn index(&self, id: BlockId) -> Result<NodeIndex, SettingsError> {
        match self.slots.get(id.index as usize) {
            Some(Slot::Used(node)) if node.generation == id.generation => Ok(id.index),
            _ => Err(SettingsError::NoSuchBlock),
        }
    }

    fn id(&self, index: NodeIndex) -> BlockId {
        BlockId {
            index,
            generation: self.node(index).generation,
        }
    }

    fn node(&self, index: NodeIndex) -> &Node {
        match &self.slots[index as usize] {
            Slot::Used(node) => node,
            Slot::Free(_) => unreachable!("indices of nodes are only kept while the node exists"),
        }
    }

    fn node_mut(&mut self, index: NodeIndex) -> &mut Node {
        match &mut self.slots[index as usize] {
            Slot::Used(node) => node,
            Slot::Free(_) => unreachable!("indices of nodes are only kept while the node exists"),
        }
    }

    /// The node that a node stands for.
    fn target_index(&self, index: NodeIndex) -> NodeIndex {
        match self.node(index).block {
            Block::Alias(Some(target)) => self.index(target).unwrap_or(index),
            _ => index,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new(Dialect::default())
    }
}

impl Node {
    fn new(name: &[u8], block: Block, order: i32, generation: u32) -> Self {
        Self {
            name: name.into(),
            generation,
            order,
            depth: 0,
            parent: None,
            first_child: None,
            last_child: None,
            previous: None,
            next: None,
            child_names: ChildNames::default(),
            priority: None,
            lowest_child: None,
            block,
        }
    }
}
