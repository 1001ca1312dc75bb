//! Base64 (`core/base64.c`).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Why a text is no Base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// A byte of no meaning.
    #[error("byte {byte:#04x} at offset {at} is not in the Base64 alphabet")]
    BadByte {
        /// The byte.
        byte: u8,
        /// Where it stands in the text.
        at: usize,
    },
    /// Something other than a pad or white space follows a pad.
    #[error("found more text after the padding, at offset {at}")]
    AfterPad {
        /// Where it stands in the text.
        at: usize,
    },
    /// A third `=`.
    #[error("found a third `=` at offset {at}")]
    TooManyPads {
        /// Where it stands in the text.
        at: usize,
    },
    /// The text does not make whole bytes.
    #[error("the text does not make whole bytes; expected groups of four, padded with `=`")]
    NotWholeBytes,
}

/// Decodes Base64 (`base64_decode`). White space is ignored wherever it stands; the text ends at its first
/// NUL byte; bits left over by a pad are dropped without a look.
///
/// # Errors
/// Where iPXE reports "Invalid argument".
pub fn base64_decode(encoded: &[u8]) -> Result<Vec<u8>, Base64Error> {
    let encoded = crate::uri::until_nul(encoded);
    let mut out = Vec::with_capacity(encoded.len() / 4 * 3 + 3);
    let mut pads = 0;
    let (mut bits, mut held) = (0_u32, 0_u32);
    for (at, &byte) in encoded.iter().enumerate() {
        match byte {
            b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r' => {}
            b'=' if pads == 2 => return Err(Base64Error::TooManyPads { at }),
            b'=' => pads += 1,
            _ if pads > 0 => return Err(Base64Error::AfterPad { at }),
            _ => {
                let value = decode_digit(byte).ok_or(Base64Error::BadByte { byte, at })?;
                bits = bits << 6 | u32::from(value);
                held += 6;
                if held >= 8 {
                    held -= 8;
                    out.push((bits >> held).to_le_bytes()[0]);
                }
            }
        }
    }
    // Each pad takes two bits back; what is left must be whole bytes.
    if held == 2 * pads {
        Ok(out)
    } else {
        Err(Base64Error::NotWholeBytes)
    }
}

/// Encodes as Base64, with padding and without line breaks (`base64_encode`).
#[must_use]
pub fn base64_encode(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len().div_ceil(3) * 4);
    for group in raw.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 0x3f;
            out.push(if digit <= group.len() {
                ALPHABET[value as usize]
            } else {
                b'='
            });
        }
    }
    out
}

fn decode_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}
