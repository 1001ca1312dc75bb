//! The simulated computer, as scenario files describe it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::content::Content;
use super::quantity::{Mac, Size, Time, Uuid};

/// `[machine]`: the computer and the iPXE that runs on it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MachineSpec {
    /// What iPXE was built for: `pcbios`, `efi`, `linux`.
    pub platform: PlatformName,
    /// Processor architecture, as `${buildarch}` shows it: `i386`, `x86_64`, `arm32`, `arm64`,
    /// `riscv32`, `riscv64`, `loong64`. By default what is usual on the platform.
    pub architecture: Option<Architecture>,
    /// Release of iPXE: `1.20.1`, `1.21.1`, `2.0.0`, `master`.
    pub release: ReleaseName,
    /// What `${version}` shows. By default what a build of the release shows.
    pub version: Option<String>,
    /// Build options that are on beyond the defaults: `PING_CMD`, `DOWNLOAD_PROTO_FTP`.
    pub options: Vec<String>,
    /// SMBIOS manufacturer.
    pub manufacturer: String,
    /// SMBIOS product name.
    pub product: String,
    /// SMBIOS serial number.
    pub serial: String,
    /// SMBIOS asset tag.
    pub asset: String,
    /// SMBIOS board serial number.
    pub board_serial: String,
    /// SMBIOS system UUID. Without one there are no SMBIOS tables.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub uuid: Option<Uuid>,
    /// Usable memory.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub memory: Size,
    /// The time on the clock at the start, in seconds since 1970.
    pub time: i64,
    /// How long the computer takes for each packet that it receives. This is what limits downloads
    /// on fast networks: iPXE polls, and copies every packet.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub packet_time: Time,
    /// Selects the random numbers.
    pub seed: u64,
    /// What `${cpuid/...}` reads and the command `cpuid` tests.
    pub cpuid: Vec<CpuidLeaf>,
    /// PCI devices, besides the network cards.
    pub pci: Vec<PciDevice>,
    /// Settings that are stored before the script starts: name and value.
    pub settings: BTreeMap<String, String>,
    /// Files that `file:` URIs read, on UEFI: by path.
    pub files: BTreeMap<String, Content>,
    /// Whether there is a local disk to boot from, as drive 0x80.
    pub disk: bool,
    /// What becomes of an image that is booted and is not iPXE's own.
    pub boot: BootResult,
}

impl Default for MachineSpec {
    fn default() -> Self {
        Self {
            platform: PlatformName::Pcbios,
            architecture: None,
            release: ReleaseName::Master,
            version: None,
            options: Vec::new(),
            manufacturer: String::new(),
            product: String::new(),
            serial: String::new(),
            asset: String::new(),
            board_serial: String::new(),
            uuid: None,
            memory: Size(4 << 30),
            time: 1_767_225_600,
            packet_time: Time(std::time::Duration::from_micros(60)),
            seed: 1,
            cpuid: Vec::new(),
            pci: Vec::new(),
            settings: BTreeMap::new(),
            files: BTreeMap::new(),
            disk: true,
            boot: BootResult::Starts,
        }
    }
}

/// A number, or a text with a number and a unit.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub(crate) enum QuantitySchema {
    Number(f64),
    Text(String),
}

/// A firmware platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are iPXE's own")]
pub enum PlatformName {
    Pcbios,
    Efi,
    Linux,
}

/// A processor architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are iPXE's own")]
pub enum Architecture {
    I386,
    #[serde(rename = "x86_64")]
    X86_64,
    Arm32,
    Arm64,
    Riscv32,
    Riscv64,
    Loong64,
}

impl Architecture {
    /// The name in `${buildarch}`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I386 => "i386",
            Self::X86_64 => "x86_64",
            Self::Arm32 => "arm32",
            Self::Arm64 => "arm64",
            Self::Riscv32 => "riscv32",
            Self::Riscv64 => "riscv64",
            Self::Loong64 => "loong64",
        }
    }

    /// Width in bits of a C `long`.
    #[must_use]
    pub const fn long_bits(self) -> u32 {
        match self {
            Self::I386 | Self::Arm32 | Self::Riscv32 => 32,
            Self::X86_64 | Self::Arm64 | Self::Riscv64 | Self::Loong64 => 64,
        }
    }

    /// Whether a C `char` is signed.
    #[must_use]
    pub const fn char_is_signed(self) -> bool {
        matches!(self, Self::I386 | Self::X86_64 | Self::Loong64)
    }
}

/// A release of iPXE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the names say it")]
pub enum ReleaseName {
    #[serde(rename = "1.20.1")]
    V1_20_1,
    #[serde(rename = "1.21.1")]
    V1_21_1,
    #[serde(rename = "2.0.0")]
    V2_0_0,
    #[serde(rename = "master")]
    Master,
}

/// An answer of the processor to CPUID.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CpuidLeaf {
    /// The function.
    pub function: u32,
    /// The subfunction.
    #[serde(default)]
    pub subfunction: u32,
    /// EAX, EBX, ECX, EDX.
    pub registers: [u32; 4],
}

/// A PCI device.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PciDevice {
    /// Segment, bus, device and function as one number: `0x18` is 00:03.0.
    pub address: u32,
    /// Vendor.
    pub vendor: u16,
    /// Device.
    pub device: u16,
    /// Class, 24 bits.
    #[serde(default)]
    pub class: u32,
}

/// What becomes of an image that is booted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BootResult {
    /// It takes over the computer.
    Starts,
    /// It comes back with success.
    Returns,
    /// It comes back with an error.
    Fails,
}

/// The network that everything is plugged into unless it says otherwise.
pub const DEFAULT_NETWORK: &str = "lan";

/// `[[interface]]`: a network device.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct InterfaceSpec {
    /// Its name. By default `net0`, `net1`, ... in order.
    pub name: Option<String>,
    /// Its link-layer address.
    #[cfg_attr(test, schemars(with = "String"))]
    pub mac: Mac,
    /// Name of its driver.
    pub driver: String,
    /// Name of the device on its bus.
    pub device: String,
    /// Kind of bus, as `${net0/bustype}` shows it; none for kinds without a name.
    pub bus: Option<String>,
    /// Bus location, as `${net0/busloc}` shows it.
    pub bus_location: u32,
    /// Type of the bus, vendor and device, as `${net0/busid}` shows them: five bytes.
    pub bus_id: [u8; 5],
    /// Whether there is a link at all.
    pub link: LinkState,
    /// How long after opening the link is up.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub link_up_after: Time,
    /// How long after opening the switch does not forward yet (spanning tree).
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub blocked_for: Time,
    /// Whether it is open when the script starts.
    pub open: bool,
    /// Whether DHCP has configured it when the script starts, as autoboot does.
    pub configured: bool,
    /// The network that it is plugged into.
    pub network: String,
}

impl Default for InterfaceSpec {
    fn default() -> Self {
        Self {
            name: None,
            mac: Mac([0x52, 0x54, 0x00, 0x12, 0x34, 0x56]),
            driver: "virtio-net".to_owned(),
            device: "0000:00:03.0".to_owned(),
            bus: Some("PCI".to_owned()),
            bus_location: 0x18,
            bus_id: [1, 0x1a, 0xf4, 0x10, 0x00],
            link: LinkState::Up,
            link_up_after: Time::default(),
            blocked_for: Time::default(),
            open: false,
            configured: false,
            network: DEFAULT_NETWORK.to_owned(),
        }
    }
}

/// Whether there is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LinkState {
    Up,
    Down,
}

/// `[start]`: how the script comes to the computer.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct StartSpec {
    /// Where the script's folder is on the network: `http://192.0.2.1/`. The script's name is
    /// added. Without it the script is part of the firmware, and relative URIs lead nowhere.
    pub uri: Option<String>,
    /// Whether the computer downloads the script (`chain --replace`) and shows that.
    pub download: bool,
}
