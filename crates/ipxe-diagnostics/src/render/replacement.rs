//! The bytes that an edit puts in, in formats that only hold text.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::lossy;

/// Bytes as text, and as themselves where the text does not tell them.
pub(crate) struct Replacement<'a> {
    /// The text, with one U+FFFD for each byte that is not UTF-8.
    pub(crate) text: Cow<'a, str>,
    /// The bytes in Base64 if they are not UTF-8.
    pub(crate) base64: Option<String>,
}

impl<'a> Replacement<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        let base64 = str::from_utf8(bytes)
            .is_err()
            .then(|| BASE64_STANDARD.encode(bytes));
        Self {
            text: lossy(bytes),
            base64,
        }
    }
}
