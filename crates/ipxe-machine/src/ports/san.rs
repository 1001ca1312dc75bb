//! SAN devices.

use ipxe_reference::ErrorId;
use ipxe_syntax::uri::Uri;

use super::{Host, Job};

/// A SAN device that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SanDevice {
    /// Number of blocks.
    pub blocks: u64,
    /// Length of a block in bytes.
    pub block_size: u32,
}

/// SAN devices (`core/sanboot.c`). They are known by their drive number.
pub trait San {
    /// Opens a device by its paths, of which the first that works is used (`san_hook`). The job of
    /// opening shows nothing. Also a device that the firmware cannot describe is opened.
    fn open_san(&mut self, host: &Host<'_>, drive: u32, paths: &[Uri]) -> Job<SanDevice>;

    /// Closes a device, if it is open (`san_unhook`).
    fn close_san(&mut self, host: &Host<'_>, drive: u32);

    /// Writes the descriptions for the operating system (`san_describe`).
    ///
    /// # Errors
    /// Where a device cannot be described.
    fn describe_san(&mut self, host: &Host<'_>) -> Result<(), ErrorId>;

    /// Boots from a device (`san_boot`). `Ok` means that what was booted did not return.
    ///
    /// # Errors
    /// Why it failed, also where what was booted returned.
    fn boot_san(
        &mut self,
        host: &Host<'_>,
        drive: u32,
        filename: Option<&[u8]>,
    ) -> Result<(), ErrorId>;
}
