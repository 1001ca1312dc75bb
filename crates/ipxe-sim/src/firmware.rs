//! The firmware and the hardware (`interface/`, `arch/`).

use ipxe_machine::ports::{Boot, BootRequest, Entropy, Firmware, Host, PowerRequest};
use ipxe_reference::{ErrorFile, ErrorId, Platform, Posix};

use crate::scenario::machine::BootResult;
use crate::world::SimWorld;

const BOOT_FAILED: ErrorId = ErrorId::new(Posix::Enoexec, ErrorFile::Image, 0);

/// What was handed over to an image that was booted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booted {
    /// Name of the image type: `bzImage`.
    pub image_type: String,
    /// The image's name.
    pub name: Vec<u8>,
    /// Length of the image in bytes.
    pub length: u64,
    /// Its command line.
    pub command_line: Option<Vec<u8>>,
    /// The other images: initrds, modules.
    pub initrds: Vec<BootedFile>,
}

/// An image that was handed over along with the one that was booted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BootedFile {
    /// Its name.
    pub name: Vec<u8>,
    /// Its length in bytes.
    pub length: u64,
    /// Its command line.
    pub command_line: Option<Vec<u8>>,
}

impl Firmware for SimWorld {
    fn boot(&mut self, _: &Host<'_>, request: &BootRequest<'_>) -> Boot {
        let initrds = request.others.iter().map(|other| BootedFile {
            name: other.name.to_vec(),
            length: other.data.len() as u64,
            command_line: other.command_line.map(<[u8]>::to_vec),
        });
        self.booted = Some(Booted {
            image_type: request.image_type.to_owned(),
            name: request.name.to_vec(),
            length: request.data.len() as u64,
            command_line: request.command_line.map(<[u8]>::to_vec),
            initrds: initrds.collect(),
        });
        match self.scenario.machine.boot {
            BootResult::Starts => Boot::Started,
            BootResult::Returns => Boot::Returned(Ok(())),
            BootResult::Fails => Boot::Returned(Err(BOOT_FAILED)),
        }
    }

    fn power(&mut self, _: &Host<'_>, _: PowerRequest) -> Result<(), ErrorId> {
        Ok(())
    }

    fn memory(&mut self, host: &Host<'_>, _: u64, length: usize) -> Option<Vec<u8>> {
        // A userspace build has no physical memory to read from; elsewhere it holds nothing of interest.
        let is_readable = length == 0 || host.build.platform != Platform::Linux;
        is_readable.then(|| vec![0; length])
    }

    fn cpuid(&mut self, _: &Host<'_>, function: u32, subfunction: u32) -> Option<[u32; 4]> {
        let leaves = &self.scenario.machine.cpuid;
        let find = |function: u32, subfunction: u32| {
            leaves
                .iter()
                .find(|leaf| (leaf.function, leaf.subfunction) == (function, subfunction))
                .map(|leaf| leaf.registers)
        };
        // `arch/x86/core/cpuid.c: cpuid_supported`
        let [highest, ..] = find(function & 0xc000_0000, 0)?;
        let is_supported = highest & 0xffff_0000 == function & 0xffff_0000 && function <= highest;
        is_supported.then(|| find(function, subfunction).unwrap_or_default())
    }

    fn next_pci(&mut self, _: &Host<'_>, from: u32) -> Option<u32> {
        let cards = self
            .scenario
            .interface
            .iter()
            .filter(|spec| spec.bus.as_deref() == Some("PCI"));
        let cards = cards.map(|spec| spec.bus_location);
        let others = self
            .scenario
            .machine
            .pci
            .iter()
            .map(|device| device.address);
        cards.chain(others).filter(|&address| address >= from).min()
    }

    fn next_usb(&mut self, _: &Host<'_>, _: u32) -> Option<u32> {
        None
    }
}

impl Entropy for SimWorld {
    fn fill(&mut self, buffer: &mut [u8]) {
        self.random.fill(buffer);
    }
}
