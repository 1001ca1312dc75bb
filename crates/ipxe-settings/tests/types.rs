//! What the setting types accept and show beyond iPXE's own tests.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use ipxe_reference::{Platform, Release, SettingType};
use ipxe_settings::number::{InvalidInteger, LongWidth, parse_integer};
use ipxe_settings::{Dialect, SettingsError, types};

fn show(setting_type: SettingType, raw: &[u8]) -> Result<String, SettingsError> {
    show_in(setting_type, raw, &Dialect::default())
}

fn show_in(
    setting_type: SettingType,
    raw: &[u8],
    dialect: &Dialect,
) -> Result<String, SettingsError> {
    types::to_text(setting_type, raw, dialect).map(|text| String::from_utf8(text).unwrap())
}

fn read(setting_type: SettingType, text: &str) -> Result<Vec<u8>, SettingsError> {
    types::parse(setting_type, text.as_bytes(), &Dialect::default()).map(|raw| raw.to_vec())
}

#[test]
fn integers_wrap_and_never_overflow() {
    for (setting_type, text, raw) in [
        (SettingType::Int8, "300", &[44][..]),
        (SettingType::Uint16, "0x12345", &[0x23, 0x45]),
        (SettingType::Int32, "99999999999", &[0x48, 0x76, 0xe7, 0xff]),
        (SettingType::Uint8, "-1", &[0xff]),
        (SettingType::Int32, "010", &[0, 0, 0, 8]),
        (SettingType::Int32, "0x", &[0, 0, 0, 0]),
        (SettingType::Int32, "-", &[0, 0, 0, 0]),
        (SettingType::Int32, " \t+7", &[0, 0, 0, 7]),
    ] {
        assert_eq!(read(setting_type, text), Ok(raw.to_vec()), "{text}");
    }
    for text in ["12x", "1 ", "08", "++1", "0x1g", "1.5"] {
        assert_eq!(
            read(SettingType::Int32, text),
            Err(SettingsError::BadInteger),
            "{text}"
        );
    }
}

#[test]
fn integers_of_any_length_are_shown() {
    for (raw, signed, unsigned) in [
        (&[0xff][..], Ok("-1"), Ok("0xff")),
        (&[0x80, 0x00], Ok("-32768"), Ok("0x8000")),
        (&[0, 0, 0, 0, 0, 0, 0, 0, 5], Ok("5"), Ok("0x5")),
        (
            &[1, 0, 0, 0, 0, 0, 0, 0, 5],
            Err(SettingsError::NumberTooWide),
            Err(SettingsError::NumberTooWide),
        ),
        (
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe],
            Ok("-2"),
            Err(SettingsError::NumberTooWide),
        ),
        (
            &[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            Ok("9223372036854775807"),
            Ok("0x7fffffffffffffff"),
        ),
        (&[], Ok("0"), Ok("0x0")),
        // The sign cannot be taken off the most negative number, and its digits come out wrong.
        (
            &[0x80, 0, 0, 0, 0, 0, 0, 0],
            Ok("-'..--).0-*(+,))+(0("),
            Ok("0x8000000000000000"),
        ),
    ] {
        assert_eq!(
            show(SettingType::Int32, raw),
            signed.map(str::to_owned),
            "{raw:?}"
        );
        assert_eq!(
            show(SettingType::Uint8, raw),
            unsigned.map(str::to_owned),
            "{raw:?}"
        );
    }
}

#[test]
fn numbers_are_narrower_on_a_32_bit_processor() {
    let bios = Dialect::new(Release::Master, Platform::Pcbios);
    assert_eq!(bios.long_width(), LongWidth::Bits32);
    let five_bytes = [0, 0, 1, 2, 3];
    assert_eq!(
        show_in(SettingType::Uint32, &five_bytes, &bios),
        Ok("0x10203".to_owned())
    );
    let too_wide = [1, 0, 0, 0, 0];
    assert_eq!(
        show_in(SettingType::Uint32, &too_wide, &bios),
        Err(SettingsError::NumberTooWide)
    );
    assert_eq!(
        show_in(SettingType::Int32, &[0x80, 0, 0, 0], &bios),
        Ok("-./,),(-*,(".to_owned())
    );
    assert_eq!(
        show(SettingType::Int32, &[0x80, 0, 0, 0]),
        Ok("-2147483648".to_owned())
    );
    // 2^32 wraps to 0 there, and is too great for a byte elsewhere.
    let wrapped = types::parse(SettingType::Ipv4, b"4294967297.2.3.4", &bios);
    assert_eq!(wrapped.as_deref(), Ok(&[1, 2, 3, 4][..]));
    assert_eq!(
        read(SettingType::Ipv4, "4294967297.2.3.4"),
        Err(SettingsError::BadIpv4)
    );
}

#[test]
fn ipv4_parts_are_numbers_in_any_base() {
    assert_eq!(
        read(SettingType::Ipv4, "0x0a.0.010.+1"),
        Ok(vec![10, 0, 8, 1])
    );
    assert_eq!(read(SettingType::Ipv4, " 1. 2.3.4"), Ok(vec![1, 2, 3, 4]));
    for text in [
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        "1.2.3.4 ",
        "1.2.-3.4",
        "1.2.3.256",
        "",
        ".",
    ] {
        assert_eq!(
            read(SettingType::Ipv4, text),
            Err(SettingsError::BadIpv4),
            "{text:?}"
        );
    }
    assert_eq!(
        show(SettingType::Ipv4, &[1, 2]),
        Err(SettingsError::BadIpv4)
    );
    assert_eq!(
        show(SettingType::Ipv4, &[1, 2, 3, 4, 5, 6, 7, 8]),
        Ok("1.2.3.4".to_owned())
    );
}

#[test]
fn ipv6_corner_cases() {
    let with_zero = read(SettingType::Ipv6, "1:2:3:4:5:6:7:").unwrap();
    assert_eq!(with_zero, [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]);
    for text in [
        "1:2:3:4:5:6:7::",
        "::ffff:1.2.3.4",
        "fe80::1%net0",
        "::10000",
        ":",
        "-1::",
    ] {
        assert_eq!(
            read(SettingType::Ipv6, text),
            Err(SettingsError::BadIpv6),
            "{text:?}"
        );
    }
    let legacy = Dialect::default().with_ipv6(false);
    assert_eq!(
        types::parse(SettingType::Ipv6, b"::1", &legacy).unwrap_err(),
        SettingsError::TypeNotBuilt
    );
    assert_eq!(
        types::to_text(SettingType::Ipv6, &[0; 16], &legacy),
        Err(SettingsError::TypeNotBuilt)
    );
}

#[test]
fn hexadecimal_needs_complete_pairs_and_its_own_separator() {
    for text in ["0:1", "00:1", "00:01:", "0001", "00-01", ":00"] {
        assert_eq!(
            read(SettingType::Hex, text),
            Err(SettingsError::BadHex),
            "{text:?}"
        );
    }
    assert_eq!(read(SettingType::Hexhyp, "AB-cd"), Ok(vec![0xab, 0xcd]));
    assert_eq!(
        read(SettingType::Hexraw, "0a:ff"),
        Err(SettingsError::BadHex)
    );
    assert_eq!(read(SettingType::Hexraw, "abc"), Err(SettingsError::BadHex));
}

#[test]
fn base64_needs_its_padding_and_ignores_blanks() {
    assert_eq!(
        read(SettingType::Base64, " aGVs bG8= "),
        Ok(b"hello".to_vec())
    );
    assert_eq!(read(SettingType::Base64, " "), Ok(Vec::new()));
    for text in [
        "aGVsbG8", "AA=", "A===", "AA==AA==", "=", "====", "!!!", "aGVs=",
    ] {
        assert_eq!(
            read(SettingType::Base64, text),
            Err(SettingsError::BadBase64),
            "{text:?}"
        );
    }
}

#[test]
fn uuid_hyphens_stand_anywhere_between_bytes() {
    let raw: Vec<u8> = (0..16).collect();
    for text in [
        "00010203-0405-0607-0809-0a0b0c0d0e0f",
        "000102030405060708090A0B0C0D0E0F",
        "00-01-02-03-04-05-06-07-08-09-0a-0b-0c-0d-0e-0f",
    ] {
        assert_eq!(read(SettingType::Uuid, text), Ok(raw.clone()), "{text}");
    }
    assert_eq!(read(SettingType::Uuid, "12"), Err(SettingsError::BadUuid));
    assert_eq!(read(SettingType::Uuid, "1"), Err(SettingsError::BadHex));
    assert_eq!(
        show(SettingType::Uuid, &[1, 2]),
        Err(SettingsError::NotUuidLength)
    );
}

#[test]
fn uristring_decodes_leniently() {
    for (text, raw) in [
        ("a%20b%2fc%zz", &b"a b/c%zz"[..]),
        ("%41%4%4g", b"A\x04\x04g"),
        ("%-1%+1%0x", b"\xff\x01\x00x"),
        ("100%", b"100%"),
        ("%+", b"\x00"),
    ] {
        assert_eq!(
            read(SettingType::Uristring, text),
            Ok(raw.to_vec()),
            "{text}"
        );
    }
}

#[test]
fn uristring_sign_extends_where_char_is_signed() {
    let text = "é+".as_bytes();
    let x86 = Dialect::new(Release::Master, Platform::Efi);
    let show = |dialect: &Dialect| show_in(SettingType::Uristring, text, dialect).unwrap();
    assert_eq!(show(&x86), "%FFFFFFC3%FFFFFFA9%2B");
    assert_eq!(show(&x86.with_signed_char(false)), "%C3%A9%2B");
    assert_eq!(
        show(&Dialect::new(Release::V2_0_0, Platform::Efi)),
        "%FFFFFFC3%FFFFFFA9+"
    );
}

#[test]
fn some_types_can_only_be_shown() {
    assert_eq!(
        read(SettingType::Busdevfn, "1"),
        Err(SettingsError::CannotParse)
    );
    assert_eq!(
        read(SettingType::Dnssl, "a.b"),
        Err(SettingsError::CannotParse)
    );
    let old = Dialect::new(Release::V1_21_1, Platform::Efi);
    let uuid = b"00010203-0405-0607-0809-0a0b0c0d0e0f";
    assert_eq!(
        types::parse(SettingType::Uuid, uuid, &old).unwrap_err(),
        SettingsError::CannotParse
    );
    assert!(show_in(SettingType::Uuid, &[0; 16], &old).is_ok());
    assert_eq!(old.setting_type(b"guid"), None);
    assert_eq!(
        Dialect::default().setting_type(b"guid"),
        Some(SettingType::Guid)
    );
}

#[test]
fn pci_addresses_of_any_length() {
    for (raw, expected) in [
        (&[0x18][..], "0000:00:03.0"),
        (&[0, 1, 3, 0x45], "0001:03:08.5"),
        (&[1, 2, 3, 4, 5], "0203:04:00.5"),
        (&[], "0000:00:00.0"),
    ] {
        assert_eq!(show(SettingType::Busdevfn, raw), Ok(expected.to_owned()));
    }
}

#[test]
fn dns_search_lists_follow_pointers_backwards_only() {
    for (raw, expected) in [
        (
            &b"\x04ipxe\x03org\x00\x01a\xc0\x05"[..],
            Ok("ipxe.org a.org"),
        ),
        (b"\x03abc\x00\x00\x00\x00", Ok("abc")),
        // A root name at the start is an entry too.
        (b"\x00\x03abc\x00", Ok(" abc")),
        (b"\x03ab", Err(SettingsError::BadDnsName)),
        (b"\x03abc", Err(SettingsError::BadDnsName)),
        (b"\xc0\x00", Err(SettingsError::BadDnsName)),
        (b"\x01a\xc0\x00", Err(SettingsError::BadDnsName)),
        (b"", Ok("")),
    ] {
        let expected = expected.map(str::to_owned);
        assert_eq!(show(SettingType::Dnssl, raw), expected, "{raw:?}");
    }
}

#[test]
fn a_dns_search_list_cannot_fill_the_memory() {
    // 16000 bytes of labels and 20000 pointers to them: 320 MB of text.
    let mut raw = b"\x01a".repeat(8000);
    raw.push(0);
    raw.extend(b"\xc0\x00".repeat(20_000));
    assert_eq!(show(SettingType::Dnssl, &raw), Err(SettingsError::TooLong));
}

#[test]
fn a_nul_byte_ends_the_text_of_a_value() {
    assert_eq!(read(SettingType::String, "ab\0cd"), Ok(b"ab".to_vec()));
    assert_eq!(read(SettingType::Int8, "5\0x"), Ok(vec![5]));
    assert_eq!(show(SettingType::String, b"a\0b"), Ok("a\0b".to_owned()));
}

#[test]
fn option_arguments_are_complete_numbers() {
    let width = LongWidth::Bits64;
    for (text, value) in [
        ("5", 5),
        ("-1", u32::MAX),
        ("0x10", 16),
        ("4294967297", 1),
        ("+", 0),
        (" 7", 7),
    ] {
        assert_eq!(
            parse_integer(text.as_bytes(), width, false),
            Ok(value),
            "{text}"
        );
    }
    for text in ["", "1s", "1 ", "08"] {
        assert_eq!(
            parse_integer(text.as_bytes(), width, false),
            Err(InvalidInteger),
            "{text}"
        );
    }
    assert_eq!(parse_integer(b"", width, true), Ok(0));
}
