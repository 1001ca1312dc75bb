//! The console's output.

/// Bytes printed and not yet taken.
///
/// The console knows no screen: what a terminal makes of the bytes is for others to work out.
#[derive(Clone, Debug, Default)]
pub struct Console {
    pending: Vec<u8>,
    printed: u64,
}

impl Console {
    /// Prints bytes; a line feed becomes carriage return and line feed (`core/console.c: putchar`).
    pub fn print(&mut self, text: &[u8]) {
        let start = self.pending.len();
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            self.pending.extend_from_slice(&rest[..at]);
            self.pending.extend_from_slice(b"\r\n");
            rest = &rest[at + 1..];
        }
        self.pending.extend_from_slice(rest);
        self.printed += (self.pending.len() - start) as u64;
    }

    /// What was printed and not yet taken.
    #[must_use]
    pub fn pending(&self) -> &[u8] {
        &self.pending
    }

    /// Takes what was printed since it was last taken.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.pending)
    }

    /// How many bytes were printed in all.
    #[must_use]
    pub fn printed(&self) -> u64 {
        self.printed
    }
}
