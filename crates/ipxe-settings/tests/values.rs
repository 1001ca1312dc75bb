//! What blocks do with the values that are stored in them.

mod session;

use std::sync::Arc;

use ipxe_reference::{Platform, Release};
use ipxe_settings::block::{Builtin, Dmesg};
use ipxe_settings::{Block, Dialect, SettingKey, Settings, SettingsError};
use session::{get, interface, register, set};

#[test]
fn the_mac_address_is_the_only_property_that_can_be_stored() {
    let mut settings = Settings::default();
    let net0 = register(&mut settings, "net0", interface("net0"));
    set(&mut settings, "net0/mac", "02:00:00:00:00:01").unwrap();
    assert_eq!(get(&settings, "mac").as_deref(), Some("02:00:00:00:00:01"));
    assert_eq!(
        set(&mut settings, "net0/mac", "01:02"),
        Err(SettingsError::MacLength)
    );
    set(&mut settings, "net0/mac", "").unwrap();
    assert_eq!(get(&settings, "mac").as_deref(), Some("01:01:01:01:01:01"));
    assert_eq!(
        set(&mut settings, "net0/chip", "x"),
        Err(SettingsError::ReadOnlyInterface)
    );
    // The text is read before the block is asked.
    assert_eq!(
        set(&mut settings, "net0/busid", "x"),
        Err(SettingsError::BadHex)
    );
    // Without link types, as in old releases, the name is free.
    set(&mut settings, "net0/linktype", "own").unwrap();
    assert_eq!(get(&settings, "linktype").as_deref(), Some("own"));
    settings.clear(net0);
    assert_eq!(get(&settings, "linktype"), None);
    assert_eq!(get(&settings, "ifname").as_deref(), Some("net0"));
}

#[test]
fn builtins_are_found_last_and_mostly_read_only() {
    let mut settings = Settings::default();
    let builtin = Builtin {
        errno: 0x2d0c_6102,
        clock: 1000,
        ..Builtin::default()
    };
    let builtin = register(&mut settings, "builtin", Block::Builtin(Arc::new(builtin)));
    assert_eq!(get(&settings, "errno").as_deref(), Some("0x2d0c6102"));
    assert_eq!(get(&settings, "builtin/cwuri"), None);
    assert_eq!(
        set(&mut settings, "builtin/errno", "1"),
        Err(SettingsError::ReadOnlyBuiltin)
    );
    assert_eq!(
        set(&mut settings, "builtin/foo", "1"),
        Err(SettingsError::NotApplicable)
    );
    set(&mut settings, "errno", "7").unwrap();
    assert_eq!(get(&settings, "errno").as_deref(), Some("0x7"));
    assert_eq!(
        get(&settings, "builtin/errno").as_deref(),
        Some("0x2d0c6102")
    );

    set(&mut settings, "builtin/unixtime", "5000").unwrap();
    let values = settings.builtin_mut(builtin).unwrap();
    assert_eq!(values.clock_adjustment, 4000);
    values.clock = 1001;
    assert_eq!(get(&settings, "unixtime").as_deref(), Some("0x1389"));
    set(&mut settings, "builtin/unixtime", "").unwrap();
    assert_eq!(get(&settings, "unixtime").as_deref(), Some("0x3e9"));

    let old = Dialect::new(Release::V2_0_0, Platform::Efi);
    let mut settings = Settings::new(old);
    register(&mut settings, "builtin", Block::Builtin(Arc::default()));
    assert_eq!(
        set(&mut settings, "builtin/unixtime", "5"),
        Err(SettingsError::ReadOnlyBuiltin)
    );
}

#[test]
fn the_message_log_is_a_ring() {
    let mut log = Dmesg::default();
    log.print(b"one\x08\x08\x08\x08two");
    assert_eq!(log.text(), b"two");
    let text: Vec<u8> = (0..10_000u32)
        .map(|number| b'a' + (number % 26) as u8)
        .collect();
    log.print(&text);
    assert_eq!(log.text(), text[text.len() - 8192..]);
    log.clear();
    assert_eq!(log.text(), b"");
}

#[test]
fn types_are_remembered_until_stored_again() {
    let mut settings = Settings::default();
    set(&mut settings, "a:hex", "41:42").unwrap();
    assert_eq!(get(&settings, "a").as_deref(), Some("41:42"));
    assert_eq!(get(&settings, "a:string").as_deref(), Some("AB"));
    set(&mut settings, "a", "x").unwrap();
    assert_eq!(get(&settings, "a").as_deref(), Some("x"));
    assert_eq!(get(&settings, "a:int8").as_deref(), Some("120"));
}

#[test]
fn numbers_count_up_in_their_own_type() {
    let mut settings = Settings::default();
    let root = settings.root();
    let key = SettingKey::named(b"i");
    settings.increment(root, key, 1).unwrap();
    settings.increment(root, key, 41).unwrap();
    assert_eq!(get(&settings, "i").as_deref(), Some("42"));
    settings.increment(root, key, u32::MAX).unwrap();
    assert_eq!(get(&settings, "i").as_deref(), Some("41"));
    set(&mut settings, "d:int8", "127").unwrap();
    settings
        .increment(root, SettingKey::named(b"d"), 1)
        .unwrap();
    assert_eq!(get(&settings, "d").as_deref(), Some("-128"));
    set(&mut settings, "s", "5").unwrap();
    let string = settings.increment(root, SettingKey::named(b"s"), 1);
    assert_eq!(string, Err(SettingsError::NotNumeric));
    // What is found below is stored where it was asked for.
    set(&mut settings, "net0/n:uint8", "9").unwrap();
    settings
        .increment(root, SettingKey::named(b"n"), 1)
        .unwrap();
    assert_eq!(get(&settings, "net0/n").as_deref(), Some("0x9"));
    assert_eq!(get(&settings, "n").as_deref(), Some("0xa"));
}

#[test]
fn values_as_the_parts_of_ipxe_read_them() {
    let mut settings = Settings::default();
    let root = settings.root();
    set(&mut settings, "n:hex", "ff:fe").unwrap();
    let n = SettingKey::named(b"n");
    assert_eq!(settings.fetch_int(root, n), Ok(-2));
    assert_eq!(settings.fetch_uint(root, n), Ok(0xfffe));
    assert!(settings.fetch_flag(root, n));
    assert!(!settings.fetch_flag(root, SettingKey::named(b"none")));
    set(&mut settings, "wide:hex", "01:02:03:04:05:06:07:08:09").unwrap();
    let wide = SettingKey::named(b"wide");
    assert_eq!(
        settings.fetch_int(root, wide),
        Err(SettingsError::NumberTooWide)
    );
    assert_eq!(settings.fetch_uint_or_zero(root, wide), 1);
    assert_eq!(
        settings.fetch_uuid(root, wide),
        Err(SettingsError::NotUuidLength)
    );

    set(&mut settings, "dns:hex", "0a:00:00:01:0a:00:00:02").unwrap();
    let dns = settings.dialect().key("dns").unwrap();
    assert_eq!(settings.fetch_ipv4(root, dns), Ok([10, 0, 0, 1]));
    assert_eq!(
        settings.fetch_ipv4_array(root, dns),
        Ok(vec![[10, 0, 0, 1], [10, 0, 0, 2]])
    );
    assert_eq!(
        settings.fetch_ipv4(root, n),
        Err(SettingsError::NotAddressLength)
    );
    set(&mut settings, "six:ipv6", "fe80::1").unwrap();
    let six = settings
        .fetch_ipv6(root, SettingKey::named(b"six"))
        .unwrap();
    assert_eq!((six[0], six[15]), (0xfe, 1));
    set(&mut settings, "s:hex", "61:00:62").unwrap();
    assert_eq!(
        settings.fetch_string(root, SettingKey::named(b"s")),
        Ok(b"a".to_vec())
    );
}
