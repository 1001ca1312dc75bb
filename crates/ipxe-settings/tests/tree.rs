//! Blocks, their order and what a search finds.

use std::sync::Arc;

use ipxe_reference::{Platform, Release, Scope, SettingType};
use ipxe_settings::block::{Builtin, Dmesg, Interface};
use ipxe_settings::{
    Block, BlockId, Dialect, MAX_DEPTH, NameProblem, ParsedName, SettingKey, SettingName, Settings,
    SettingsError, parse_tag,
};

fn set(settings: &mut Settings, name: &str, value: &str) -> Result<(), SettingsError> {
    let dialect = settings.dialect().clone();
    let name = SettingName::parse(name.as_bytes(), &dialect);
    let (block, setting) = settings.find_or_create(name)?;
    settings.store_text(block, setting, Some(value.as_bytes()))
}

fn get(settings: &Settings, name: &str) -> Option<String> {
    let name = SettingName::parse(name.as_bytes(), settings.dialect());
    let (block, setting) = settings.find(name).ok()?;
    let mut out = Vec::new();
    settings.fetch_text(block, setting, &mut out).ok()?;
    Some(String::from_utf8(out).unwrap())
}

fn order(settings: &Settings) -> Vec<String> {
    let children = settings.children(settings.root());
    children
        .map(|child| String::from_utf8(settings.block_name(child)).unwrap())
        .collect()
}

fn register(settings: &mut Settings, name: &str, block: Block) -> BlockId {
    settings
        .register(settings.root(), name.as_bytes(), 0, block)
        .unwrap()
}

fn interface(name: &str) -> Block {
    Block::Interface(Arc::new(Interface {
        mac: vec![1; 6],
        initial_mac: vec![1; 6],
        ifname: Arc::from(name.as_bytes()),
        ..Interface::default()
    }))
}

#[test]
fn equal_priorities_keep_the_order_of_arrival() {
    let mut settings = Settings::default();
    for name in ["aa", "bb", "cc"] {
        set(&mut settings, &format!("{name}/x"), name).unwrap();
    }
    assert_eq!(order(&settings), ["aa", "bb", "cc"]);
    assert_eq!(get(&settings, "x").as_deref(), Some("aa"));
}

#[test]
fn a_higher_priority_comes_first_and_a_changed_one_last_of_its_kind() {
    let mut settings = Settings::default();
    for name in ["aa", "bb", "cc"] {
        set(&mut settings, &format!("{name}/x"), name).unwrap();
    }
    set(&mut settings, "cc/priority", "5").unwrap();
    assert_eq!(order(&settings), ["cc", "aa", "bb"]);
    set(&mut settings, "aa/priority", "5").unwrap();
    assert_eq!(order(&settings), ["cc", "aa", "bb"]);
    set(&mut settings, "cc/priority", "-1").unwrap();
    assert_eq!(order(&settings), ["aa", "bb", "cc"]);
    set(&mut settings, "aa/priority", "").unwrap();
    assert_eq!(order(&settings), ["bb", "aa", "cc"]);
}

#[test]
fn a_new_child_moves_its_parent_behind_its_equals() {
    let mut settings = Settings::default();
    set(&mut settings, "aa/x", "1").unwrap();
    set(&mut settings, "bb/x", "2").unwrap();
    set(&mut settings, "aa.sub/y", "3").unwrap();
    assert_eq!(order(&settings), ["bb", "aa"]);
}

#[test]
fn the_order_number_counts_besides_the_priority() {
    let mut settings = Settings::default();
    let root = settings.root();
    for (name, number) in [
        ("slaac", -2),
        ("link", -3),
        ("dhcp6", -1),
        ("user", 0),
        ("late", -3),
    ] {
        settings
            .register(root, name.as_bytes(), number, Block::generic())
            .unwrap();
    }
    assert_eq!(order(&settings), ["user", "dhcp6", "slaac", "link", "late"]);
}

#[test]
fn registering_a_name_again_replaces_the_block() {
    let mut settings = Settings::default();
    set(&mut settings, "net0/x", "old").unwrap();
    let old = settings.find_block(b"net0").unwrap();
    let new = register(&mut settings, "net0", interface("net0"));
    assert_eq!(get(&settings, "net0/x"), None);
    assert!(settings.block(old).is_none());
    assert_eq!(settings.find_block(b"net0"), Some(new));
    assert_eq!(
        settings.store(old, SettingKey::named(b"x"), None),
        Err(SettingsError::NoSuchBlock)
    );
}

#[test]
fn unregistering_takes_the_blocks_below_along() {
    let mut settings = Settings::default();
    set(&mut settings, "a.b.c/x", "1").unwrap();
    set(&mut settings, "z/x", "2").unwrap();
    let inner = settings.find_block(b"a.b.c").unwrap();
    settings.unregister(settings.find_block(b"a").unwrap());
    assert!(settings.block(inner).is_none());
    assert_eq!(get(&settings, "x").as_deref(), Some("2"));
    // The room is used again, but not the identity.
    set(&mut settings, "a.b.c/x", "3").unwrap();
    assert_ne!(settings.find_block(b"a.b.c"), Some(inner));
    settings.unregister(settings.root());
    assert_eq!(get(&settings, "a.b.c/x").as_deref(), Some("3"));
}

#[test]
fn net_x_is_searched_before_the_interfaces() {
    let mut settings = Settings::default();
    let alias = register(&mut settings, "netX", Block::Alias(None));
    let net0 = register(&mut settings, "net0", interface("net0"));
    let net1 = register(&mut settings, "net1", interface("net1"));
    set(&mut settings, "net0/foo", "zero").unwrap();
    set(&mut settings, "net1/foo", "one").unwrap();
    assert_eq!(get(&settings, "foo").as_deref(), Some("zero"));
    assert_eq!(get(&settings, "netX/foo"), None);
    assert_eq!(
        set(&mut settings, "netX/foo", "x"),
        Err(SettingsError::ReadOnlyBlock)
    );
    assert_eq!(
        settings
            .fetch(alias, SettingKey::named(b"foo"))
            .unwrap_err(),
        SettingsError::NoValues
    );

    settings.set_alias_target(alias, Some(net1));
    assert_eq!(get(&settings, "foo").as_deref(), Some("one"));
    let fetched = settings
        .fetch(settings.root(), SettingKey::named(b"foo"))
        .unwrap();
    assert_eq!(
        settings.shown_name(fetched.origin, fetched.typed_setting()),
        b"net1/foo:string"
    );
    set(&mut settings, "netX.dhcp/foo", "deeper").unwrap();
    assert_eq!(
        settings.block_name(settings.find_block(b"netX.dhcp").unwrap()),
        b"net1.dhcp"
    );
    // Where the alias ends, the search goes on behind it.
    set(&mut settings, "net0/bar", "found").unwrap();
    assert_eq!(get(&settings, "bar").as_deref(), Some("found"));

    set(&mut settings, "net0/priority", "1").unwrap();
    assert_eq!(get(&settings, "foo").as_deref(), Some("zero"));
    settings.unregister(net1);
    assert_eq!(get(&settings, "netX/foo"), None);
    assert_eq!(
        settings.block(net0).map(Block::default_scope),
        Some(Scope::Default)
    );
}

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
    let Some(Block::Builtin(values)) = settings.block_mut(builtin) else {
        panic!("is builtin")
    };
    assert_eq!(values.clock_adjustment, 4000);
    Arc::make_mut(values).clock = 1001;
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
fn numeric_names_are_tags() {
    let width = Dialect::default().long_width();
    for (name, tag) in [
        ("175", 175),
        ("175.3", 0xaf03),
        ("0xaf.0xb0", 0xafb0),
        ("014", 12),
        (".210", 210),
        ("0.210", 210),
        ("5.", 0x500),
        ("12x", 0),
        ("hostname", 0),
        ("1.2.3.4", 0x0102_0304),
        ("", 0),
    ] {
        assert_eq!(parse_tag(name.as_bytes(), width), tag, "{name}");
    }
    let mut settings = Settings::default();
    set(&mut settings, "0x43", "boot").unwrap();
    assert_eq!(get(&settings, "filename").as_deref(), Some("boot"));
    set(&mut settings, "200", "x").unwrap();
    set(&mut settings, "0xc8", "y").unwrap();
    assert_eq!(get(&settings, "200").as_deref(), Some("y"));
    set(&mut settings, "175.3", "10.0.0.1").unwrap();
    assert_eq!(
        get(&settings, "next-server:hexraw").as_deref(),
        Some("0a000001")
    );
    settings
        .store(settings.root(), SettingKey::dhcp(176), Some(b"tagged"))
        .unwrap();
    settings
        .store(settings.root(), SettingKey::dhcp(177), Some(b"other"))
        .unwrap();
    assert_eq!(get(&settings, "176").as_deref(), Some("tagged"));
}

#[test]
fn names_have_parts_and_problems() {
    let dialect = Dialect::default();
    let parse = |text: &'static str| SettingName::parse(text.as_bytes(), &dialect);
    let name = parse("net0:1.dhcp/a/b:hex:x");
    let parts = name.parts();
    assert_eq!((parts.block(), parts.name()), (Some(0..11), 12..15));
    assert_eq!(parts.setting_type(), Some(16..21));
    assert_eq!(
        name.problem(),
        Some(NameProblem::UnknownType { span: 16..21 })
    );
    assert_eq!(
        parse("a:").problem(),
        Some(NameProblem::UnknownType { span: 2..2 })
    );
    assert_eq!(
        parse("net0/:hex").problem(),
        Some(NameProblem::EmptyName { at: 5 })
    );
    assert_eq!(parse("net0/mac:hexhyp").problem(), None);
    assert_eq!(parse("mac:uint8").setting_type(), Some(SettingType::Uint8));

    let old = Dialect::new(Release::V1_21_1, Platform::Efi);
    let guid = SettingName::parse(b"u:guid", &old);
    let release = Release::V2_0_0;
    assert_eq!(
        guid.problem(),
        Some(NameProblem::TypeSince {
            span: 2..6,
            release
        })
    );
    let name = ParsedName::new(b"net0/ip", &dialect);
    assert_eq!(
        (name.as_name().block(), name.as_name().name()),
        (Some(&b"net0"[..]), &b"ip"[..])
    );
}

#[test]
fn a_block_is_made_even_if_the_type_is_wrong() {
    let mut settings = Settings::default();
    assert_eq!(
        set(&mut settings, "new/a:nope", "1"),
        Err(SettingsError::NoSuchType)
    );
    assert!(settings.find_block(b"new").is_some());
    let both_wrong = SettingName::parse(b"no/a:nope", settings.dialect());
    assert_eq!(
        settings.find(both_wrong).unwrap_err(),
        SettingsError::NoSuchBlock
    );
}

#[test]
fn empty_components_of_a_path_stand_for_the_block_itself() {
    let mut settings = Settings::default();
    set(&mut settings, "a.b/x", "1").unwrap();
    for name in ["a..b/x", ".a.b/x", "a.b./x", "/x", "./x"] {
        assert_eq!(get(&settings, name).as_deref(), Some("1"), "{name}");
    }
    assert_eq!(order(&settings), ["a"]);
}

#[test]
fn long_block_names_lose_their_tail() {
    let mut settings = Settings::default();
    for (path, shown) in [
        ("abc", "abc"),
        ("blockwithlongname.child", "blockwithlongna"),
        ("a.b.c", "a.b.c"),
        ("ab.cdefghijklmnopqr", "ab.cdefghijklmn"),
        ("x.aaaaaaaaaaaaaa", "x.aaaaaaaaaaaaa"),
    ] {
        set(&mut settings, &format!("{path}/s"), "1").unwrap();
        let block = settings.find_block(path.as_bytes()).unwrap();
        assert_eq!(settings.block_name(block), shown.as_bytes());
    }
    let block = settings.find_block(b"abc").unwrap();
    let setting = SettingKey::named(b"averyveryverylongsettingname");
    assert_eq!(
        settings.shown_name(block, setting),
        b"abc/averyveryverylongsettingnam"
    );
    assert_eq!(
        settings.shown_name(settings.root(), SettingKey::named(b"a")),
        b"a:string"
    );
}

#[test]
fn every_store_and_every_block_is_applied() {
    let mut settings = Settings::default();
    let mut last = settings.revision();
    let mut advanced = |settings: &Settings| {
        let advanced = settings.revision() > last;
        last = settings.revision();
        advanced
    };
    set(&mut settings, "a/x", "1").unwrap();
    assert!(advanced(&settings));
    set(&mut settings, "a/x", "1").unwrap();
    assert!(advanced(&settings));
    set(&mut settings, "a/x:int8", "bad").unwrap_err();
    assert!(!advanced(&settings));
    get(&settings, "a/x");
    settings.clear(settings.find_block(b"a").unwrap());
    assert!(!advanced(&settings));
    settings.unregister(settings.find_block(b"a").unwrap());
    assert!(advanced(&settings));
}

#[test]
fn clones_go_their_own_ways() {
    let mut settings = Settings::default();
    set(&mut settings, "x", "1").unwrap();
    let before = settings.clone();
    set(&mut settings, "x", "2").unwrap();
    set(&mut settings, "b/y", "3").unwrap();
    assert_eq!(get(&before, "x").as_deref(), Some("1"));
    assert!(before.find_block(b"b").is_none());
    assert_eq!(get(&settings, "x").as_deref(), Some("2"));
}

#[test]
fn nesting_has_a_limit() {
    let mut settings = Settings::default();
    let deep = ["a"; MAX_DEPTH as usize].join(".");
    set(&mut settings, &format!("{deep}/x"), "bottom").unwrap();
    assert_eq!(get(&settings, "x").as_deref(), Some("bottom"));
    let deeper = format!("{deep}.a/x");
    assert_eq!(
        set(&mut settings, &deeper, "1"),
        Err(SettingsError::TooDeep)
    );
    let hostile = format!("{}/x", "b.".repeat(100_000));
    assert_eq!(
        set(&mut settings, &hostile, "1"),
        Err(SettingsError::TooDeep)
    );
}

#[test]
fn many_blocks_and_settings_are_no_problem() {
    let mut settings = Settings::default();
    for index in 0..3_000 {
        set(&mut settings, &format!("s{index}"), "1").unwrap();
        set(&mut settings, &format!("b{index}/x"), "1").unwrap();
    }
    assert_eq!(get(&settings, "nowhere"), None);
    assert_eq!(get(&settings, "b2999/x").as_deref(), Some("1"));
    assert_eq!(order(&settings).len(), 3_000);
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
