//! C integers at the start of a string.

/// What [`strtoul`] found.
pub(super) struct Number {
    /// The value modulo 2^32.
    pub(super) value: u32,
    /// How many bytes were read, counting blanks, sign and prefix.
    pub(super) len: usize,
}

/// Reads an integer the way `core/string.c: strtoul` does.
///
/// Blanks, a sign and (for base 0) a `0x` or `0` prefix are taken even where no digit follows; the value
/// is then 0. A given base takes no prefix.
pub(super) fn strtoul(text: &[u8], base: u32) -> Number {
    let byte = |at: usize| text.get(at).copied().unwrap_or(0);
    let mut at = 0;
    while matches!(byte(at), b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r') {
        at += 1;
    }
    let negative = byte(at) == b'-';
    if negative || byte(at) == b'+' {
        at += 1;
    }
    let mut base = base;
    if base == 0 {
        base = 10;
        if byte(at) == b'0' {
            at += 1;
            base = 8;
            if byte(at).eq_ignore_ascii_case(&b'x') {
                at += 1;
                base = 16;
            }
        }
    }
    let mut value: u32 = 0;
    while let Some(digit) = char::from(byte(at)).to_digit(base) {
        value = value.wrapping_mul(base).wrapping_add(digit);
        at += 1;
    }
    Number {
        value: if negative {
            value.wrapping_neg()
        } else {
            value
        },
        len: at,
    }
}
