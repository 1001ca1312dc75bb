//! The arguments of a command after expansion.

use std::ops::Index;

/// Arguments, the command's name the first, in one buffer that is used again and again.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Arguments {
    /// Takes all arguments away.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Adds an argument.
    pub(crate) fn push(&mut self, argument: &[u8]) {
        self.bytes.extend_from_slice(argument);
        self.end();
    }

    /// The buffer, to add the bytes of one argument to; [`end`](Self::end) ends it.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Ends the argument whose bytes were added to the buffer. iPXE's arguments are C strings, so that
    /// a NUL byte ends one early.
    pub(crate) fn end(&mut self) {
        let start = self.ends.last().map_or(0, |&end| end as usize);
        if let Some(nul) = memchr::memchr(0, &self.bytes[start..]) {
            self.bytes.truncate(start + nul);
        }
        self.ends.push(self.bytes.len() as u32);
    }

    /// How many there are, the name included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there is not even a name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The argument at `index`; 0 is the command's name as typed.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] as usize,
        };
        Some(&self.bytes[start..end])
    }

    /// The command's name as typed.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        self.get(0).unwrap_or_default()
    }

    /// All of them, the name the first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> + Clone {
        (0..self.len()).map(|index| &self[index])
    }

    /// Length of all of them together, in bytes.
    #[must_use]
    pub(crate) fn byte_len(&self) -> usize {
        self.bytes.len()
    }
}

impl Index<usize> for Arguments {
    type Output = [u8];

    /// The argument at `index`, which must exist.
    fn index(&self, index: usize) -> &[u8] {
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[index] as usize]
    }
}

/// Joins arguments by single blanks (`core/exec.c: concat_args`).
pub fn concat_args<'a>(arguments: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut text = Vec::new();
    for (index, argument) in arguments.into_iter().enumerate() {
        if index > 0 {
            text.push(b' ');
        }
        text.extend_from_slice(argument);
    }
    text
}
