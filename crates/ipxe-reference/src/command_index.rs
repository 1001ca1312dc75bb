//! Finds a command by name in a few nanoseconds: a hash table that is made at compile time.
//!
//! Every word in command position of every script goes through here.

use crate::generated::commands::COMMANDS;

/// Names are compared as one number, so none may be longer than this.
const LONGEST: usize = 16;
/// Slots of the table: a power of two, several times the number of commands.
const SLOTS: usize = 512;
const EMPTY: u8 = u8::MAX;

static TABLE: [(u128, u8); SLOTS] = build();

/// The name as a number; none if it is too long to be a command.
const fn key(name: &[u8]) -> Option<u128> {
    if name.len() > LONGEST {
        return None;
    }
    let mut key = 0;
    let mut at = 0;
    while at < name.len() {
        key = key << 8 | name[at] as u128;
        at += 1;
    }
    Some(key)
}

const fn slot(key: u128) -> usize {
    let mixed = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize % SLOTS
}

const fn build() -> [(u128, u8); SLOTS] {
    assert!(COMMANDS.len() < EMPTY as usize, "indices are one byte wide");
    let mut table = [(0, EMPTY); SLOTS];
    let mut index = 0;
    while index < COMMANDS.len() {
        let Some(key) = key(COMMANDS[index].name.as_bytes()) else {
            panic!("the name of a command is too long for the index");
        };
        let mut at = slot(key);
        while table[at].1 != EMPTY {
            at = (at + 1) % SLOTS;
        }
        table[at] = (key, index as u8);
        index += 1;
    }
    table
}

/// Index in [`COMMANDS`] of the command with this exact name.
pub(crate) fn find(name: &[u8]) -> Option<usize> {
    let key = key(name)?;
    let mut at = slot(key);
    loop {
        let (found, index) = TABLE[at];
        if index == EMPTY {
            return None;
        }
        // Leading NUL bytes vanish in the number, so lengths must agree as well.
        if found == key && COMMANDS[usize::from(index)].name.len() == name.len() {
            return Some(usize::from(index));
        }
        at = (at + 1) % SLOTS;
    }
}
