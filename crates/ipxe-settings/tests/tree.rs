//! Blocks, their order and what a search finds.

mod session;

use ipxe_reference::Scope;
use ipxe_settings::{Block, MAX_DEPTH, SettingKey, Settings, SettingsError};
use session::{get, interface, order, register, set};

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
fn a_moved_block_changes_the_priority_of_its_parent() {
    let mut settings = Settings::default();
    set(&mut settings, "a.low/priority", "0").unwrap();
    let a = settings.find_block(b"a").unwrap();
    settings.register(a, b"high", -1, Block::generic()).unwrap();
    set(&mut settings, "a.high/priority", "5").unwrap();
    set(&mut settings, "b/x", "1").unwrap();
    assert_eq!(order(&settings), ["a", "b"]);
    // The new block below "low" moves it before "high", whose order number is lower.
    set(&mut settings, "a.low.new/y", "1").unwrap();
    assert_eq!(order(&settings), ["b", "a"]);
}
