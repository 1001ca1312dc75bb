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

/// What is to be booted from a SAN device (`include/ipxe/sanboot.h: struct san_boot_config`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SanBootConfig {
    /// The file to boot, on UEFI.
    pub filename: Option<Vec<u8>>,
    /// A file that the file system must have too.
    pub extra: Option<Vec<u8>>,
    /// The label that the file system must have.
    pub label: Option<Vec<u8>>,
    /// The UUID that the file system must have.
    pub uuid: Option<[u8; 16]>,
}

/// SAN devices (`core/sanboot.c`). They are known by their drive number. The machine sees to it that no number is
/// used twice.
pub trait San {
    /// Opens a device by its paths, of which the first that works is used (`san_hook`). The paths are absolute, and
    /// of schemes that the build can open. The job of opening shows nothing, and it cannot be interrupted: it is
    /// `register_sandev`, up to a device that has told its capacity, or to the failure of all paths.
    fn open_san(&mut self, host: &Host<'_>, drive: u32, paths: &[Uri]) -> Job<SanDevice>;

    /// Closes a device (`san_unhook`).
    fn close_san(&mut self, host: &Host<'_>, drive: u32);

    /// How many disks the BIOS itself has: floppy disks and hard disks. New drives are numbered behind them on request.
    fn bios_disks(&mut self, _host: &Host<'_>) -> [u8; 2] {
        [0, 0]
    }

    /// Writes the descriptions for the operating system (`san_describe`).
    ///
    /// # Errors
    /// Where a device cannot be described.
    fn describe_san(&mut self, host: &Host<'_>) -> Result<(), ErrorId>;

    /// Boots from a device, which need not be one that was opened (`san_boot`). `Ok` means that what was booted did
    /// not return. (A userspace iPXE cannot boot from a device; then nobody asks.)
    ///
    /// # Errors
    /// Why it failed, also where what was booted returned.
    fn boot_san(
        &mut self,
        host: &Host<'_>,
        drive: u32,
        config: &SanBootConfig,
    ) -> Result<(), ErrorId>;
}
