//! Portable network graphics (`image/png.c`).

use flate2::{Decompress, FlushDecompress, Status as Inflate};
use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::pixels;

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Png, 0);
const UNSUPPORTED: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Png, 0);
const TOO_LARGE: ErrorId = ErrorId::new(Posix::Erange, ErrorFile::Png, 0);
const NO_MEMORY: ErrorId = ErrorId::new(Posix::Enomem, ErrorFile::Png, 0);
const BAD_DATA: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Deflate, 0);
const UNSUPPORTED_DATA: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Deflate, 0);

const SIGNATURE: usize = 8;
/// Length of a chunk's length and type.
const CHUNK_HEADER: usize = 8;
/// Length of a chunk's checksum, which is not looked at.
const CHUNK_FOOTER: usize = 4;
/// The bit of a chunk's type that says that it may be ignored.
const ANCILLARY: u8 = 0x20;

const PALETTE: u8 = 0x01;
const RGB: u8 = 0x02;
const ALPHA: u8 = 0x04;

/// `png_pixbuf`
pub(super) fn size(data: &[u8], limit: u64) -> Result<(u32, u32), ErrorId> {
    let mut header: Option<Header> = None;
    let mut pixels = PixelData::default();
    let mut rest = data.get(SIGNATURE..).unwrap_or_default();
    loop {
        let (chunk_header, after) = rest
            .split_first_chunk::<CHUNK_HEADER>()
            .filter(|(_, after)| after.len() >= CHUNK_FOOTER)
            .ok_or(INVALID)?;
        let [l0, l1, l2, l3, kind @ ..] = *chunk_header;
        let length = u32::from_be_bytes([l0, l1, l2, l3]) as usize;
        if length > after.len() - CHUNK_FOOTER {
            return Err(INVALID);
        }
        let (body, after) = after.split_at(length);
        match &kind {
            b"IHDR" if header.is_some() => return Err(INVALID),
            b"IHDR" => header = Some(Header::parse(body, limit)?),
            b"PLTE" => {}
            b"IDAT" => {
                let wanted = header.as_ref().map_or(0, |header| header.raw_len);
                pixels.add(body, wanted)?;
            }
            b"IEND" => {
                let header = header.as_ref().filter(|_| body.is_empty());
                header.ok_or(INVALID)?.check(&pixels)?;
            }
            [first, ..] if first & ANCILLARY == 0 => return Err(UNSUPPORTED),
            _ => {}
        }
        rest = &after[CHUNK_FOOTER..];
        if rest.is_empty() {
            let header = header.filter(|_| &kind == b"IEND").ok_or(INVALID)?;
            return Ok((header.width, header.height));
        }
    }
}

/// What the header says.
struct Header {
    width: u32,
    height: u32,
    /// Length of a row's data with its filter byte, and number of rows, for each pass.
    passes: Vec<(u64, u64)>,
    /// Length of all unpacked data.
    raw_len: u64,
}

impl Header {
    /// `png_image_header`
    fn parse(body: &[u8], limit: u64) -> Result<Self, ErrorId> {
        let body: &[u8; 13] = body.try_into().map_err(|_| INVALID)?;
        let [
            w0,
            w1,
            w2,
            w3,
            h0,
            h1,
            h2,
            h3,
            depth,
            colour_type,
            compression,
            filter,
            interlace,
        ] = *body;
        if compression > 0 || filter > 0 || interlace > 1 {
            return Err(UNSUPPORTED);
        }
        let width = u32::from_be_bytes([w0, w1, w2, w3]);
        let height = u32::from_be_bytes([h0, h1, h2, h3]);
        pixels(width, height, limit).ok_or(NO_MEMORY)?;
        if !depth.is_power_of_two() {
            return Err(INVALID);
        }
        let mut channels = 1;
        if colour_type & PALETTE == 0 {
            channels += if colour_type & RGB != 0 { 2 } else { 0 };
            channels += if colour_type & ALPHA != 0 { 1 } else { 0 };
        }
        let pixel_bits = channels * u64::from(depth);
        let mut header = Self {
            width,
            height,
            passes: Vec::new(),
            raw_len: 0,
        };
        let count = if interlace == 0 { 1 } else { 7 };
        for pass in 0..count {
            let (columns, rows) = pass_size(pass, count, width, height);
            if columns == 0 {
                continue;
            }
            let bits = u64::from(columns) * pixel_bits;
            if u32::try_from(bits).is_err() {
                return Err(TOO_LARGE);
            }
            let row_len = 1 + bits.div_ceil(8);
            header.passes.push((row_len, u64::from(rows)));
            header.raw_len += row_len * u64::from(rows);
        }
        if header.raw_len > limit {
            return Err(NO_MEMORY);
        }
        Ok(header)
    }

    /// Whether the unpacked data is what it must be (`png_image_end`, `png_unfilter`).
    fn check(&self, pixels: &PixelData) -> Result<(), ErrorId> {
        if !pixels.is_finished() || pixels.length != self.raw_len {
            return Err(INVALID);
        }
        let mut rest = &*pixels.unpacked;
        for &(row_len, rows) in &self.passes {
            for _ in 0..rows {
                let Some((row, after)) = rest.split_at_checked(row_len as usize) else {
                    return Ok(());
                };
                if row.first().is_some_and(|&filter| filter > 4) {
                    return Err(UNSUPPORTED);
                }
                rest = after;
            }
        }
        Ok(())
    }
}

/// Columns and rows of a pass of so many (`png_interlace`).
fn pass_size(pass: u32, count: u32, width: u32, height: u32) -> (u32, u32) {
    let (columns_log2, rows_log2) = (count / 2, (count - 1) / 2);
    let is_odd = pass % 2 == 1;
    let x_indent = if is_odd {
        1 << (columns_log2 - pass / 2 - 1)
    } else {
        0
    };
    let y_indent = if pass > 0 && !is_odd {
        1 << (rows_log2 - (pass - 1) / 2 - 1)
    } else {
        0
    };
    let x_stride = columns_log2 - pass / 2;
    let y_stride = rows_log2 - pass.saturating_sub(1) / 2;
    let part = |size: u32, indent: u32, stride: u32| {
        let size = size.wrapping_sub(indent).wrapping_add(1 << stride);
        size.wrapping_sub(1) >> stride
    };
    (
        part(width, x_indent, x_stride),
        part(height, y_indent, y_stride),
    )
}

/// The unpacked data of the chunks so far (`png_image_data`, `crypto/deflate.c`).
struct PixelData {
    decoder: Decompress,
    /// How much of the header before the packed data was there.
    header: Vec<u8>,
    /// The first byte of the packed data.
    first: Option<u8>,
    unpacked: Vec<u8>,
    /// Length of the unpacked data, of which no more is kept than there may be.
    length: u64,
    /// Bytes after the packed data; `None` before its end.
    trailer: Option<usize>,
}

impl Default for PixelData {
    fn default() -> Self {
        Self {
            decoder: Decompress::new(false),
            header: Vec::new(),
            first: None,
            unpacked: Vec::new(),
            length: 0,
            trailer: None,
        }
    }
}

impl PixelData {
    /// Whether nothing is missing, the checksum included. So it is where nothing has begun.
    fn is_finished(&self) -> bool {
        match self.trailer {
            Some(trailer) => trailer >= 4,
            None => self.header.is_empty(),
        }
    }

    fn add(&mut self, data: &[u8], wanted: u64) -> Result<(), ErrorId> {
        let (header, mut data) = data.split_at(data.len().min(2 - self.header.len()));
        self.header.extend_from_slice(header);
        let [method, flags] = *self.header else {
            return Ok(());
        };
        if method & 0x0f != 8 || flags & 0x20 != 0 {
            return Err(UNSUPPORTED_DATA);
        }
        self.first = self.first.or(data.first().copied());
        let mut buffer = [0; 1 << 14];
        while self.trailer.is_none() {
            let (consumed, produced) = (self.decoder.total_in(), self.decoder.total_out());
            let result = self
                .decoder
                .decompress(data, &mut buffer, FlushDecompress::None);
            let consumed = (self.decoder.total_in() - consumed) as usize;
            let produced = (self.decoder.total_out() - produced) as usize;
            data = &data[consumed..];
            self.length += produced as u64;
            let room = usize::try_from(wanted).unwrap_or(usize::MAX);
            let room = room.saturating_sub(self.unpacked.len()).min(produced);
            self.unpacked.extend_from_slice(&buffer[..room]);
            match result {
                Ok(Inflate::StreamEnd) => self.trailer = Some(0),
                Ok(_) if consumed == 0 && produced == 0 => return Ok(()),
                Ok(_) => {}
                // The first block has a type that does not exist.
                Err(_) if self.first.is_some_and(|first| first & 0x06 == 0x06) => {
                    return Err(UNSUPPORTED_DATA);
                }
                Err(_) => return Err(BAD_DATA),
            }
        }
        self.trailer = self.trailer.map(|trailer| trailer + data.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32).to_be_bytes();
        [&length[..], kind, body, b"none"].concat()
    }

    fn header(width: u32, height: u32, rest: [u8; 5]) -> Vec<u8> {
        let body = [&width.to_be_bytes()[..], &height.to_be_bytes(), &rest].concat();
        chunk(b"IHDR", &body)
    }

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).expect("memory");
        encoder.finish().expect("memory")
    }

    fn picture(chunks: &[Vec<u8>]) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
    }

    fn size_of(chunks: &[Vec<u8>]) -> Result<(u32, u32), ErrorId> {
        size(&picture(chunks), 1 << 20)
    }

    const GREY: [u8; 5] = [8, 0, 0, 0, 0];

    #[test]
    fn rows_of_all_passes_must_be_there() {
        let end = chunk(b"IEND", b"");
        // Two rows of three bytes, each after its filter.
        let data = packed(&[0, 1, 2, 3, 4, 5, 6, 7]);
        let (first, second) = data.split_at(5);
        let chunks = [
            header(3, 2, GREY),
            chunk(b"tEXt", b"a comment"),
            chunk(b"IDAT", first),
            chunk(b"IDAT", second),
            end.clone(),
        ];
        assert_eq!(size_of(&chunks), Ok((3, 2)));
        // Passes without columns have no filter bytes either.
        let interlaced = header(1, 1, [8, 2, 0, 0, 1]);
        let chunks = [interlaced, chunk(b"IDAT", &packed(&[0, 1, 2, 3])), end];
        assert_eq!(size_of(&chunks), Ok((1, 1)));
    }

    #[test]
    fn passes_divide_the_picture() {
        for (width, height) in [(8, 8), (1, 1), (5, 3), (16, 9), (640, 480)] {
            let pixels: u32 = (0..7)
                .map(|pass| pass_size(pass, 7, width, height))
                .map(|(columns, rows)| columns * rows)
                .sum();
            assert_eq!(pixels, width * height, "{width}x{height}");
        }
    }

    #[test]
    fn damage_is_an_error() {
        let end = || chunk(b"IEND", b"");
        let body = || chunk(b"IDAT", &packed(&[0, 1]));
        let start = || header(1, 1, GREY);
        assert_eq!(size_of(&[start(), body(), end()]), Ok((1, 1)));
        assert_eq!(size_of(&[start(), body()]), Err(INVALID));
        assert_eq!(size_of(&[body(), end()]), Err(INVALID));
        assert_eq!(size_of(&[start(), start(), body(), end()]), Err(INVALID));
        assert_eq!(size_of(&[start(), end()]), Err(INVALID));
        let wrong_filter = chunk(b"IDAT", &packed(&[5, 1]));
        assert_eq!(size_of(&[start(), wrong_filter, end()]), Err(UNSUPPORTED));
        let too_long = chunk(b"IDAT", &packed(&[0, 1, 2]));
        assert_eq!(size_of(&[start(), too_long, end()]), Err(INVALID));
        let unknown = chunk(b"XXXX", b"");
        assert_eq!(
            size_of(&[start(), unknown, body(), end()]),
            Err(UNSUPPORTED)
        );
        let broken = chunk(b"IDAT", &[0x78, 0x9c, 0x01, 1, 1, 1, 1]);
        assert_eq!(size_of(&[start(), broken, end()]), Err(BAD_DATA));
        let method = chunk(b"IDAT", &[0x77, 0x9c, 0]);
        assert_eq!(size_of(&[start(), method, end()]), Err(UNSUPPORTED_DATA));
        let whole = picture(&[start(), body(), end()]);
        for length in 0..whole.len() {
            assert_eq!(size(&whole[..length], 1 << 20), Err(INVALID), "{length}");
        }
        for (rest, error) in [
            ([8, 0, 1, 0, 0], UNSUPPORTED),
            ([8, 0, 0, 1, 0], UNSUPPORTED),
            ([8, 0, 0, 0, 2], UNSUPPORTED),
            ([3, 0, 0, 0, 0], INVALID),
            ([0, 0, 0, 0, 0], INVALID),
        ] {
            assert_eq!(size_of(&[header(1, 1, rest), body(), end()]), Err(error));
        }
        let large = header(1 << 15, 1 << 15, GREY);
        assert_eq!(size_of(&[large, body(), end()]), Err(NO_MEMORY));
    }
}
