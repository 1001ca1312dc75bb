//! The firmware and the hardware below iPXE.

use ipxe_reference::ErrorId;
use std::sync::Arc;

use super::Host;

/// An image to boot that is not one of iPXE's own (scripts and archives).
#[derive(Clone, Debug)]
pub struct BootRequest<'a> {
    /// Name of the image type: `bzImage`, `EFI`, `PXE-NBP`, `ELF`.
    pub image_type: &'static str,
    /// The image's name.
    pub name: &'a [u8],
    /// Its contents.
    pub data: &'a Arc<[u8]>,
    /// Its command line.
    pub command_line: Option<&'a [u8]>,
    /// The other registered images, in order: initrds, modules, files.
    pub others: Vec<Initrd<'a>>,
}

/// An image that is handed over along with the one that is booted.
#[derive(Clone, Copy, Debug)]
pub struct Initrd<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Its contents.
    pub data: &'a Arc<[u8]>,
    /// Its command line.
    pub command_line: Option<&'a [u8]>,
}

/// What becomes of a boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boot {
    /// What was booted has taken over the machine for good.
    Started,
    /// It came back, with success or an error.
    Returned(Result<(), ErrorId>),
}

/// A wish to end it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerRequest {
    /// Reboot (`reboot`).
    Reboot {
        /// A warm reboot.
        warm: bool,
        /// Into the firmware's set-up.
        setup: bool,
    },
    /// Power off (`poweroff`).
    PowerOff,
}

/// The kind of graphical console that is wished for (`include/ipxe/console.h: struct console_configuration`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DisplayMode {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bits of a pixel; 0 for any.
    pub depth: u32,
}

/// A graphical console (`core/fbcon.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framebuffer {
    /// Width in pixels, not less than was asked for.
    pub width: u32,
    /// Height in pixels, not less than was asked for.
    pub height: u32,
    /// Height of a character in pixels.
    pub character_height: u32,
}

/// The firmware and the hardware.
pub trait Firmware {
    /// Boots an image.
    fn boot(&mut self, host: &Host<'_>, request: &BootRequest<'_>) -> Boot;

    /// Reboots or powers off.
    ///
    /// # Errors
    /// Where the platform cannot.
    fn power(&mut self, host: &Host<'_>, request: PowerRequest) -> Result<(), ErrorId>;

    /// Copies physical memory (`imgmem`); `None` where there is none.
    fn memory(&mut self, host: &Host<'_>, address: u64, length: usize) -> Option<Vec<u8>>;

    /// A processor feature register (`cpuid`): eax, ebx, ecx, edx; `None` where the function does not exist.
    fn cpuid(&mut self, host: &Host<'_>, function: u32, subfunction: u32) -> Option<[u32; 4]>;

    /// The first PCI device at or after a bus:dev.fn number (`pciscan`).
    fn next_pci(&mut self, host: &Host<'_>, from: u32) -> Option<u32>;

    /// The first USB device at or after a bus:device number (`usbscan`).
    fn next_usb(&mut self, host: &Host<'_>, from: u32) -> Option<u32>;

    /// Changes to a graphical console, or back to text for `None`. `Ok(None)` is the answer where there is
    /// no graphical console at all.
    ///
    /// # Errors
    /// Where there is a graphical console but no such mode (`ENOENT` of `efi_fbcon` or `vesafb`).
    fn set_display_mode(
        &mut self,
        _host: &Host<'_>,
        _mode: Option<DisplayMode>,
    ) -> Result<Option<Framebuffer>, ErrorId> {
        Ok(None)
    }
}
