//! Archives: `gzip` and `zlib` images (`core/archive.c`, `image/gzip.c`, `image/zlib.c`).

use flate2::{Decompress, FlushDecompress, Status as Inflate};
use ipxe_reference::{ErrorFile, ErrorId, ImageAbility, Posix};

use crate::Cx;
use crate::state::{Image, ImageId};

const NOT_AN_ARCHIVE: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Archive, 0);
const BAD_GZIP_HEADER: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Gzip, 0);
const BAD_DATA: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Deflate, 0);
const INCOMPLETE: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Zlib, 0);
const NO_MEMORY: ErrorId = ErrorId::new(Posix::Enomem, ErrorFile::Image, 0);

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
            Some("gzip") => inflate(
                gzip_body(&archive.data).ok_or(BAD_GZIP_HEADER)?,
                false,
                limit,
            ),
            Some("zlib") => inflate(&archive.data, true, limit),
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

/// Unpacks deflated data. Checksums are not looked at, and what follows the data is ignored, as in iPXE
/// (`image/zlib.c: zlib_deflate`).
fn inflate(data: &[u8], zlib: bool, limit: usize) -> Result<Vec<u8>, ErrorId> {
    let mut contents = Vec::with_capacity(data.len().saturating_mul(4).min(1 << 20));
    let mut decoder = Decompress::new(zlib);
    loop {
        let consumed = decoder.total_in() as usize;
        let produced = contents.len();
        let result =
            decoder.decompress_vec(&data[consumed..], &mut contents, FlushDecompress::None);
        match result {
            Ok(Inflate::StreamEnd) => return Ok(contents),
            Err(_) => return Err(BAD_DATA),
            Ok(Inflate::Ok | Inflate::BufError) => {
                if contents.len() > limit {
                    return Err(NO_MEMORY);
                }
                if contents.len() < contents.capacity() {
                    let stuck =
                        decoder.total_in() as usize == consumed && contents.len() == produced;
                    if stuck || decoder.total_in() as usize == data.len() {
                        return Err(INCOMPLETE);
                    }
                } else {
                    contents.reserve(contents.len().max(4096));
                }
            }
        }
    }
}
