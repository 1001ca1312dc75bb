//! The bytes of a setting's value, borrowed where they can be.

use std::fmt;
use std::ops::Deref;

/// Longest value that is kept without an allocation: a UUID or an IPv6 address.
const INLINE: usize = 16;

/// The raw (binary) value of a setting, as parsing and fetching give it.
///
/// It borrows the bytes where they exist already, holds short computed values itself and
/// allocates only for long computed ones. It derefs to the bytes.
#[derive(Clone)]
pub struct RawValue<'a>(Repr<'a>);

#[derive(Clone)]
enum Repr<'a> {
    Borrowed(&'a [u8]),
    Inline { bytes: [u8; INLINE], len: u8 },
    Owned(Vec<u8>),
}

impl<'a> RawValue<'a> {
    /// A value that exists elsewhere.
    pub const fn borrowed(bytes: &'a [u8]) -> Self {
        Self(Repr::Borrowed(bytes))
    }

    /// A computed value of a few bytes.
    pub fn copied(bytes: &[u8]) -> Self {
        let mut inline = [0; INLINE];
        match inline.get_mut(..bytes.len()) {
            Some(target) => {
                target.copy_from_slice(bytes);
                Self(Repr::Inline {
                    bytes: inline,
                    len: bytes.len() as u8,
                })
            }
            None => Self(Repr::Owned(bytes.to_vec())),
        }
    }

    /// A computed value.
    pub const fn owned(bytes: Vec<u8>) -> Self {
        Self(Repr::Owned(bytes))
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        match &self.0 {
            Repr::Borrowed(bytes) => bytes,
            Repr::Inline { bytes, len } => bytes.get(..usize::from(*len)).unwrap_or(bytes),
            Repr::Owned(bytes) => bytes,
        }
    }

    /// The bytes, independent of where they came from.
    pub fn into_vec(self) -> Vec<u8> {
        match self.0 {
            Repr::Owned(bytes) => bytes,
            other => Self(other).as_slice().to_vec(),
        }
    }
}

impl Deref for RawValue<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl AsRef<[u8]> for RawValue<'_> {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl PartialEq for RawValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for RawValue<'_> {}

impl fmt::Debug for RawValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}
