//! `${...}` against a direct reading of iPXE's own loop.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::borrow::Cow;
use std::cell::Cell;
use std::time::{Duration, Instant};

use ipxe_settings::expand::{ExpandError, ExpandLimits, Template, expand};
use ipxe_settings::{SettingKey, Settings};
use proptest::prelude::*;

/// `core/settings.c: expand_settings` with its restart from the left after every replacement;
/// `None` if it has not ended after `limit` of them.
fn restarting_expand(
    text: &[u8],
    limit: usize,
    value: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Option<Vec<u8>> {
    let mut text = text.to_vec();
    for _ in 0..=limit {
        let mut start = None;
        let mut end = None;
        for position in 0..text.len() {
            if text[position..].starts_with(b"${") {
                start = Some(position);
            }
            if start.is_some() && text[position] == b'}' {
                end = Some(position);
                break;
            }
        }
        let (Some(start), Some(end)) = (start, end) else {
            return Some(text);
        };
        let value = value(&text[start + 2..end]);
        text = [&text[..start], &value, &text[end + 1..]].concat();
    }
    None
}

fn settings(values: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in values {
        let root = settings.root();
        settings
            .store_text(
                root,
                SettingKey::named(name.as_bytes()),
                Some(value.as_bytes()),
            )
            .unwrap();
    }
    settings
}

fn expanded(settings: &Settings, text: &str) -> String {
    String::from_utf8(settings.expand(text.as_bytes()).unwrap().into_owned()).unwrap()
}

#[test]
fn text_without_names_is_not_copied() {
    let settings = settings(&[("a", "b")]);
    for text in ["plain", "$a", "${a", "a}", "$ {a}", "", "}${"] {
        let result = settings.expand(text.as_bytes()).unwrap();
        assert_eq!(result, text.as_bytes());
    }
    assert!(matches!(
        settings.expand(b"plain").unwrap(),
        Cow::Borrowed(_)
    ));
}

#[test]
fn names_are_replaced_innermost_first() {
    let settings = settings(&[("a", "b"), ("b", "c"), ("bc", "both")]);
    for (text, expected) in [
        ("${a}", "b"),
        ("${${a}}", "c"),
        ("${a${b}", "${ac"),
        ("${${a}${b}}", "both"),
        ("[${no}]", "[]"),
        ("${no/a}${a:nope}${}", ""),
        ("$${a}", "$b"),
        ("{${a}}", "{b}"),
        ("${a}}", "b}"),
        ("x${y", "x${y"),
    ] {
        assert_eq!(expanded(&settings, text), expected, "{text}");
    }
}

#[test]
fn replaced_text_joins_with_what_surrounds_it() {
    let settings = settings(&[
        ("open", "${"),
        ("brace", "{a}"),
        ("half", "${a"),
        ("close", "}"),
        ("a", "value"),
        ("value", "deep"),
        ("empty", ""),
    ]);
    for (text, expected) in [
        ("${open}a}", "value"),
        ("$${brace}", "value"),
        ("${half}${close}", "value"),
        ("${half}}", "value"),
        ("${${half}}}", "deep"),
        ("$${empty}{a}", "value"),
        ("${close}", "}"),
    ] {
        assert_eq!(expanded(&settings, text), expected, "{text}");
    }
}

#[test]
fn a_value_ends_at_its_nul_byte_and_so_does_the_text() {
    let mut settings = settings(&[("a", "b")]);
    let root = settings.root();
    settings
        .store(root, SettingKey::named(b"nul"), Some(b"x\0${a}"))
        .unwrap();
    assert_eq!(expanded(&settings, "[${nul}]"), "[x]");
    assert_eq!(expanded(&settings, "${a}\0${a}"), "b");
}

#[test]
fn a_value_with_its_own_name_is_given_up() {
    let settings = settings(&[("x", "-${x}"), ("y", "${y}")]);
    let limits = ExpandLimits {
        substitutions: 50,
        bytes: 1000,
    };
    for name in ["x", "y"] {
        let text = format!("${{{name}}}");
        let error = settings.expand_within(text.as_bytes(), limits).unwrap_err();
        let name = name.as_bytes().to_vec();
        assert_eq!(error, ExpandError::TooManySubstitutions { limit: 50, name });
    }
    let limits = ExpandLimits {
        substitutions: 50,
        bytes: 10,
    };
    let error = settings.expand_within(b"${x}", limits).unwrap_err();
    assert_eq!(
        error,
        ExpandError::TooLong {
            limit: 10,
            name: b"x".to_vec()
        }
    );
    assert_eq!(
        error.to_string(),
        "expanding ${x} makes the text longer than 10 bytes"
    );
}

#[test]
fn the_time_grows_with_the_text_only() {
    let settings = settings(&[("a", "b")]);
    let started = Instant::now();
    for text in [
        [b"${".repeat(100_000), b"}".repeat(100_000)].concat(),
        b"${a}".repeat(100_000),
        b"${".repeat(200_000),
        [b"${".repeat(100_000), b"${a}".repeat(100_000)].concat(),
        [
            b"$".repeat(100_000),
            b"${a}".repeat(50_000),
            b"{a}".repeat(50_000),
        ]
        .concat(),
    ] {
        settings.expand(&text).unwrap();
    }
    // Restarting from the left would take minutes.
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn templates_ask_for_every_name_once() {
    let settings = settings(&[("a", "1"), ("b", "2")]);
    let template = Template::new(b"x${a}-${b}y", settings.dialect());
    assert!(!template.is_literal());
    let mut out = b"> ".to_vec();
    template
        .append(&settings, ExpandLimits::default(), &mut out)
        .unwrap();
    assert_eq!(out, b"> x1-2y");
    assert!(Template::new(b"${a", settings.dialect()).is_literal());

    let tight = ExpandLimits {
        substitutions: 1,
        bytes: 1000,
    };
    let mut out = b"kept".to_vec();
    template.append(&settings, tight, &mut out).unwrap_err();
    assert_eq!(out, b"kept");
}

/// Text that is rich in what the syntax is made of.
fn rich_text(max_pieces: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("$"),
        Just("{"),
        Just("}"),
        Just("${"),
        Just("a"),
        Just("b"),
        Just("${a}"),
        Just("${b}"),
        Just("/"),
        Just(":")
    ];
    proptest::collection::vec(piece, 0..max_pieces).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn expansion_agrees_with_the_restarting_loop(
        text in rich_text(12),
        values in proptest::collection::vec(rich_text(4), 3),
    ) {
        let value = |name: &[u8]| match name {
            b"a" => values[0].clone().into_bytes(),
            b"b" => values[1].clone().into_bytes(),
            b"" => values[2].clone().into_bytes(),
            _ => Vec::new(),
        };
        let limit = 60;
        let count = Cell::new(0);
        let limits = ExpandLimits { substitutions: limit, bytes: usize::MAX };
        let result = expand(text.as_bytes(), limits, |name, out| {
            count.set(count.get() + 1);
            out.extend(value(name));
        });
        match restarting_expand(text.as_bytes(), limit as usize, &value) {
            Some(expected) => prop_assert_eq!(&*result.unwrap(), expected),
            None => prop_assert!(result.is_err(), "{} replacements", count.get()),
        }
    }

    #[test]
    fn a_template_gives_what_expansion_gives(
        text in rich_text(10),
        a in rich_text(3),
        b in "[a-z$]{0,3}",
    ) {
        let settings = settings(&[("a", &a), ("b", &b)]);
        let limits = ExpandLimits { substitutions: 40, bytes: 10_000 };
        let template = Template::new(text.as_bytes(), settings.dialect());
        let mut out = Vec::new();
        let result = template.append(&settings, limits, &mut out);
        match settings.expand_within(text.as_bytes(), limits) {
            Ok(expected) => prop_assert_eq!(&out, &*expected),
            Err(error) => prop_assert_eq!(result, Err(error)),
        }
    }

    #[test]
    fn no_text_is_too_odd_to_expand(text in proptest::collection::vec(any::<u8>(), 0..64)) {
        settings(&[("a", "b")]).expand(&text).unwrap();
    }
}
