//! Numbers as iPXE reads and writes them.
//!
//! Everything that takes a number (setting values, numeric setting names, command options) goes
//! through one reader, `core/string.c: strtoul`, and everything that shows one goes through
//! `core/vsprintf.c`. Both work on a C `long`, whose width depends on the processor.

use thiserror::Error;

/// Width of a C `long` in the build that is mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LongWidth {
    /// 32 bits: i386 BIOS and the other 32-bit processors.
    Bits32,
    /// 64 bits: x86_64, arm64, riscv64, loong64.
    #[default]
    Bits64,
}

impl LongWidth {
    /// Size of a `long` in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Bits32 => 4,
            Self::Bits64 => 8,
        }
    }

    /// Drops the bits that do not fit into an `unsigned long`.
    pub const fn truncate(self, value: u64) -> u64 {
        match self {
            Self::Bits32 => value as u32 as u64,
            Self::Bits64 => value,
        }
    }

    /// Reads an `unsigned long` as a `signed long`.
    pub const fn sign_extend(self, value: u64) -> i64 {
        match self {
            Self::Bits32 => value as u32 as i32 as i64,
            Self::Bits64 => value as i64,
        }
    }
}

/// The argument of an integer option or of `exit`, `sleep`, `inc` cannot be read.
///
/// `core/parseopt.c: parse_integer` reports it as `"TEXT": invalid integer value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a complete integer")]
pub struct InvalidInteger;

/// Whitespace as iPXE sees it (`core/ctype.c: isspace`).
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// The bytes before the first NUL: what a C string made of `bytes` contains.
pub fn until_nul(bytes: &[u8]) -> &[u8] {
    match bytes.iter().position(|&byte| byte == 0) {
        Some(end) => bytes.get(..end).unwrap_or(bytes),
        None => bytes,
    }
}

/// Value of a digit in a base of up to 36, or something that is not below any base
/// (`core/string.c: digit_value`).
pub(crate) const fn digit_value(byte: u8) -> u32 {
    match byte {
        b'a'..=0xff => (byte - b'a') as u32 + 10,
        b'A'..=b'`' => (byte - b'A') as u32 + 10,
        b'0'..=b'9' => (byte - b'0') as u32,
        _ => u32::MAX,
    }
}

/// Reads a number from the start of `text` and says how many bytes were used
/// (`core/string.c: strtoul`).
///
/// Leading whitespace and one sign are skipped. Base 0 means `0x` for hexadecimal, a leading `0`
/// for octal, else decimal. There is no overflow error: the value wraps. Text without any digit
/// is 0, and the whitespace, sign or prefix before the missing digit still counts as used.
pub fn strtoul(text: &[u8], base: u32, width: LongWidth) -> (u64, usize) {
    let at = |position: usize| text.get(position).copied().unwrap_or(0);
    let mut position = 0;
    while is_space(at(position)) {
        position += 1;
    }
    let negate = at(position) == b'-';
    if negate || at(position) == b'+' {
        position += 1;
    }
    let mut base = base;
    if base == 0 {
        base = 10;
        if at(position) == b'0' {
            position += 1;
            base = 8;
            if at(position) & !0x20 == b'X' {
                position += 1;
                base = 16;
            }
        }
    }
    let mut value: u64 = 0;
    loop {
        let digit = digit_value(at(position));
        if digit >= base {
            break;
        }
        value = value
            .wrapping_mul(u64::from(base))
            .wrapping_add(u64::from(digit));
        position += 1;
    }
    if negate {
        value = value.wrapping_neg();
    }
    (width.truncate(value), position)
}

/// Reads the argument of an integer option (`core/parseopt.c: parse_integer`).
///
/// The whole text must be a number and must not be empty. Only the low 32 bits are kept, and
/// nothing is out of range. `empty_is_zero` is how releases before 1.21.1 behave.
///
/// # Errors
///
/// [`InvalidInteger`] if bytes follow the number, or for the empty text unless `empty_is_zero`.
pub fn parse_integer(
    text: &[u8],
    width: LongWidth,
    empty_is_zero: bool,
) -> Result<u32, InvalidInteger> {
    let text = until_nul(text);
    let (value, used) = strtoul(text, 0, width);
    if used < text.len() || (text.is_empty() && !empty_is_zero) {
        return Err(InvalidInteger);
    }
    Ok(value as u32)
}

/// A raw value has more significant bytes than fit into a `long`.
///
/// The number that iPXE had assembled when it noticed is kept, because callers that ignore the
/// error (`fetch_intz_setting`) go on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooWide {
    /// The bytes read so far, as a number.
    pub partial: u64,
}

/// Reads a big-endian raw value of any length (`core/settings.c: numeric_setting_value`).
///
/// The result is the bit pattern of a `long`, sign-extended if `signed`. No bytes are zero.
///
/// # Errors
///
/// [`TooWide`] if a byte that does not fit is something else than sign or zero padding.
pub fn numeric_value(raw: &[u8], signed: bool, width: LongWidth) -> Result<u64, TooWide> {
    let negative = signed && raw.first().is_some_and(|&first| first >= 0x80);
    let mut value: u64 = if negative { u64::MAX } else { 0 };
    let pad = value as u8;
    for (index, &byte) in raw.iter().enumerate() {
        value = (value << 8) | u64::from(byte);
        if index + width.bytes() < raw.len() && byte != pad {
            return Err(TooWide {
                partial: width.truncate(value),
            });
        }
    }
    Ok(width.truncate(value))
}

/// Appends a signed decimal number as `%ld` prints it (`core/vsprintf.c: format_decimal`).
///
/// The most negative `long` cannot be negated, and its digits come out as the characters below
/// `0`; that is what iPXE prints, so it is what is appended.
pub fn format_decimal(value: i64, width: LongWidth, out: &mut Vec<u8>) {
    let most_negative = match width {
        LongWidth::Bits32 => i64::from(i32::MIN),
        LongWidth::Bits64 => i64::MIN,
    };
    let mut rest = value;
    if value < 0 {
        out.push(b'-');
        if value != most_negative {
            rest = value.wrapping_neg();
        }
    }
    let start = out.len();
    loop {
        // A remainder is within -9..=9, so the sum is a byte.
        out.push((i64::from(b'0') + rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}

/// Appends an unsigned hexadecimal number as `%#lx` prints it: zero is `0x0`.
pub fn format_hexadecimal(value: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(b"0x");
    format_hex_digits(value, 1, out);
}

/// Appends at least `digits` lower-case hexadecimal digits, padded with zeros.
pub(crate) fn format_hex_digits(value: u64, digits: u32, out: &mut Vec<u8>) {
    let needed = (u64::BITS - value.leading_zeros())
        .div_ceil(4)
        .max(digits)
        .min(16);
    for index in (0..needed).rev() {
        out.push(HEX_DIGITS[(value >> (4 * index)) as usize & 0xf]);
    }
}

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Appends one byte as two lower-case hexadecimal digits.
pub(crate) fn format_hex_byte(byte: u8, out: &mut Vec<u8>) {
    out.push(HEX_DIGITS[usize::from(byte >> 4)]);
    out.push(HEX_DIGITS[usize::from(byte & 0xf)]);
}
