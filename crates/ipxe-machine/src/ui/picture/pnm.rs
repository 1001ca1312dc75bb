//! Portable bitmaps, greymaps and pixmaps (`image/pnm.c`).

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::number::{LongWidth, is_space, strtoul, until_nul};

use super::{PictureError, pixels};

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Pnm, 0);
const UNSUPPORTED: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Pnm, 0);
const NO_MEMORY: ErrorId = ErrorId::new(Posix::Enomem, ErrorFile::Pnm, 0);

/// Length of what tells the type.
const SIGNATURE: usize = 3;
/// Greatest length of a number.
const NUMBER: usize = 16;

/// Reads numbers from a picture.
struct Reader<'d> {
    data: &'d [u8],
    offset: usize,
    width: LongWidth,
}

/// `pnm_pixbuf`
pub(super) fn size(
    data: &[u8],
    long_width: LongWidth,
    limit: u64,
) -> Result<(u32, u32), PictureError> {
    // Numbers for a pixel, pixels for a number, numbers as text.
    let (depth, packing, is_text) = match data.get(1) {
        Some(b'1' | b'2') => (1, 1, true),
        Some(b'3') => (3, 1, true),
        Some(b'4') => (1, 8, false),
        Some(b'5') => (1, 1, false),
        Some(b'6') => (3, 1, false),
        _ => return Err(UNSUPPORTED.into()),
    };
    let is_bitmap = matches!(data.get(1), Some(b'1' | b'4'));
    let mut reader = Reader {
        data,
        offset: SIGNATURE,
        width: long_width,
    };
    let width = reader.text(NUMBER)?;
    let height = reader.text(NUMBER)?;
    let max = match is_bitmap {
        true => (1 << packing) - 1,
        false => reader.text(NUMBER)?,
    };
    if max == 0 {
        return Err(INVALID.into());
    }
    let number_len = if is_bitmap { 1 } else { NUMBER };
    let total = pixels(width, height, limit).ok_or(NO_MEMORY)?;
    let (mut done, mut column) = (0, 0);
    while done < total {
        for _ in 0..depth {
            let value = match is_text {
                true => reader.text(number_len)?,
                false => reader.byte()?,
            };
            if value > max {
                return Err(INVALID.into());
            }
        }
        // A row ends with the number that its last pixel is in.
        let count = packing.min(width - column);
        done += u64::from(count);
        column = (column + count) % width;
    }
    Ok((width, height))
}

impl Reader<'_> {
    /// A number as text, after blanks and comments (`pnm_ascii`).
    fn text(&mut self, max_len: usize) -> Result<u32, PictureError> {
        let mut in_comment = false;
        while let Some(&byte) = self.data.get(self.offset) {
            match byte {
                b'\n' if in_comment => in_comment = false,
                _ if in_comment => {}
                b'#' => in_comment = true,
                byte if is_space(byte) => {}
                _ => break,
            }
            self.offset += 1;
        }
        let rest = self.data.get(self.offset..).unwrap_or_default();
        if rest.is_empty() {
            return Err(INVALID.into());
        }
        let number = until_nul(&rest[..rest.len().min(max_len)]);
        let (value, length) = strtoul(number, 0, self.width);
        self.offset += length;
        if let Some(&end) = number.get(length) {
            if !is_space(end) {
                return Err(INVALID.into());
            }
            self.offset += 1;
        }
        let value = value as i32;
        u32::try_from(value).map_err(|_| PictureError::Number(value))
    }

    /// `pnm_binary`
    fn byte(&mut self) -> Result<u32, PictureError> {
        let byte = self.data.get(self.offset).ok_or(INVALID)?;
        self.offset += 1;
        Ok(u32::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size_of(data: &[u8]) -> Result<(u32, u32), PictureError> {
        size(data, LongWidth::Bits64, 1 << 20)
    }

    #[test]
    fn all_six_types_have_a_size() {
        assert_eq!(size_of(b"P1 3 2\n1 0 1\n0 1 1"), Ok((3, 2)));
        assert_eq!(size_of(b"P1 3 2\n101011"), Ok((3, 2)));
        assert_eq!(size_of(b"P2 # grey\n2 1 15 3 15"), Ok((2, 1)));
        assert_eq!(size_of(b"P3 1 1 255 1 2 3\n"), Ok((1, 1)));
        assert_eq!(size_of(b"P4 9 2\nabcd"), Ok((9, 2)));
        assert_eq!(size_of(b"P5 2 2 255\nabcd"), Ok((2, 2)));
        assert_eq!(size_of(b"P6 0x1 01 255\nabc"), Ok((1, 1)));
    }

    #[test]
    fn damage_is_an_error() {
        let invalid = Err(PictureError::Error(INVALID));
        for damaged in [
            &b"P4 9 2\nabc"[..],
            b"P5 2 2 255\nabc",
            b"P5 2 2 96\nabcd",
            b"P5 2 2 0\nabcd",
            b"P2 1 1 5 6",
            b"P2 1x 1 5 4",
            b"P2 1 ",
            b"P1 1 1 2",
        ] {
            assert_eq!(size_of(damaged), invalid, "{}", damaged.escape_ascii());
        }
        assert_eq!(size_of(b"P7 "), Err(PictureError::Error(UNSUPPORTED)));
        assert_eq!(size_of(b"P5 -7 1 1 "), Err(PictureError::Number(-7)));
        let large = size_of(b"P5 100000 100000 255\n");
        assert_eq!(large, Err(PictureError::Error(NO_MEMORY)));
    }
}
