//! Types and names hold for every input.

use std::sync::Arc;

use ipxe_reference::{Platform, Release, SettingType};
use ipxe_settings::block::{
    AcpiTables, Cpuid, Dhcpv6Lease, LldpNeighbour, MemoryMap, PciConfiguration,
    RouterAdvertisement, SmbiosIdentity, SmbiosTables, UsbDevices,
};
use ipxe_settings::dhcp::DhcpPacket;
use ipxe_settings::{Block, Dialect, SettingName, Settings, types};
use proptest::prelude::*;

fn dialects() -> impl Strategy<Value = Dialect> {
    prop_oneof![
        Just(Dialect::new(Release::Master, Platform::Efi)),
        Just(Dialect::new(Release::Master, Platform::Pcbios)),
        Just(Dialect::new(Release::V1_20_1, Platform::Linux)),
    ]
}

fn any_type() -> impl Strategy<Value = SettingType> {
    let types: Vec<SettingType> = Dialect::default().setting_types().collect();
    proptest::sample::select(types)
}

/// Types of which every value can be written and read back.
const LOSSLESS: [SettingType; 4] = [
    SettingType::Hex,
    SettingType::Hexhyp,
    SettingType::Hexraw,
    SettingType::Base64,
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_survive_being_written_and_read(
        raw in proptest::collection::vec(any::<u8>(), 0..64),
        setting_type in proptest::sample::select(LOSSLESS.to_vec()),
    ) {
        let dialect = Dialect::default();
        let text = types::to_text(setting_type, &raw, &dialect).unwrap();
        prop_assert_eq!(&*types::parse(setting_type, &text, &dialect).unwrap(), &raw);
    }

    #[test]
    fn uri_strings_survive_where_char_is_unsigned(
        raw in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let dialect = Dialect::default().with_signed_char(false);
        let text = types::to_text(SettingType::Uristring, &raw, &dialect).unwrap();
        prop_assert_eq!(&*types::parse(SettingType::Uristring, &text, &dialect).unwrap(), &raw);
    }

    #[test]
    fn addresses_and_uuids_survive(raw in any::<[u8; 16]>(), zeros in any::<u16>()) {
        let mut raw = raw;
        for (index, byte) in raw.iter_mut().enumerate() {
            if zeros >> index & 1 == 1 {
                *byte = 0;
            }
        }
        let dialect = Dialect::default();
        for (setting_type, len) in [
            (SettingType::Ipv4, 4),
            (SettingType::Ipv6, 16),
            (SettingType::Uuid, 16),
            (SettingType::Guid, 16),
        ] {
            let text = types::to_text(setting_type, &raw[..len], &dialect).unwrap();
            let parsed = types::parse(setting_type, &text, &dialect).unwrap();
            prop_assert_eq!(&*parsed, &raw[..len]);
        }
        let text = types::to_text(SettingType::Ipv6, &raw, &dialect).unwrap();
        let ours: std::net::Ipv6Addr = str::from_utf8(&text).unwrap().parse().unwrap();
        prop_assert_eq!(ours.octets(), raw);
    }

    #[test]
    fn numbers_survive_in_their_own_width(raw in any::<[u8; 4]>(), dialect in dialects()) {
        for setting_type in dialect.setting_types() {
            let Some(numeric) = setting_type.info().numeric else { continue };
            let raw = &raw[4 - usize::from(numeric.bits / 8)..];
            let most_negative = raw[0] == 0x80 && raw[1..].iter().all(|&byte| byte == 0);
            if numeric.signed && numeric.bits == 32 && most_negative {
                // Its text is not a number where `long` is as narrow.
                continue;
            }
            let text = types::to_text(setting_type, raw, &dialect).unwrap();
            prop_assert_eq!(&*types::parse(setting_type, &text, &dialect).unwrap(), raw);
            let number = types::numerate(setting_type, raw, &dialect).unwrap();
            prop_assert_eq!(&*types::denumerate(setting_type, number).unwrap(), raw);
        }
    }

    #[test]
    fn no_text_and_no_value_is_too_odd(
        bytes in proptest::collection::vec(
            prop_oneof![
                any::<u8>(),
                proptest::sample::select(b"0123456789abcdefx:-.%=+ \xc0\x00".to_vec()),
            ],
            0..40,
        ),
        setting_type in any_type(),
        dialect in dialects(),
    ) {
        let _ = types::parse(setting_type, &bytes, &dialect);
        let mut out = b"kept".to_vec();
        let result = types::format(setting_type, &bytes, &dialect, &mut out);
        prop_assert!(out.starts_with(b"kept"));
        prop_assert!(result.is_ok() || out.len() == 4);
    }

    #[test]
    fn parts_of_a_name_are_the_name(
        text in proptest::collection::vec(
            prop_oneof![any::<u8>(), proptest::sample::select(b"/:.a1\x00".to_vec())], 0..24),
        dialect in dialects(),
    ) {
        let name = SettingName::parse(&text, &dialect);
        let parts = name.parts();
        let mut joined = Vec::new();
        if let Some(block) = parts.block() {
            joined.extend_from_slice(&text[block]);
            joined.push(b'/');
        }
        joined.extend_from_slice(&text[parts.name()]);
        if let Some(setting_type) = parts.setting_type() {
            joined.push(b':');
            joined.extend_from_slice(&text[setting_type]);
        }
        let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
        prop_assert_eq!(joined, &text[..end]);

        let mut settings = Settings::new(dialect.clone());
        if let Ok((block, setting)) = settings.find_or_create(name)
            && settings.store(block, setting, Some(b"value")).is_ok()
            && !(setting.name.is_empty() && setting.tag == 0)
        {
            prop_assert_eq!(&*settings.fetch(block, setting).unwrap().value, b"value");
            settings.delete(block, setting).unwrap();
            prop_assert!(settings.fetch(block, setting).is_err());
        }
    }

    #[test]
    fn blocks_of_any_bytes_answer_any_tag(
        bytes in proptest::collection::vec(
            prop_oneof![any::<u8>(), 0u8..8], 0..80),
        tag in prop_oneof![any::<u64>(), any::<u32>().prop_map(u64::from), 0u64..0x10000],
        setting_type in proptest::option::of(any_type()),
    ) {
        let mut packet = vec![0; 240];
        packet.extend_from_slice(&bytes);
        let smbios = SmbiosIdentity { product: bytes.clone(), ..SmbiosIdentity::default() };
        let blocks = [
            Block::Dhcp(Arc::new(DhcpPacket::new(&packet).unwrap())),
            Block::Dhcpv6(Arc::new(Dhcpv6Lease {
                lease: [1; 16],
                router: [2; 16],
                options: bytes.clone(),
            })),
            Block::Ndp(Arc::new(RouterAdvertisement { options: bytes.clone() })),
            Block::Lldp(Arc::new(LldpNeighbour { records: bytes.clone() })),
            Block::Smbios(Arc::new(SmbiosTables::describing(&smbios))),
            Block::Acpi(Arc::new(AcpiTables { tables: vec![Arc::from(bytes.as_slice())] })),
            Block::Cpuid(Arc::new(Cpuid::default())),
            Block::Pci(Arc::new(PciConfiguration::default())),
            Block::Usb(Arc::new(UsbDevices::default())),
            Block::Memmap(Arc::new(MemoryMap::default())),
        ];
        for block in blocks {
            let mut settings = Settings::default();
            let root = settings.root();
            let id = settings.register(root, b"b", 0, block).unwrap();
            let text = format!(
                "b/{}{}",
                tag.to_be_bytes().map(|byte| byte.to_string()).join("."),
                setting_type.map(|setting_type| format!(":{setting_type}")).unwrap_or_default(),
            );
            let mut value = Vec::new();
            settings.append_value_of(text.as_bytes(), &mut value);
            let name = settings.parse_name(text.as_bytes());
            let (_, setting) = settings.find(name.as_name()).unwrap();
            prop_assert_eq!(setting.tag, tag);
            let _ = settings.store(id, setting, Some(&bytes));
        }
    }
}
