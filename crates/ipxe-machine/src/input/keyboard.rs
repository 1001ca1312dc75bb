//! Bytes from the keyboard.

use std::collections::VecDeque;

use ipxe_reference::Platform;

/// Bytes that were typed and not yet read.
#[derive(Clone, Debug, Default)]
pub struct Keyboard {
    queue: VecDeque<u8>,
}

impl Keyboard {
    /// A byte is typed.
    pub fn push(&mut self, byte: u8) {
        self.queue.push_back(byte);
    }

    /// Whether there is a byte to read (`core/console.c: iskey`).
    #[must_use]
    pub fn has_key(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Reads a byte (`core/console.c: getchar`): DEL is backspace, a carriage return is a line feed.
    ///
    /// The userspace build reads a signed `char`, so that bytes from 0x80 on are negative there.
    pub fn getchar(&mut self, platform: Platform) -> Option<i32> {
        let byte = self.queue.pop_front()?;
        Some(match byte {
            0x7f => 0x08,
            b'\r' => i32::from(b'\n'),
            byte if platform == Platform::Linux => i32::from(byte as i8),
            byte => i32::from(byte),
        })
    }
}
