//! How much memory a run takes.
//!
//! Contents of images are counted exactly ([`Images::bytes`](crate::state::Images::bytes)). Everything else that
//! scripts can pile up is weighed now and then: whenever so much has been added since the last time that
//! the limit could have been passed.

use ipxe_settings::{Block, BlockId};

use crate::{Cx, Exhausted, Machine};

/// What a record takes besides its text, in bytes.
const RECORD: u64 = 256;

/// How much was added since everything was weighed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Added {
    bytes: u64,
    /// When to weigh again.
    weigh_at: u64,
}

impl Cx<'_> {
    /// Notes that a record with a text of so many bytes was added to something that scripts can make
    /// larger and larger: a setting, a parameter, an item of a menu.
    pub fn note_added(&mut self, bytes: usize) {
        let added = &mut self.machine.added;
        added.bytes += bytes as u64 + RECORD;
        if added.bytes > added.weigh_at {
            self.weigh();
        }
    }

    fn weigh(&mut self) {
        let limit = self.machine.budget.memory_bytes;
        let weight = self.machine.weight();
        if weight > limit {
            self.machine.exhaust(Exhausted::MemoryBytes(limit));
        }
        // A machine near its limit is not weighed after every command.
        let weigh_at = limit.saturating_sub(weight).max(limit / 16);
        self.machine.added = Added { bytes: 0, weigh_at };
    }
}

impl Machine {
    /// Bytes that settings, parameters, menus and names of images take, roughly.
    fn weight(&self) -> u64 {
        let record = |bytes: usize| bytes as u64 + RECORD;
        let images = self.images.registered().map(|(_, image)| {
            record(image.name().len() + image.command_line.as_ref().map_or(0, Vec::len))
        });
        let mut weight: u64 = images.sum();
        weight += self.parameters.lengths().map(record).sum::<u64>();
        weight += self
            .dynamic_uis
            .texts()
            .map(|text| record(text.len()))
            .sum::<u64>();
        let mut blocks: Vec<BlockId> = vec![self.settings.root()];
        while let Some(id) = blocks.pop() {
            blocks.extend(self.settings.children(id));
            let values = match self.settings.block(id) {
                Some(Block::Generic(block)) => &**block,
                Some(Block::Interface(interface)) => &interface.settings,
                _ => continue,
            };
            let values = values
                .iter()
                .map(|(name, value)| record(name.len() + value.value().len()));
            weight += RECORD + values.sum::<u64>();
        }
        weight
    }
}
