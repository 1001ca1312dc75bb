//! What iPXE was built for, and the settings that it starts with.

use std::net::Ipv6Addr;
use std::sync::Arc;

use ipxe_machine::Build;
use ipxe_reference::{Platform, Release, Setting, block};
use ipxe_settings::block::{
    AcpiTables, Builtin, Cpuid, EfiVariables, Ipv6Address, LldpNeighbour, MemoryMap, MemoryRegion,
    PciConfiguration, SmbiosIdentity, SmbiosTables,
};
use ipxe_settings::number::LongWidth;
use ipxe_settings::{Block, BlockId, Dialect, Settings, block as blocks};

use crate::dhcp::with_identifier;
use crate::link::interface_name;
use crate::scenario::machine::{Architecture, MachineSpec, PlatformName, ReleaseName};
use crate::scenario::{InterfaceSpec, Scenario};

/// Position of the link-local address among its siblings (`include/ipxe/ipv6.h: IPV6_ORDER_LINK_LOCAL`).
const ORDER_LINK_LOCAL: i32 = -3;

/// What iPXE was built for.
pub(super) fn build(spec: &MachineSpec) -> Build {
    let platform = match spec.platform {
        PlatformName::Pcbios => Platform::Pcbios,
        PlatformName::Efi => Platform::Efi,
        PlatformName::Linux => Platform::Linux,
    };
    let release = match spec.release {
        ReleaseName::V1_20_1 => Release::V1_20_1,
        ReleaseName::V1_21_1 => Release::V1_21_1,
        ReleaseName::V2_0_0 => Release::V2_0_0,
        ReleaseName::Master => Release::Master,
    };
    let default = Build::new(platform, release);
    spec.options
        .iter()
        .fold(default, |build, option| build.with_option(option))
}

fn architecture(spec: &MachineSpec) -> Architecture {
    spec.architecture.unwrap_or(match spec.platform {
        PlatformName::Pcbios => Architecture::I386,
        PlatformName::Efi | PlatformName::Linux => Architecture::X86_64,
    })
}

/// The settings that exist in a build.
fn dialect(spec: &MachineSpec, build: &Build) -> Dialect {
    let architecture = architecture(spec);
    let exists = |setting: &Setting| {
        let optional = setting
            .build_option
            .is_some_and(|option| build.has_option(option));
        if setting.part.is_some_and(|part| !has_part(build, part)) {
            return false;
        }
        let fits = setting.platforms.is_empty() || setting.platforms.contains(&build.platform);
        setting.defaults.contains(build.release, build.platform) || optional && fits
    };
    let width = if architecture.long_bits() == 32 {
        LongWidth::Bits32
    } else {
        LongWidth::Bits64
    };
    Dialect::new(build.release, build.platform)
        .with_settings(exists)
        .with_ipv6(build.has_option("NET_PROTO_IPV6"))
        .with_signed_char(architecture.char_is_signed())
        .with_long_width(width)
}

/// The tree of settings blocks, as it is when the computer has started.
pub(super) fn settings(scenario: &Scenario, build: &Build) -> Settings {
    let spec = &scenario.machine;
    let mut settings = Settings::new(dialect(spec, build));
    let root = settings.root();
    let architecture = architecture(spec);
    let is_x86 = matches!(architecture, Architecture::I386 | Architecture::X86_64);
    if has_block(build, "cpuid") && is_x86 {
        let leaves = spec.cpuid.iter();
        let leaves = leaves.map(|leaf| ((leaf.function, leaf.subfunction), leaf.registers));
        let cpuid = Cpuid {
            leaves: leaves.collect(),
        };
        register(
            &mut settings,
            root,
            b"cpuid",
            0,
            Block::Cpuid(Arc::new(cpuid)),
        );
    }
    let builtin = Builtin {
        buildarch: Arc::from(architecture.name().as_bytes()),
        platform: Arc::from(build.platform.name().as_bytes()),
        version: Arc::from(version(spec, build).as_bytes()),
        ..Builtin::default()
    };
    register(
        &mut settings,
        root,
        b"builtin",
        0,
        Block::Builtin(Arc::new(builtin)),
    );
    if has_block(build, "smbios") {
        let smbios = Block::Smbios(Arc::new(smbios(spec)));
        register(&mut settings, root, b"smbios", 0, smbios);
    }
    if has_block(build, "acpi") {
        let acpi = Block::Acpi(Arc::new(AcpiTables::default()));
        register(&mut settings, root, b"acpi", 0, acpi);
    }
    if has_block(build, "memmap") {
        let memory = Block::Memmap(Arc::new(memory(spec)));
        register(&mut settings, root, b"memmap", 0, memory);
    }
    if has_block(build, "pci") {
        let pci = Block::Pci(Arc::new(pci(scenario)));
        register(&mut settings, root, b"pci", 0, pci);
    }
    if has_block(build, "efi") {
        let efi = Block::Efi(Arc::new(EfiVariables::default()));
        register(&mut settings, root, b"efi", 0, efi);
    }
    register(&mut settings, root, b"netX", 0, Block::Alias(None));
    for (index, spec) in scenario.interface.iter().enumerate() {
        register_interface(&mut settings, build, index, spec);
    }
    settings
}

/// Whether a build has a part of iPXE that is no option (`grammar/features.toml`): drivers for wireless, Fibre
/// Channel and Infiniband cards are left out.
fn has_part(build: &Build, part: &str) -> bool {
    match part {
        "crypto" => ["DOWNLOAD_PROTO_HTTPS", "IMAGE_TRUST_CMD", "CERT_CMD"]
            .iter()
            .any(|option| build.has_option(option)),
        "acpi" => true,
        "pci" | "usb" => build.platform != Platform::Linux,
        _ => false,
    }
}

fn has_block(build: &Build, name: &str) -> bool {
    block(name.as_bytes()).is_some_and(|block| {
        let optional = block
            .build_option
            .is_some_and(|option| build.has_option(option));
        let fits = block.platforms.is_empty() || block.platforms.contains(&build.platform);
        block.since <= build.release
            && block.part.is_none_or(|part| has_part(build, part))
            && (block.defaults.contains(build.release, build.platform) || optional && fits)
    })
}

pub(super) fn register(
    settings: &mut Settings,
    parent: BlockId,
    name: &[u8],
    order: i32,
    block: Block,
) -> BlockId {
    settings
        .register(parent, name, order, block)
        // The parent was made just now, and nothing here is nested more than twice.
        .expect("blocks of the start are not nested deep")
}

fn register_interface(settings: &mut Settings, build: &Build, index: usize, spec: &InterfaceSpec) {
    let name = interface_name(index, spec);
    let mac = spec.mac.0;
    let has_link_type = build.release >= Release::V2_0_0;
    let interface = blocks::Interface {
        mac: mac.to_vec(),
        initial_mac: mac.to_vec(),
        hwaddr: mac.to_vec(),
        bustype: spec
            .bus
            .as_ref()
            .filter(|bus| !bus.is_empty())
            .map(|bus| Arc::from(bus.as_bytes())),
        busloc: spec.bus_location,
        busid: spec.bus_id,
        linktype: has_link_type.then(|| Arc::from(&b"Ethernet"[..])),
        chip: Arc::from(spec.driver.as_bytes()),
        ifname: Arc::from(name.as_bytes()),
        ..blocks::Interface::default()
    };
    let root = settings.root();
    let block = Block::Interface(Arc::new(interface));
    let id = register(settings, root, name.as_bytes(), 0, block);
    if build.has_option("NET_PROTO_LLDP") {
        let lldp = Block::Lldp(Arc::new(LldpNeighbour::default()));
        register(settings, id, b"lldp", 0, lldp);
    }
    if build.has_option("NET_PROTO_IPV6") {
        let prefix = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0);
        let address = Ipv6Address {
            ip6: Some(with_identifier(prefix, &mac)),
            len6: 64,
            gateway6: None,
            from_router: false,
        };
        let link = Block::Ipv6(Arc::new(address));
        register(settings, id, b"link", ORDER_LINK_LOCAL, link);
    }
}

fn version(spec: &MachineSpec, build: &Build) -> String {
    let usual = || match build.release {
        Release::Master => "2.0.0+".to_owned(),
        release => release.name().to_owned(),
    };
    spec.version.clone().unwrap_or_else(usual)
}

fn smbios(spec: &MachineSpec) -> SmbiosTables {
    let Some(uuid) = spec.uuid else {
        return SmbiosTables::default();
    };
    let bytes = |text: &String| text.clone().into_bytes();
    SmbiosTables::describing(&SmbiosIdentity {
        manufacturer: bytes(&spec.manufacturer),
        product: bytes(&spec.product),
        serial: bytes(&spec.serial),
        uuid: uuid.0,
        board_serial: bytes(&spec.board_serial),
        asset: bytes(&spec.asset),
    })
}

/// Usable memory: below 640 KiB, from 1 MiB up to 3 GiB, and the rest from 4 GiB on.
fn memory(spec: &MachineSpec) -> MemoryMap {
    const MEBIBYTE: u64 = 1 << 20;
    const GIBIBYTE: u64 = 1 << 30;
    let total = spec.memory.0;
    let below = total.clamp(MEBIBYTE, 3 * GIBIBYTE);
    let mut regions = vec![
        MemoryRegion {
            start: 0,
            len: 640 << 10,
        },
        MemoryRegion {
            start: MEBIBYTE,
            len: below - MEBIBYTE,
        },
    ];
    if total > below {
        regions.push(MemoryRegion {
            start: 4 * GIBIBYTE,
            len: total - below,
        });
    }
    MemoryMap { regions }
}

/// The header of the configuration space of each PCI device.
fn pci(scenario: &Scenario) -> PciConfiguration {
    let others = scenario.machine.pci.iter();
    let others = others.map(|device| (device.address, device.vendor, device.device, device.class));
    let is_pci = |spec: &&InterfaceSpec| spec.bus.as_deref() == Some("PCI");
    let cards = scenario.interface.iter().filter(is_pci).map(|spec| {
        let [_, a, b, c, d] = spec.bus_id;
        let (vendor, device) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        (spec.bus_location, vendor, device, 0x02_0000)
    });
    let devices = others.chain(cards).map(|(address, vendor, device, class)| {
        let mut space = vec![0; 256];
        space[..2].copy_from_slice(&vendor.to_le_bytes());
        space[2..4].copy_from_slice(&device.to_le_bytes());
        space[8..12].copy_from_slice(&(class << 8).to_le_bytes());
        (address, Arc::from(space))
    });
    PciConfiguration {
        devices: devices.collect(),
    }
}
