//! Base16 (`core/base16.c`).

/// Why a text is no Base16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Base16Error {
    /// A byte that is no hexadecimal digit.
    #[error("byte {byte:#04x} at offset {at} is not a hexadecimal digit")]
    BadDigit {
        /// The byte.
        byte: u8,
        /// Where it stands in the text.
        at: usize,
    },
    /// The last byte has one digit only.
    #[error("expected two hexadecimal digits for each byte, but the last has one")]
    OddLength,
}

/// Decodes pairs of hexadecimal digits without separators (`base16_decode`). The text ends at its first
/// NUL byte.
///
/// # Errors
/// Where iPXE reports "Invalid argument".
pub fn base16_decode(encoded: &[u8]) -> Result<Vec<u8>, Base16Error> {
    let encoded = crate::uri::until_nul(encoded);
    let digit = |at: usize| {
        let byte = encoded[at];
        let value = char::from(byte)
            .to_digit(16)
            .ok_or(Base16Error::BadDigit { byte, at })?;
        Ok(value.to_le_bytes()[0])
    };
    let mut out = Vec::with_capacity(encoded.len() / 2);
    for at in (0..encoded.len()).step_by(2) {
        let high = digit(at)?;
        if at + 1 == encoded.len() {
            return Err(Base16Error::OddLength);
        }
        out.push(high << 4 | digit(at + 1)?);
    }
    Ok(out)
}

/// Encodes as lower-case hexadecimal digits (`base16_encode`).
#[must_use]
pub fn base16_encode(raw: &[u8]) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0x0f)]];
    raw.iter().flat_map(digits).collect()
}
