//! Keys that have a name.

use crate::Release;
use crate::generated::keys::KEYS;

/// The least code of a key that is no character, since 2.0.0.
pub const KEY_MIN: u32 = 0x11_0000;

/// A key.
#[derive(Debug)]
pub struct Key {
    /// What stands on the keyboard.
    pub name: &'static str,
    /// Its code since 2.0.0.
    pub code: u32,
    /// Its code before 2.0.0, where it differs. `--key` accepts it still.
    pub code_before_2_0_0: Option<u32>,
    /// What follows `ESC [` when a terminal sends the key.
    pub escape: Option<&'static str>,
}

impl Key {
    /// Its code in a release.
    #[must_use]
    pub fn code_in(&self, release: Release) -> u32 {
        match self.code_before_2_0_0 {
            Some(code) if release < Release::V2_0_0 => code,
            _ => self.code,
        }
    }
}

/// The key with this code, old or new.
#[must_use]
pub fn key(code: u32) -> Option<&'static Key> {
    KEYS.iter()
        .find(|key| key.code == code || key.code_before_2_0_0 == Some(code))
}
