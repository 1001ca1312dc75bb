//! Blocks that show the machine and the network: what their numeric names select.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use ipxe_settings::block::{
    AcpiTables, Cpuid, Dhcpv6Lease, EfiPathSettings, EfiVariables, Ipv6Address, LldpNeighbour,
    MemoryMap, MemoryRegion, PciConfiguration, RouterAdvertisement, SmbiosIdentity,
    SmbiosStructure, SmbiosTables, UsbDevice, UsbDevices,
};
use ipxe_settings::{Block, Dialect, SettingName, Settings, SettingsError};

use ipxe_reference::{Platform, Release};

fn settings(name: &str, block: Block) -> Settings {
    let dialect = Dialect::new(Release::Master, Platform::Efi).with_settings(|_| true);
    let mut settings = Settings::new(dialect);
    let mut parent = settings.root();
    let (path, leaf) = name.rsplit_once('.').unwrap_or(("", name));
    for component in path.split('.') {
        parent = settings
            .autovivify_child(parent, component.as_bytes())
            .unwrap();
    }
    settings
        .register(parent, leaf.as_bytes(), 0, block)
        .unwrap();
    settings
}

/// The value and the type with which it is shown, as `show` prints them.
fn show(settings: &Settings, name: &str) -> String {
    let name = SettingName::parse(name.as_bytes(), settings.dialect());
    let (block, setting) = settings.find(name).unwrap();
    let mut out = Vec::new();
    match settings.fetch_text(block, setting, &mut out) {
        Ok(fetched) => {
            format!(
                "{}={}",
                fetched.setting_type,
                String::from_utf8(out).unwrap()
            )
        }
        Err(error) => error.to_string(),
    }
}

fn check(settings: &Settings, expectations: &[(&str, &str)]) {
    for (name, expected) in expectations {
        assert_eq!(show(settings, name), *expected, "{name}");
    }
}

const MISSING: &str = "the setting has no value";

#[test]
fn smbios_structures_strings_and_uuids() {
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&(0x10..0x20).collect::<Vec<u8>>());
    let tables = SmbiosTables::describing(&SmbiosIdentity {
        manufacturer: b"ACME".to_vec(),
        product: b"Rocket".to_vec(),
        serial: Vec::new(),
        uuid,
        board_serial: b"B-1".to_vec(),
        asset: b"Tag".to_vec(),
    });
    let settings_block = settings("smbios", Block::Smbios(Arc::new(tables.clone())));
    check(
        &settings_block,
        &[
            ("manufacturer", "string=ACME"),
            ("product", "string=Rocket"),
            ("serial", MISSING),
            ("uuid", "uuid=10111213-1415-1617-1819-1a1b1c1d1e1f"),
            ("uuid:hexraw", "hexraw=131211101514171618191a1b1c1d1e1f"),
            ("board-serial", "string=B-1"),
            ("asset", "string=Tag"),
            ("smbios/1.0.2", "string=Rocket"),
            ("smbios/1.5.0", "string=Rocket"),
            ("smbios/1.0.3", MISSING),
            ("smbios/1.8.4", "hex=13:12:11:10"),
            ("smbios/1.25.9", "hex=00:00"),
            ("smbios/1.200.4", "hex="),
            ("smbios/1.0.1", "string=ACME"),
            ("smbios/1.1.0.0", MISSING),
        ],
    );
    assert_eq!(show(&settings_block, "smbios/2.0.0:hexraw"), {
        let formatted = &tables.structures[1].formatted;
        let digits: Vec<String> = formatted.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("hexraw={}", digits.concat())
    });
    // Before version 2.6 the bytes of a UUID are taken as they are.
    let structure = SmbiosStructure {
        formatted: tables.structures[0].formatted.clone(),
        strings: Vec::new(),
    };
    let old = SmbiosTables {
        version: 0x0205,
        structures: vec![structure],
    };
    let old = settings("smbios", Block::Smbios(Arc::new(old)));
    check(
        &old,
        &[("uuid", "uuid=13121110-1514-1716-1819-1a1b1c1d1e1f")],
    );
}

#[test]
fn hardware_blocks_cannot_be_stored_to() {
    let mut settings = settings("smbios", Block::Smbios(Arc::default()));
    let dialect = settings.dialect().clone();
    for (name, error) in [
        ("smbios/serial", SettingsError::ReadOnlyBlock),
        ("smbios/1.2.3", SettingsError::ReadOnlyBlock),
        ("smbios/foo", SettingsError::ReadOnlyBlock),
        ("smbios/ip", SettingsError::NotApplicable),
    ] {
        let (block, key) = settings
            .find_or_create(SettingName::parse(name.as_bytes(), &dialect))
            .unwrap();
        assert_eq!(settings.store(block, key, Some(b"x")), Err(error), "{name}");
    }
}

#[test]
fn cpuid_registers_in_either_byte_order() {
    let vendor = [
        13,
        u32::from_le_bytes(*b"Genu"),
        u32::from_le_bytes(*b"ntel"),
        u32::from_le_bytes(*b"ineI"),
    ];
    let model = |text: &[u8; 16]| {
        let words = text.as_chunks::<4>().0;
        [0, 1, 2, 3].map(|index| u32::from_le_bytes(words[index]))
    };
    let leaves = BTreeMap::from([
        ((0, 0), vendor),
        ((1, 0), [0x0001_06c2, 0, 0x8000_0001, 0x0bfb]),
        ((4, 3), [7, 8, 9, 10]),
        ((0x8000_0000, 0), [0x8000_0004, 0, 0, 0]),
        ((0x8000_0002, 0), model(b"A processor with")),
        ((0x8000_0003, 0), model(b" a rather long n")),
        ((0x8000_0004, 0), model(b"ame 3.0 GHz\0\0\0\0\0")),
    ]);
    let settings = settings("cpuid", Block::Cpuid(Arc::new(Cpuid { leaves })));
    check(
        &settings,
        &[
            ("cpuvendor", "string=GenuineIntel"),
            (
                "cpumodel",
                "string=A processor with a rather long name 3.0 GHz\0\0\0\0\0",
            ),
            ("cpuid/0x00.0x00.0x02.0x01", "hexraw=80000001"),
            ("cpuid/2.1", "hexraw=80000001"),
            ("cpuid/0x80.2.1", "hexraw=01000080"),
            ("cpuid/0x03.0x40.0x01.0x04", "hexraw=00000008"),
            ("cpuid/0x20", MISSING),
            ("cpuid/0x80.0.0.5", MISSING),
        ],
    );
}

#[test]
fn pci_configuration_reads_backwards() {
    let space: Arc<[u8]> = Arc::from([0xf4, 0x1a, 0x00, 0x10, 0x07, 0x05]);
    let devices = BTreeMap::from([(0x18, space)]);
    let settings = settings("pci", Block::Pci(Arc::new(PciConfiguration { devices })));
    check(
        &settings,
        &[
            ("pci/0x18.0.2", "hexraw=1af4"),
            ("pci/0x18.2.2", "hexraw=1000"),
            ("pci/0x18.0.2:uint16", "uint16=0x1af4"),
            ("pci/0x18.5.2", "hexraw=ff05"),
            ("pci/0x20.0.2", "hexraw=ffff"),
            ("pci/0x18.0.0", "hexraw="),
        ],
    );
}

#[test]
fn usb_descriptors_read_backwards_unless_asked() {
    let descriptor = [
        18, 1, 0, 2, 0, 0, 0, 64, 0x6d, 0x04, 0x1c, 0xc3, 0, 0x49, 1, 2, 0, 1,
    ];
    let strings = BTreeMap::from([(1, b"Maker".to_vec()), (2, b"Keyboard".to_vec())]);
    let devices = BTreeMap::from([(
        0x0102,
        UsbDevice {
            descriptor,
            strings,
        },
    )]);
    let settings = settings("usb", Block::Usb(Arc::new(UsbDevices { devices })));
    check(
        &settings,
        &[
            ("usb/0x0102.8.2", "hexraw=046d"),
            ("usb/0x8102.8.2", "hexraw=6d04"),
            ("usb/0x0102.14.0", "string=Maker"),
            ("usb/0x0102.0.2", "string=Keyboard"),
            ("usb/0x0102.0.3", MISSING),
            ("usb/0x0102.16.9", "hexraw=0100"),
            // The whole descriptor is read forwards.
            (
                "usb/0x0102.0.0",
                "hexraw=12010002000000406d041cc3004901020001",
            ),
            ("usb/0x0202.0.0", MISSING),
        ],
    );
}

#[test]
fn acpi_numbers_are_little_endian() {
    let table = |signature: &[u8; 4], rest: &[u8]| -> Arc<[u8]> {
        Arc::from([signature.as_slice(), rest].concat())
    };
    let tables = vec![
        table(b"SSDT", &[1, 2, 3, 4]),
        table(b"FACP", &[0x74, 0, 0, 0]),
        table(b"SSDT", &[5, 6, 7, 8]),
    ];
    let settings = settings("acpi", Block::Acpi(Arc::new(AcpiTables { tables })));
    let facp = "acpi/70.65.67.80";
    let ssdt = "acpi/83.83.68.84";
    check(
        &settings,
        &[
            (&format!("{facp}.0.0.0.4:string"), "string=FACP"),
            (&format!("{facp}.0.0.4.4"), "hexraw=74000000"),
            (&format!("{facp}.0.0.4.4:uint32"), "uint32=0x74"),
            (&format!("{facp}.0.0.6.0"), "hexraw=0000"),
            (&format!("{facp}.0.0.9.1"), MISSING),
            (&format!("{facp}.1.0.0.0"), MISSING),
            (&format!("{ssdt}.1.0.4.2"), "hexraw=0506"),
        ],
    );
}

#[test]
fn memory_is_summed_and_scaled() {
    let regions = vec![
        MemoryRegion {
            start: 0,
            len: 0xa0000,
        },
        MemoryRegion {
            start: 0x10_0000,
            len: 0x3ff0_0000,
        },
    ];
    let settings = settings("memmap", Block::Memmap(Arc::new(MemoryMap { regions })));
    check(
        &settings,
        &[
            ("memsize", "int32=1023"),
            ("memmap/0.1.1.0", "hexraw=0000000000100000"),
            ("memmap/0.1.2.0:uint32", "uint32=0x3ff00000"),
            ("memmap/1.0.3.0:uint32", "uint32=0x400a0000"),
            ("memmap/0.2.2.0", MISSING),
            ("memmap/2.0.2.0", MISSING),
            ("memmap/0.2.6.0:uint32", "uint32=0x0"),
        ],
    );
}

#[test]
fn efi_variables_and_device_path() {
    let variables = BTreeMap::from([(b"SecureBoot".to_vec(), vec![1])]);
    let efi = settings("efi", Block::Efi(Arc::new(EfiVariables { variables })));
    check(
        &efi,
        &[
            ("efi/SecureBoot", "hex=01"),
            ("efi/SecureBoot:uint8", "uint8=0x1"),
            ("efi/Other", MISSING),
            ("SecureBoot", MISSING),
        ],
    );
    let path = EfiPathSettings {
        ip: Some([10, 0, 0, 7]),
        len6: Some(64),
        ..EfiPathSettings::default()
    };
    let path = settings("net0.dhcp", Block::EfiPath(Arc::new(path)));
    check(
        &path,
        &[
            ("ip", "ipv4=10.0.0.7"),
            ("net0/len6", "int8=64"),
            ("gateway", MISSING),
            ("dns", MISSING),
        ],
    );
}

#[test]
fn ipv6_addresses_and_dhcpv6_options() {
    let mut lease = [0; 16];
    lease[0] = 0xfd;
    lease[15] = 5;
    let options = [&[0, 59, 0, 9][..], b"http://x/", &[0, 24, 0, 3, 1, b'a', 0]].concat();
    let dhcpv6 = Dhcpv6Lease {
        lease,
        router: [0xfe; 16],
        options,
    };
    let dhcpv6 = settings("net0.dhcpv6", Block::Dhcpv6(Arc::new(dhcpv6)));
    check(
        &dhcpv6,
        &[
            ("ip6", "ipv6=fd00::5"),
            ("len6", "int8=-128"),
            // The name stands for another setting in this block.
            ("filename", "string=http://x/"),
            ("dnssl", "dnssl=a"),
            ("net0.dhcpv6/59", "string=http://x/"),
            ("59", MISSING),
            ("net0.dhcpv6/60", MISSING),
        ],
    );
    // The replacement brings its own type along, whatever was asked for.
    check(&dhcpv6, &[("filename:hex", "string=http://x/")]);
    let none = settings("net0.dhcpv6", Block::Dhcpv6(Arc::default()));
    check(&none, &[("ip6", MISSING), ("len6", MISSING)]);

    let link = Ipv6Address {
        ip6: Some(lease),
        len6: 64,
        gateway6: None,
        from_router: false,
    };
    let link = settings("net0.link", Block::Ipv6(Arc::new(link)));
    check(
        &link,
        &[
            ("ip6", "ipv6=fd00::5"),
            ("len6", "int8=64"),
            ("gateway6", MISSING),
        ],
    );
}

#[test]
fn router_advertisement_options() {
    let mtu = [5, 1, 0, 0, 0, 0, 0x05, 0xdc];
    let dns = [25, 1, 0, 0, 1, 2, 3, 4];
    let options = [mtu, dns, dns].concat();
    let ndp = RouterAdvertisement { options };
    let settings = settings("net0.ndp", Block::Ndp(Arc::new(ndp)));
    check(
        &settings,
        &[
            ("mtu", "int16=1500"),
            ("net0.ndp/0.4.4.5", "int16=1500"),
            ("net0.ndp/0.3.4.5", "hex=00:00:05"),
            ("net0.ndp/1.2.4.25", "hex=01:02"),
            ("net0.ndp/2.2.4.25", MISSING),
            ("net0.ndp/0.0.6.5", "hex=05:dc"),
            ("net0.ndp/0.4.6.5", MISSING),
            ("net0.ndp/0.0.9.5", MISSING),
        ],
    );
}

#[test]
fn lldp_records() {
    let records = [
        &[0x02, 0x03, 4, b'A', b'B'][..],
        &[0xfe, 0x06, 0x00, 0x80, 0xc2, 0x01, 0x00, 0x05],
        &[0x0a, 0x06],
        b"switch",
        &[0, 0],
    ]
    .concat();
    let settings = settings(
        "net0.lldp",
        Block::Lldp(Arc::new(LldpNeighbour { records })),
    );
    check(
        &settings,
        &[
            ("net0.lldp/5.0.0.0", "string=switch"),
            ("net0.lldp/1.0.1.0", "string=AB"),
            ("net0.lldp/1.0.1.1", "hex=41"),
            ("net0.lldp/5.0.9.0", "string="),
            ("net0.lldp/5.1.0.0", MISSING),
            // The prefix is what an organisation's record starts with.
            ("net0.lldp/0x00.0x80.0xc2.0x01.127.0.4.2", "hex=00:05"),
            ("net0.lldp/0x00.0x80.0xc2.0x02.127.0.4.2", MISSING),
        ],
    );
}
