//! A machine and a small world to test with: one interface, one HTTP server that holds its files in memory.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod driver;
pub mod network;
pub mod session;
pub mod world;

use std::net::Ipv6Addr;
use std::sync::Arc;

use ipxe_machine::state::{Image, Interface};
use ipxe_machine::{Build, Machine};
use ipxe_reference::{Platform, Release};
use ipxe_settings::block::{AcpiTables, Builtin, Cpuid, Ipv6Address, LldpNeighbour, SmbiosTables};
use ipxe_settings::{Block, Dialect, SettingName, Settings, block};

/// The build options of the builds that the transcripts were recorded with.
pub const OPTIONS: [&str; 19] = [
    "DOWNLOAD_PROTO_FTP",
    "DOWNLOAD_PROTO_NFS",
    "IMAGE_CRYPT_CMD",
    "IMAGE_MEM_CMD",
    "IMAGE_TRUST_CMD",
    "IPSTAT_CMD",
    "NEIGHBOUR_CMD",
    "NSLOOKUP_CMD",
    "PING_CMD",
    "PROFSTAT_CMD",
    "TIME_CMD",
    "IMAGE_GZIP",
    "IMAGE_ZLIB",
    "IMAGE_PNM",
    "SANBOOT_PROTO_ISCSI",
    "SANBOOT_PROTO_AOE",
    "SANBOOT_PROTO_HTTP",
    "IMAGE_ARCHIVE_CMD",
    "NTP_CMD",
];

/// A build for Linux with these options and some more.
pub fn build(more: &[&str]) -> Build {
    let default = Build::new(Platform::Linux, Release::LATEST);
    OPTIONS
        .iter()
        .chain(more)
        .fold(default, |build, option| build.with_option(option))
}

/// The driver of the interface `net0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver0 {
    /// An emulated network.
    Slirp,
    /// A network of the operating system.
    Tap,
}

impl Driver0 {
    fn bus_device(self) -> &'static [u8] {
        match self {
            Self::Slirp => b"host",
            Self::Tap => b"tap0",
        }
    }

    fn name(self) -> &'static [u8] {
        match self {
            Self::Slirp => b"slirp",
            Self::Tap => b"tap",
        }
    }
}

/// A machine of that build, with the interface `net0` at 10.0.2.15/24.
pub fn machine(build: Build, driver: Driver0) -> Machine {
    let mac = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56];
    let mut settings = Settings::new(Dialect::new(build.release, build.platform));
    let root = settings.root();
    let builtin = Builtin {
        buildarch: Arc::from(&b"x86_64"[..]),
        platform: Arc::from(&b"linux"[..]),
        version: Arc::from(&b"2.0.0+"[..]),
        ..Builtin::default()
    };
    let link_local = Ipv6Address {
        ip6: Some(
            "fe80::5054:ff:fe12:3456"
                .parse::<Ipv6Addr>()
                .expect("an address")
                .octets(),
        ),
        len6: 64,
        ..Ipv6Address::default()
    };
    let interface = block::Interface {
        mac: mac.to_vec(),
        initial_mac: mac.to_vec(),
        hwaddr: mac.to_vec(),
        linktype: Some(Arc::from(&b"Ethernet"[..])),
        bustype: (driver == Driver0::Tap).then(|| Arc::from(&b"TAP"[..])),
        busid: [if driver == Driver0::Tap { 6 } else { 0 }, 0, 0, 0, 0],
        chip: Arc::from(driver.name()),
        ifname: Arc::from(&b"net0"[..]),
        ..block::Interface::default()
    };
    let register = |settings: &mut Settings, parent, name: &str, block| {
        settings
            .register(parent, name.as_bytes(), 0, block)
            .expect("the tree is not deep")
    };
    register(
        &mut settings,
        root,
        "cpuid",
        Block::Cpuid(Arc::new(Cpuid::default())),
    );
    register(
        &mut settings,
        root,
        "builtin",
        Block::Builtin(Arc::new(builtin)),
    );
    register(
        &mut settings,
        root,
        "smbios",
        Block::Smbios(Arc::new(SmbiosTables::default())),
    );
    register(
        &mut settings,
        root,
        "acpi",
        Block::Acpi(Arc::new(AcpiTables::default())),
    );
    let alias = register(&mut settings, root, "netX", Block::Alias(None));
    let net0 = register(
        &mut settings,
        root,
        "net0",
        Block::Interface(Arc::new(interface)),
    );
    register(
        &mut settings,
        net0,
        "lldp",
        Block::Lldp(Arc::new(LldpNeighbour::default())),
    );
    // Link-local addresses are found after others (`IPV6_ORDER_LINK_LOCAL`).
    settings
        .register(net0, b"link", -3, Block::Ipv6(Arc::new(link_local)))
        .expect("the tree is not deep");
    settings.set_alias_target(alias, Some(net0));
    let mut machine = Machine::new(build, settings);
    let mut device = Interface::ethernet("net0", mac, driver.name(), driver.bus_device());
    device.is_open = true;
    machine.interfaces.register(device);
    set(&mut machine, "net0/ip", "10.0.2.15");
    set(&mut machine, "net0/netmask", "255.255.255.0");
    machine
}

/// Stores a setting.
pub fn set(machine: &mut Machine, name: &str, value: &str) {
    let settings = &mut machine.settings;
    let name = SettingName::parse(name.as_bytes(), settings.dialect());
    let (block, key) = settings.find_or_create(name).expect("a good name");
    settings
        .store_text(block, key, Some(value.as_bytes()))
        .expect("a good value");
}

/// Starts a script that is part of the firmware.
pub fn start_embedded(machine: &mut Machine, script: String) {
    let mut image = Image::new(script.into_bytes());
    image.name = Some(b"embedded".to_vec());
    let image = machine.add_image(image);
    machine.start_image(image);
}
