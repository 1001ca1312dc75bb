//! What a `data:` URI contains (`core/datauri.c`), and the encodings it needs.
//!
//! The media type is ignored. There must be a comma; `;base64` counts only directly before the first one,
//! in any case. Percent escapes were decoded when the URI was parsed: `%00` ends the contents, and `#` (but
//! not `?`) ends the URI.

mod base16;
mod base64;

pub use base16::{Base16Error, base16_decode, base16_encode};
pub use base64::{Base64Error, base64_decode, base64_encode};

use super::Uri;

/// Why a `data:` URI has no contents. iPXE reports all of them as "Invalid argument".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataUriError {
    /// A `/` follows the scheme, so that there is no opaque part.
    #[error("found `/` directly after `data:`; write `data:,TEXT`")]
    NotOpaque,
    /// Nothing separates the media type from the contents.
    #[error("found no `,` in the data: URI; write `data:,TEXT` or `data:;base64,DATA`")]
    NoComma,
    /// The contents are no Base64.
    #[error("the data: URI holds bad Base64: {0}")]
    Base64(#[from] Base64Error),
}

/// The contents of a `data:` URI (`datauri_parse`). The scheme is not looked at.
///
/// # Errors
/// Where the URI is not of the form `data:[TYPE][;base64],CONTENTS`.
pub fn datauri_parse(uri: &Uri) -> Result<Vec<u8>, DataUriError> {
    const MARK: &[u8] = b";base64";
    let opaque = uri.opaque.as_deref().ok_or(DataUriError::NotOpaque)?;
    let comma = memchr::memchr(b',', opaque).ok_or(DataUriError::NoComma)?;
    let (kind, contents) = (&opaque[..comma], &opaque[comma + 1..]);
    let mark = kind
        .len()
        .checked_sub(MARK.len())
        .map(|start| &kind[start..]);
    if mark.is_some_and(|mark| mark.eq_ignore_ascii_case(MARK)) {
        Ok(base64_decode(contents)?)
    } else {
        Ok(contents.to_vec())
    }
}
