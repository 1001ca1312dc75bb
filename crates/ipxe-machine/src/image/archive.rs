//! Archives: `gzip` and `zlib` images (`core/archive.c`, `image/gzip.c`, `image/zlib.c`).

use flate2::{Decompress, FlushDecompress, Status as Inflate};
use ipxe_reference::{ErrorFile, ErrorId, ImageAbility, Posix};

use crate::Cx;
use crate::state::{Image, ImageId};

const NOT_AN_ARCHIVE: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Archive, 0);
const BAD_GZIP_HEADER: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Gzip, 0);
const BAD_DATA: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Deflate, 0);
const UNSUPPORTED: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Deflate, 0);
const INCOMPLETE: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Zlib, 0);
const NO_MEMORY: ErrorId = ErrorId::new(Posix::Enomem, ErrorFile::Image, 0);

/// Length of the checksum that ends a zlib image, in bytes.
const CHECKSUM: usize = 4;

/// True where the image can be unpacked.
pub(super) fn is_archive(image: &Image) -> bool {
    image.can(ImageAbility::Extract)
}

impl Cx<'_> {
    /// Unpacks an archive into a new image, which is registered (`core/archive.c: image_extract`). Without a
    /// name it is called as the archive without its last suffix.
    ///
    /// # Errors
    /// Where the image is no archive, or a damaged one.
    pub fn extract_image(&mut self, id: ImageId, name: Option<&[u8]>) -> Result<ImageId, ErrorId> {
        let limit = self.machine.budget.image_bytes;
        let archive = self
            .machine
            .images
            .get(id)
            .filter(|image| is_archive(image));
        let archive = archive.ok_or(NOT_AN_ARCHIVE)?;
        let implicit = || {
            let name = archive.name();
            memchr::memrchr(b'.', name).map_or(name, |dot| &name[..dot])
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let contents = match archive.image_type.map(|image_type| image_type.name) {
            Some("gzip") => {
                let body = gzip_body(&archive.data).ok_or(BAD_GZIP_HEADER)?;
                inflate(body, 0, limit)
            }
            Some("zlib") => inflate(zlib_body(&archive.data)?, CHECKSUM, limit),
            _ => Err(NOT_AN_ARCHIVE),
        }?;
        let mut image = Image::new(contents);
        image.uri.clone_from(&archive.uri);
        image.parameters.clone_from(&archive.parameters);
        image.name = Some(name.unwrap_or_else(implicit).to_vec());
        image.trusted = archive.trusted;
        Ok(self.register_image(image))
    }
}

/// What lies between header and footer (`image/gzip.c: gzip_extract`).
fn gzip_body(data: &[u8]) -> Option<&[u8]> {
    const HEADER: usize = 10;
    const FOOTER: usize = 8;
    const HEADER_CHECKSUM: u8 = 0x02;
    const EXTRA: u8 = 0x04;
    const NAME: u8 = 0x08;
    const COMMENT: u8 = 0x10;
    let flags = *data.get(3)?;
    let mut rest = data.get(HEADER..data.len().checked_sub(FOOTER)?)?;
    if flags & EXTRA != 0 {
        let (length, extra) = rest.split_first_chunk::<2>()?;
        rest = extra.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            rest = &rest[memchr::memchr(0, rest)? + 1..];
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// What follows the header (`crypto/deflate.c: deflate_inflate`).
fn zlib_body(data: &[u8]) -> Result<&[u8], ErrorId> {
    const PRESET_DICTIONARY: u8 = 0x20;
    match data {
        [_, flags, ..] if flags & PRESET_DICTIONARY != 0 => Err(UNSUPPORTED),
        [_, _, body @ ..] => Ok(body),
        _ => Err(INCOMPLETE),
    }
}

/// Unpacks deflated data that so many bytes must follow. What follows is not looked at, checksums least of
/// all (`image/zlib.c: zlib_deflate`).
fn inflate(data: &[u8], follow: usize, limit: usize) -> Result<Vec<u8>, ErrorId> {
    let mut contents = Vec::with_capacity(data.len().saturating_mul(4).min(1 << 20));
    let mut decoder = Decompress::new(false);
    loop {
        let consumed = decoder.total_in() as usize;
        let produced = contents.len();
        let result =
            decoder.decompress_vec(&data[consumed..], &mut contents, FlushDecompress::None);
        let consumed_now = decoder.total_in() as usize;
        match result {
            Ok(Inflate::StreamEnd) if data.len() - consumed_now < follow => return Err(INCOMPLETE),
            Ok(Inflate::StreamEnd) => return Ok(contents),
            // The first block has a type that does not exist.
            Err(_) if data.first().is_some_and(|first| first & 0x06 == 0x06) => {
                return Err(UNSUPPORTED);
            }
            Err(_) => return Err(BAD_DATA),
            Ok(Inflate::Ok | Inflate::BufError) if contents.len() > limit => return Err(NO_MEMORY),
            Ok(Inflate::Ok | Inflate::BufError) if contents.len() == contents.capacity() => {
                contents.reserve(contents.len().max(4096));
            }
            Ok(Inflate::Ok | Inflate::BufError) => {
                let is_stuck = consumed_now == consumed && contents.len() == produced;
                if is_stuck || consumed_now == data.len() {
                    return Err(INCOMPLETE);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn deflated(contents: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(contents).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn damage_is_told_as_ipxe_does() {
        let contents = b"#!ipxe\necho hello hello hello\n".repeat(500);
        let data = deflated(&contents);
        assert_eq!(inflate(&data, 0, 1 << 20).as_deref(), Ok(&contents[..]));
        assert_eq!(inflate(&data, 4, 1 << 20), Err(INCOMPLETE));
        assert_eq!(inflate(&data, 0, 1000), Err(NO_MEMORY));
        for end in 0..data.len() {
            assert_eq!(
                inflate(&data[..end], 0, 1 << 20),
                Err(INCOMPLETE),
                "{end} bytes"
            );
        }
        assert_eq!(inflate(b"\x06", 0, 1 << 20), Err(UNSUPPORTED));
        assert_eq!(inflate(b"\x01\x01\x00\x00\x00", 0, 1 << 20), Err(BAD_DATA));
    }

    #[test]
    fn optional_parts_of_a_gzip_header_are_skipped() {
        let header = |flags: u8, more: &[u8]| {
            [
                b"\x1f\x8b\x08",
                &[flags][..],
                &[0; 6],
                more,
                b"body",
                &[0; 8],
            ]
            .concat()
        };
        for (flags, more) in [
            (0x00, &b""[..]),
            (0x08, b"name\0"),
            (0x1a, b"name\0comment\0\x01\x02"),
            (0x04, b"\x03\x00abc"),
        ] {
            assert_eq!(
                gzip_body(&header(flags, more)),
                Some(&b"body"[..]),
                "{flags:#x}"
            );
        }
        assert_eq!(gzip_body(&header(0x08, b"name without an end")), None);
        assert_eq!(gzip_body(&header(0x04, b"\xff\xff")), None);
    }
}
