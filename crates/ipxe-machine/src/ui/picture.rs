//! Pictures for the background of a graphical console (`core/pixbuf.c`).
//!
//! Only their size is worked out, and whether iPXE could show them; nothing here paints.

mod png;
mod pnm;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::number::LongWidth;

use crate::state::Image;

/// What is no picture.
pub const NOT_A_PICTURE: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Pixbuf, 0);

/// Why a picture cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// An error.
    Error(ErrorId),
    /// A negative number in the picture, which iPXE takes for an error.
    Number(i32),
}

impl From<ErrorId> for PictureError {
    fn from(error: ErrorId) -> Self {
        Self::Error(error)
    }
}

/// Width and height of a picture in pixels (`image_pixbuf`). One that takes more than `limit` bytes is too large.
///
/// # Errors
/// Where the image is no picture, or a damaged one.
pub fn picture_size(
    image: &Image,
    width: LongWidth,
    limit: u64,
) -> Result<(u32, u32), PictureError> {
    match image.image_type.map(|image_type| image_type.name) {
        Some("PNG") => png::size(&image.data, limit).map_err(PictureError::Error),
        Some("PNM") => pnm::size(&image.data, width, limit),
        _ => Err(NOT_A_PICTURE.into()),
    }
}

/// Pixels of a picture, if there is memory for so many (`alloc_pixbuf`).
fn pixels(width: u32, height: u32, limit: u64) -> Option<u64> {
    let pixels = u64::from(width) * u64::from(height);
    (pixels <= limit / 4 && u32::try_from(pixels).is_ok()).then_some(pixels)
}
