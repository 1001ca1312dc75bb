//! Finding a child by its name.

use std::sync::Arc;

use indexmap::IndexMap;

use super::NodeIndex;

type Index = IndexMap<Arc<[u8]>, NodeIndex, foldhash::fast::RandomState>;

/// The children of a block by name. Blocks without children need no memory for it.
#[derive(Debug, Clone, Default)]
pub(super) struct ChildNames(Option<Arc<Index>>);

impl ChildNames {
    pub(super) fn get(&self, name: &[u8]) -> Option<NodeIndex> {
        self.0.as_ref()?.get(name).copied()
    }

    pub(super) fn insert(&mut self, name: Arc<[u8]>, child: NodeIndex) {
        Arc::make_mut(self.0.get_or_insert_default()).insert(name, child);
    }

    /// Forgets a child, unless another one has its name by now.
    pub(super) fn remove(&mut self, name: &[u8], child: NodeIndex) {
        if self.get(name) == Some(child)
            && let Some(index) = &mut self.0
        {
            Arc::make_mut(index).swap_remove(name);
        }
    }
}
