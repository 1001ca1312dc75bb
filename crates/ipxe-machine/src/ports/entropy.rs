//! Chance.

/// Random numbers: names of boundaries, transaction identifiers, cipher nonces.
pub trait Entropy {
    /// Fills the buffer.
    fn fill(&mut self, buffer: &mut [u8]);
}
