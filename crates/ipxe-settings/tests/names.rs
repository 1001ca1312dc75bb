//! What names of settings mean, and how they are printed.

mod session;

use ipxe_reference::{Platform, Release, SettingType};
use ipxe_settings::{
    Dialect, NameProblem, ParsedName, SettingKey, SettingName, Settings, SettingsError, parse_tag,
};
use session::{get, order, set};

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
