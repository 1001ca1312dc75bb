//! SAN devices (`core/sanboot.c`).

use crate::ports::SanDevice;

/// The SAN devices that are open, in order of their drive numbers.
#[derive(Clone, Debug, Default)]
pub struct SanDevices {
    devices: Vec<(u32, SanDevice)>,
}

impl SanDevices {
    /// The device of a drive number (`sandev_find`).
    #[must_use]
    pub fn find(&self, drive: u32) -> Option<&SanDevice> {
        let at = self.position(drive).ok()?;
        Some(&self.devices[at].1)
    }

    /// All devices with their drive numbers.
    #[must_use]
    pub fn all(&self) -> &[(u32, SanDevice)] {
        &self.devices
    }

    /// Notes that a device is open, in place of one of that number.
    pub(crate) fn insert(&mut self, drive: u32, device: SanDevice) {
        match self.position(drive) {
            Ok(at) => self.devices[at].1 = device,
            Err(at) => self.devices.insert(at, (drive, device)),
        }
    }

    /// Notes that a device is closed.
    pub(crate) fn remove(&mut self, drive: u32) -> Option<SanDevice> {
        let at = self.position(drive).ok()?;
        Some(self.devices.remove(at).1)
    }

    fn position(&self, drive: u32) -> Result<usize, usize> {
        self.devices
            .binary_search_by_key(&drive, |&(drive, _)| drive)
    }
}
