//! DHCP options and packets as settings.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use ipxe_settings::dhcp::{DhcpOptions, DhcpPacket, Growth, HEADER_LEN, encapsulated, tag_applies};
use ipxe_settings::{Block, SettingKey, Settings, SettingsError};
use proptest::prelude::*;

fn fixed(data: &[u8]) -> DhcpOptions {
    DhcpOptions::new(data.to_vec(), Growth::Fixed)
}

/// Options followed by free room.
fn roomy(data: &[u8]) -> DhcpOptions {
    fixed(&[data, &[0; 400]].concat())
}

#[test]
fn the_first_option_with_the_tag_counts() {
    let options = fixed(b"\x0c\x03one\x00\x00\x0c\x03two\x43\x00\xff");
    assert_eq!(options.fetch(12), Some(&b"one"[..]));
    assert_eq!(options.fetch(67), Some(&b""[..]));
    assert_eq!(options.fetch(15), None);
    assert_eq!(options.fetch(0), None);
}

#[test]
fn what_follows_the_end_marker_is_no_option() {
    let options = fixed(b"\x0c\x01a\xff\x0f\x01b");
    assert_eq!(options.fetch(15), None);
    assert_eq!(options.used().len(), 7);
}

#[test]
fn lengths_beyond_the_end_are_not_followed() {
    assert_eq!(fixed(b"\x0c\x05abc").fetch(12), None);
    assert_eq!(fixed(b"\x0c").fetch(12), Some(&b""[..]));
    assert_eq!(fixed(b"\x0f\x01a\x0c\xff").fetch(12), None);
    assert_eq!(
        fixed(b"\xaf\x02\x03\x09\xff").fetch(encapsulated(175, 3)),
        None
    );
}

#[test]
fn encapsulated_options_are_searched_in_the_first_encapsulator_only() {
    let options = fixed(b"\xaf\x04\x01\x01\x05\xff\xaf\x04\x08\x01\x01\xff\xff");
    assert_eq!(options.fetch(encapsulated(175, 1)), Some(&[5][..]));
    assert_eq!(options.fetch(encapsulated(175, 8)), None);
    assert_eq!(options.fetch(175), Some(&b"\x01\x01\x05\xff"[..]));
}

#[test]
fn storing_puts_options_before_the_end_marker() {
    let mut options = roomy(b"\x0c\x01a\xff");
    options.store(15, b"org").unwrap();
    assert_eq!(options.used(), b"\x0c\x01a\x0f\x03org\xff");
    options.store(12, b"abc").unwrap();
    assert_eq!(options.used(), b"\x0c\x03abc\x0f\x03org\xff");
    options.store(12, b"").unwrap();
    assert_eq!(options.used(), b"\x0f\x03org\xff");
    options.store(99, b"").unwrap();
    assert_eq!(options.used(), b"\x0f\x03org\xff");
}

#[test]
fn encapsulators_come_and_go_with_their_contents() {
    let mut options = roomy(b"\xff");
    options.store(encapsulated(175, 8), &[1]).unwrap();
    assert_eq!(options.used(), b"\xaf\x04\x08\x01\x01\xff\xff");
    // A new option goes to the front of the encapsulator.
    options.store(encapsulated(175, 9), &[2]).unwrap();
    assert_eq!(options.used(), b"\xaf\x07\x09\x01\x02\x08\x01\x01\xff\xff");
    options.store(encapsulated(175, 8), &[]).unwrap();
    options.store(encapsulated(175, 9), &[]).unwrap();
    assert_eq!(options.used(), b"\xff");
    options.store(encapsulated(43, 6), &[]).unwrap();
    assert_eq!(options.used(), b"\xff");
}

#[test]
fn there_must_be_room() {
    let mut options = fixed(b"\x0c\x01a\xff\x00\x00\x00");
    options.store(15, b"x").unwrap();
    assert_eq!(options.used(), b"\x0c\x01a\x0f\x01x\xff");
    assert_eq!(
        options.store(15, b"xy"),
        Err(SettingsError::NoRoomForOption)
    );
    assert_eq!(options.fetch(15), Some(&b"x"[..]));
    // Even deleting needs room for the encapsulator for a moment.
    assert_eq!(
        options.store(encapsulated(175, 1), b""),
        Err(SettingsError::NoRoomForOption)
    );

    let mut options = DhcpOptions::new(Vec::new(), Growth::UpTo(1000));
    assert_eq!(
        options.store(1, &[0; 254]),
        Err(SettingsError::NoRoomForOption)
    );
    options.store(1, &[0; 253]).unwrap();
    options.store(encapsulated(175, 1), &[0; 250]).unwrap();
    assert_eq!(
        options.store(encapsulated(175, 2), &[0; 2]),
        Err(SettingsError::NoRoomForOption)
    );
    options.store(1, &[]).unwrap();
    assert_eq!(options.as_bytes().len(), 255);
}

#[test]
fn only_numbers_of_options_apply() {
    for (tag, applies) in [
        (0, false),
        (1, true),
        (0xff, true),
        (0xaf03, true),
        (0xfefe, true),
        (0xfeff, false),
    ] {
        assert_eq!(tag_applies(tag), applies, "{tag:#x}");
    }
}

fn packet(header: &[(usize, &[u8])], options: &[u8]) -> DhcpPacket {
    let mut bytes = vec![0; HEADER_LEN];
    for (offset, field) in header {
        bytes[*offset..offset + field.len()].copy_from_slice(field);
    }
    bytes.extend_from_slice(options);
    DhcpPacket::new(&bytes).unwrap()
}

#[test]
fn fixed_fields_count_before_options() {
    let full = packet(
        &[
            (16, &[10, 0, 0, 5]),
            (20, &[10, 0, 0, 1]),
            (44, b"server"),
            (108, b"boot.ipxe"),
        ],
        b"\x43\x05other\x42\x05other\xff",
    );
    assert_eq!(full.fetch(encapsulated(175, 2)), Some(&[10, 0, 0, 5][..]));
    assert_eq!(full.fetch(encapsulated(175, 3)), Some(&[10, 0, 0, 1][..]));
    assert_eq!(full.fetch(66), Some(&b"server"[..]));
    assert_eq!(full.fetch(67), Some(&b"boot.ipxe"[..]));

    let bare = packet(&[], b"\x43\x05other\xaf\x06\x03\x04\x0a\x00\x00\x09\xff");
    assert_eq!(bare.fetch(67), Some(&b"other"[..]));
    assert_eq!(bare.fetch(66), None);
    assert_eq!(bare.fetch(encapsulated(175, 2)), None);
    assert_eq!(bare.fetch(encapsulated(175, 3)), Some(&[10, 0, 0, 9][..]));
    assert_eq!(DhcpPacket::new(&[0; 239]), None);
}

#[test]
fn a_fixed_field_may_fill_its_room() {
    let name = [b'x'; 128];
    let packet = packet(&[(108, &name)], b"\xff");
    assert_eq!(packet.fetch(67), Some(&name[..]));
}

#[test]
fn storing_a_fixed_field_deletes_the_option() {
    let mut packet = packet(&[(108, b"a-long-name")], b"\x43\x05other\xff");
    packet.store(67, b"new").unwrap();
    assert_eq!(packet.fetch(67), Some(&b"new"[..]));
    assert_eq!(packet.options().fetch(67), None);
    packet.store(67, b"").unwrap();
    assert_eq!(packet.fetch(67), None);
    assert_eq!(
        packet.store(67, &[b'x'; 129]),
        Err(SettingsError::NoRoomInField)
    );
    assert_eq!(
        packet.store(encapsulated(175, 3), &[0; 5]),
        Err(SettingsError::NoRoomInField)
    );
}

#[test]
fn a_packet_holds_dhcp_settings_only() {
    let mut settings = Settings::default();
    let root = settings.root();
    let net0 = settings
        .register(root, b"net0", 0, Block::generic())
        .unwrap();
    let packet = packet(&[], &[b"\x0c\x03box\xff".as_slice(), &[0; 60]].concat());
    let dhcp = settings
        .register(net0, b"dhcp", 0, Block::Dhcp(Arc::new(packet)))
        .unwrap();

    let hostname = settings.dialect().key("hostname").unwrap();
    let found = settings.fetch(root, hostname).unwrap();
    assert_eq!((&*found.value, found.origin), (&b"box"[..], dhcp));

    let name = SettingKey::named(b"foo");
    assert_eq!(
        settings.store(dhcp, name, Some(b"x")),
        Err(SettingsError::NotApplicable)
    );
    let uuid = settings.dialect().key("uuid").unwrap();
    assert_eq!(
        settings.store(dhcp, uuid, Some(b"x")),
        Err(SettingsError::NotApplicable)
    );

    let filename = settings.dialect().key("filename").unwrap();
    settings.store(dhcp, filename, Some(b"boot.ipxe")).unwrap();
    assert_eq!(settings.fetch_string(net0, filename).unwrap(), b"boot.ipxe");
    // Tags are cut to 32 bits on their way to the packet.
    let wide = SettingKey {
        tag: 1 << 32 | 12,
        ..SettingKey::dhcp(0)
    };
    assert_eq!(&*settings.fetch(dhcp, wide).unwrap().value, b"box");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn options_of_any_bytes_can_be_worked_on(
        data in proptest::collection::vec(
            prop_oneof![Just(0u8), Just(1), Just(2), Just(43), Just(175), Just(255), any::<u8>()],
            0..48,
        ),
        operations in proptest::collection::vec(
            (
                prop_oneof![0u32..4, Just(43), Just(175), Just(255), Just(0xaf01), Just(0x2bff),
                    Just(0xaf00), 0u32..0x10000],
                0usize..12,
            ),
            0..12,
        ),
        grows in any::<bool>(),
    ) {
        let growth = if grows { Growth::UpTo(200) } else { Growth::Fixed };
        let mut options = DhcpOptions::new(data, growth);
        let len = options.as_bytes().len();
        for (tag, value_len) in operations {
            let _ = options.store(tag, &vec![0x5a; value_len]);
            let _ = options.fetch(tag);
            prop_assert!(options.used().len() <= options.as_bytes().len());
            prop_assert!(grows || options.as_bytes().len() == len);
        }
    }

    #[test]
    fn what_was_stored_is_fetched(
        operations in proptest::collection::vec(
            (
                prop_oneof![1u32..4, Just(0xaf01), Just(0xaf02), Just(0xaf03), Just(0x2b01)],
                0usize..40,
            ),
            0..40,
        ),
        room in 0usize..120,
    ) {
        let mut options = fixed(&vec![0; room]);
        let mut model = BTreeMap::new();
        for (step, (tag, len)) in operations.into_iter().enumerate() {
            let value = vec![step as u8 + 1; len];
            if options.store(tag, &value).is_ok() {
                model.insert(tag, value);
            }
            for (&tag, value) in &model {
                let expected = (!value.is_empty()).then_some(value.as_slice());
                prop_assert_eq!(options.fetch(tag), expected, "tag {:#x}", tag);
            }
        }
    }
}
