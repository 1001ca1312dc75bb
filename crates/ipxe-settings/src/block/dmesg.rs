//! The message log behind the built-in setting `dmesg` (`core/dmesg.c`).

use std::sync::Arc;

/// Length of the ring buffer in bytes.
const LEN: usize = 8192;

/// The last 8192 characters that were printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dmesg {
    ring: Arc<[u8; LEN]>,
    /// Characters recorded so far, backspaces taken off.
    offset: u32,
}

impl Default for Dmesg {
    fn default() -> Self {
        Self {
            ring: Arc::new([0; LEN]),
            offset: 0,
        }
    }
}

impl Dmesg {
    /// Records printed text, from which ANSI escape sequences have been removed
    /// (`dmesg_putchar`). A backspace takes back the character before it.
    pub fn print(&mut self, text: &[u8]) {
        let ring = Arc::make_mut(&mut self.ring);
        for &byte in text {
            if byte == 0x08 {
                self.offset = self.offset.saturating_sub(1);
                continue;
            }
            if let Some(slot) = ring.get_mut(self.offset as usize % LEN) {
                *slot = byte;
            }
            self.offset = self.offset.wrapping_add(1);
        }
    }

    /// The recorded text (`dmesg_fetch`).
    pub fn text(&self) -> Vec<u8> {
        let len = (self.offset as usize).min(LEN);
        let start = (self.offset as usize - len) % LEN;
        let (end_part, start_part) = self.ring.split_at(start);
        let mut text = Vec::with_capacity(len);
        text.extend(start_part.iter().chain(end_part).take(len));
        text
    }

    /// Forgets the recorded text.
    pub const fn clear(&mut self) {
        self.offset = 0;
    }
}
