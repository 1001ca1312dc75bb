//! Values that iPXE's own test suite checks.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod tsv;

use ipxe_reference::{SettingType, setting_type};
use ipxe_settings::number::{LongWidth, format_decimal, format_hexadecimal, strtoul};
use ipxe_settings::{Dialect, SettingsError, types};
use tsv::{hex, rows};

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

#[test]
fn setting_types_parse_format_and_count() {
    let dialect = Dialect::default();
    let mut checked = 0;
    for row in rows(include_str!("data/settings_types.tsv")) {
        let [category, type_name, input, expected] = row.as_slice() else {
            panic!("{row:?} has four fields");
        };
        let label = format!("{} {} {}", text(category), text(type_name), text(input));
        let setting_type = setting_type(type_name).unwrap();
        match category.as_slice() {
            b"parse" => {
                let raw = types::parse(setting_type, input, &dialect).unwrap();
                assert_eq!(&*raw, hex(expected), "{label}");
            }
            b"format" => {
                let formatted = types::to_text(setting_type, &hex(input), &dialect).unwrap();
                assert_eq!(text(&formatted), text(expected), "{label}");
            }
            b"denumerate" => {
                let number = text(input).parse().unwrap();
                let raw = types::denumerate(setting_type, number).unwrap();
                assert_eq!(&*raw, hex(expected), "{label}");
            }
            b"numerate" => {
                let number = types::numerate(setting_type, &hex(input), &dialect).unwrap();
                assert_eq!(
                    number as i64,
                    text(expected).parse::<i64>().unwrap(),
                    "{label}"
                );
            }
            _ => panic!("unknown category in {row:?}"),
        }
        checked += 1;
    }
    assert_eq!(checked, 62);
}

#[test]
fn addresses_and_uuids() {
    let dialect = Dialect::default();
    for row in rows(include_str!("data/addresses.tsv")) {
        let [category, input, expected] = row.as_slice() else {
            panic!("{row:?} has three fields");
        };
        let parse = |setting_type: SettingType, input: &[u8]| {
            types::parse(setting_type, input, &dialect).map(|raw| raw.to_vec())
        };
        let format = |setting_type: SettingType, raw: &[u8]| {
            types::to_text(setting_type, raw, &dialect).unwrap()
        };
        let label = format!("{} {}", text(category), text(input));
        if expected == b"FAIL" {
            let (setting_type, error) = match category.as_slice() {
                b"ipv4_aton" => (SettingType::Ipv4, vec![SettingsError::BadIpv4]),
                b"ipv6_aton" => (SettingType::Ipv6, vec![SettingsError::BadIpv6]),
                b"uuid_aton" => (
                    SettingType::Uuid,
                    vec![SettingsError::BadUuid, SettingsError::BadHex],
                ),
                _ => panic!("unknown category in {row:?}"),
            };
            assert!(
                error.contains(&parse(setting_type, input).unwrap_err()),
                "{label}"
            );
            continue;
        }
        match category.as_slice() {
            b"ipv4_ntoa" => {
                let raw = parse(SettingType::Ipv4, input).unwrap();
                assert_eq!(
                    text(&format(SettingType::Ipv4, &raw)),
                    text(expected),
                    "{label}"
                );
            }
            b"ipv4_aton" => {
                let raw = parse(SettingType::Ipv4, input).unwrap();
                let octets: Vec<u8> = text(expected)
                    .split('.')
                    .map(|octet| octet.parse().unwrap())
                    .collect();
                assert_eq!(raw, octets, "{label}");
            }
            b"ipv6_ntoa" => {
                assert_eq!(
                    text(&format(SettingType::Ipv6, &hex(input))),
                    text(expected),
                    "{label}"
                );
            }
            b"ipv6_aton" => {
                assert_eq!(
                    parse(SettingType::Ipv6, input),
                    Ok(hex(expected)),
                    "{label}"
                );
            }
            b"uuid_ntoa" => {
                assert_eq!(
                    text(&format(SettingType::Uuid, &hex(input))),
                    text(expected),
                    "{label}"
                );
            }
            b"uuid_aton" => {
                assert_eq!(
                    parse(SettingType::Uuid, input),
                    Ok(hex(expected)),
                    "{label}"
                );
            }
            _ => panic!("unknown category in {row:?}"),
        }
    }
}

#[test]
fn base64_and_base16() {
    let dialect = Dialect::default();
    for row in rows(include_str!("data/base.tsv")) {
        let [category, input, expected] = row.as_slice() else {
            panic!("{row:?} has three fields");
        };
        let setting_type = match category.split(|&byte| byte == b'_').next().unwrap() {
            b"base64" => SettingType::Base64,
            b"base16" => SettingType::Hexraw,
            _ => panic!("unknown category in {row:?}"),
        };
        if category.ends_with(b"encode") {
            let formatted = types::to_text(setting_type, &hex(input), &dialect).unwrap();
            assert_eq!(text(&formatted), text(expected));
        } else {
            let raw = types::parse(setting_type, input, &dialect).unwrap();
            assert_eq!(&*raw, hex(expected), "{}", text(input));
        }
    }
}

#[test]
fn strtoul_reads_what_the_c_function_reads() {
    for row in rows(include_str!("data/strtoul.tsv")) {
        let [category, input, base, expected] = row.as_slice() else {
            panic!("{row:?} has four fields");
        };
        let base = text(base).parse().unwrap();
        let (value, used) = strtoul(input, base, LongWidth::Bits64);
        match text(expected).split_once(";rest=") {
            Some((number, rest)) => {
                assert_eq!(value.to_string(), number, "{}", text(input));
                assert_eq!(text(&input[used..]), rest, "{}", text(input));
            }
            None => {
                assert!(!category.ends_with(b"+rest"), "{row:?} says what is left");
                assert_eq!(value.to_string(), text(expected), "{}", text(input));
            }
        }
    }
}

#[test]
fn numbers_print_as_printf_prints_them() {
    for row in rows(include_str!("data/printf_numbers.tsv")) {
        let [_, format, argument, expected] = row.as_slice() else {
            panic!("{row:?} has four fields");
        };
        let mut out = Vec::new();
        match text(argument).strip_prefix("0x") {
            Some(digits) => {
                assert_eq!(text(format), "%#x");
                format_hexadecimal(u64::from_str_radix(digits, 16).unwrap(), &mut out);
            }
            None => format_decimal(text(argument).parse().unwrap(), LongWidth::Bits32, &mut out),
        }
        assert_eq!(text(&out), text(expected));
    }
}
