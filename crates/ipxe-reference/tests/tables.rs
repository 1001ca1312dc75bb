//! The tables agree with themselves and with each other.

use std::collections::BTreeSet;
use std::fmt::Debug;

use ipxe_reference::{
    ANNOUNCEMENTS, Argument, Availability, BLOCKS, BUILD_OPTIONS, COMMANDS, Effect, IMAGE_TYPES,
    KEYS, KNOWN_VALUES, PARTS, Platform, RELEASES, Release, SCHEMES, SETTING_TYPES, SETTINGS,
    SITUATIONS, SchemeUse, ValueKind, ValuesOf, build_option, command, key, part, scheme, setting,
    setting_type, settings_by_tag, settings_named, values_of_kind, values_of_setting,
};

#[track_caller]
fn assert_all_different<T: Ord + Debug>(items: impl IntoIterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for item in items {
        assert!(!seen.contains(&item), "{item:?} occurs twice");
        seen.insert(item);
    }
}

#[test]
fn names_are_sorted_and_occur_once() {
    assert!(COMMANDS.is_sorted_by(|a, b| a.name < b.name));
    assert!(BUILD_OPTIONS.is_sorted_by(|a, b| a.name < b.name));
    assert!(PARTS.is_sorted_by(|a, b| a.name < b.name));
    assert!(BLOCKS.is_sorted_by(|a, b| a.name < b.name));
    assert!(SCHEMES.is_sorted_by(|a, b| a.name < b.name));
    assert!(IMAGE_TYPES.is_sorted_by(|a, b| a.group <= b.group));
    assert!(SETTINGS.is_sorted_by(|a, b| a.order <= b.order));
    assert!(ANNOUNCEMENTS.is_sorted_by(|a, b| (a.group, a.name) < (b.group, b.name)));
    assert_all_different(SETTINGS.iter().map(|setting| (setting.name, setting.scope)));
    assert_all_different(
        SETTINGS
            .iter()
            .filter_map(|setting| Some((setting.scope, setting.tag?))),
    );
    assert_all_different(SETTING_TYPES.iter().map(|record| record.name));
    assert_all_different(IMAGE_TYPES.iter().map(|image| image.name));
    assert_all_different(KEYS.iter().map(|key| key.name));
    assert_all_different(
        KEYS.iter()
            .flat_map(|key| [Some(key.code), key.code_before_2_0_0])
            .flatten(),
    );
    assert_all_different(SITUATIONS.iter().map(|situation| situation.name));
    assert_all_different(ANNOUNCEMENTS.iter().map(|announcement| announcement.number));
}

#[test]
fn what_is_named_exists() {
    let options = COMMANDS
        .iter()
        .flat_map(|c| [c.also_enabled_by, c.requires, c.requires_any].concat())
        .chain(COMMANDS.iter().filter_map(|command| command.build_option))
        .chain(SETTINGS.iter().filter_map(|setting| setting.build_option))
        .chain(
            SETTING_TYPES
                .iter()
                .filter_map(|record| record.build_option),
        )
        .chain(BLOCKS.iter().filter_map(|block| block.build_option))
        .chain(
            SCHEMES
                .iter()
                .flat_map(|s| s.build_option.iter().chain(s.also_enabled_by))
                .copied(),
        )
        .chain(
            IMAGE_TYPES
                .iter()
                .flat_map(|i| i.build_option.iter().chain(i.also_enabled_by))
                .copied(),
        )
        .chain(
            ANNOUNCEMENTS
                .iter()
                .map(|announcement| announcement.build_option),
        );
    for option in options {
        assert!(build_option(option).is_some(), "no build option {option}");
    }
    let parts = COMMANDS
        .iter()
        .filter_map(|command| command.part)
        .chain(SETTINGS.iter().filter_map(|setting| setting.part))
        .chain(BLOCKS.iter().filter_map(|block| block.part))
        .chain(SCHEMES.iter().filter_map(|scheme| scheme.part));
    for name in parts {
        assert!(part(name).is_some(), "no part {name}");
    }
    for name in SETTINGS.iter().flat_map(|setting| setting.blocks) {
        assert!(
            BLOCKS.iter().any(|block| block.name == *name),
            "no block {name}"
        );
    }
    for parent in BLOCKS.iter().filter_map(|block| block.parent) {
        assert!(
            BLOCKS.iter().any(|block| block.name == parent),
            "no block {parent}"
        );
    }
}

#[test]
fn everything_is_found_by_its_name() {
    for record in &SETTING_TYPES {
        assert_eq!(setting_type(record.name.as_bytes()), Some(record.id));
        assert_eq!(record.id.name(), record.name);
    }
    for record in &SETTINGS {
        let found = settings_named(record.name.as_bytes());
        assert_eq!(
            found.filter(|found| std::ptr::eq(*found, record)).count(),
            1
        );
        if let Some(tag) = record.tag {
            assert!(settings_by_tag(tag).any(|found| std::ptr::eq(found, record)));
        }
    }
    for info in &RELEASES {
        assert_eq!(Release::parse(info.name), Some(info.id));
        assert_eq!(Release::parse(info.tag), Some(info.id));
    }
    for option in &BUILD_OPTIONS {
        assert!(build_option(option.name).is_some_and(|found| std::ptr::eq(found, option)));
    }
    for record in &SCHEMES {
        let upper = record.name.to_uppercase();
        assert!(scheme(record.name.as_bytes(), Release::Master).is_some());
        assert!(scheme(upper.as_bytes(), Release::Master).is_some());
        assert!(scheme(upper.as_bytes(), Release::V1_21_1).is_none());
    }
    assert!(setting(b"nonsense").is_none());
    assert!(setting_type(b"STRING").is_none());
    assert!(Release::parse("v1").is_none());
}

#[test]
fn several_settings_share_a_name_in_table_order() {
    let scopes: Vec<String> = settings_named(b"dnssl")
        .map(|setting| format!("{:?}", setting.scope))
        .collect();
    assert_eq!(scopes, ["Default", "Dhcpv6", "Ndp"]);
    assert_eq!(
        setting(b"next-server").and_then(|setting| setting.tag),
        Some(0xaf03)
    );
}

#[test]
fn options_of_a_command_can_be_told_apart() {
    for command in &COMMANDS {
        assert_all_different(command.options.iter().map(|option| option.long));
        assert_all_different(command.options.iter().map(|option| option.short));
        for option in command.options {
            assert_eq!(
                option.kind == ValueKind::Flag,
                option.argument == Argument::None,
                "{} --{}",
                command.name,
                option.long
            );
            assert!(
                option.long != "help" && option.short != Some(b'h'),
                "{}",
                command.name
            );
        }
    }
}

#[test]
fn positional_arguments_fit_their_numbers() {
    for command in COMMANDS.iter() {
        let required = command
            .positional
            .iter()
            .filter(|positional| !positional.optional)
            .count();
        assert_eq!(usize::from(command.min_args), required, "{}", command.name);
        let repeated = command
            .positional
            .iter()
            .any(|positional| positional.repeated);
        if repeated {
            assert_eq!(command.max_args, 255, "{}", command.name);
            assert!(command.positional.last().is_some_and(|last| last.repeated));
        } else {
            assert_eq!(
                usize::from(command.max_args),
                command.positional.len(),
                "{}",
                command.name
            );
        }
        let in_order = command
            .positional
            .is_sorted_by_key(|positional| positional.optional);
        assert!(
            in_order,
            "{}: an optional argument before a required one",
            command.name
        );
        let text_from = command.text_from.map(usize::from);
        assert!(text_from.is_none_or(|index| index + 1 == command.positional.len()));
    }
}

#[test]
fn an_option_can_take_a_positional_argument_away() {
    let item = command(b"item").expect("a command of the table");
    let gap = item.option(b"gap").expect("an option of item");
    let kinds = |omitted| {
        [0, 1, 5].map(|index| {
            item.positional(index, omitted)
                .map(|positional| positional.kind)
        })
    };
    let (name, text) = (Some(ValueKind::ItemName), Some(ValueKind::Text));
    assert_eq!(kinds(None), [name, text, text]);
    assert_eq!(kinds(gap.omits_positional), [text, text, text]);
    let goto = command(b"goto").expect("a command of the table");
    assert!(goto.positional(1, None).is_none());
}

#[test]
fn an_alias_is_the_same_function() {
    for alias in &COMMANDS {
        let Some(base) = alias.alias_of.map(ipxe_reference::CommandName::get) else {
            continue;
        };
        assert!(base.alias_of.is_none(), "{}: alias of an alias", alias.name);
        assert_eq!(alias.options, base.options);
        assert_eq!(alias.positional, base.positional);
        assert_eq!(alias.effects, base.effects);
        assert_eq!(
            (alias.min_args, alias.max_args),
            (base.min_args, base.max_args)
        );
        assert_eq!(alias.canonical(), base.id);
    }
}

#[test]
fn nothing_is_there_before_its_first_release() {
    let check = |name: &str, since: Release, defaults: Availability| {
        let early = defaults.iter().find(|(release, _)| *release < since);
        assert_eq!(early, None, "{name}");
    };
    for command in &COMMANDS {
        check(command.name, command.since, command.defaults);
    }
    for option in &BUILD_OPTIONS {
        check(option.name, option.since, option.defaults);
    }
    for scheme in &SCHEMES {
        check(scheme.name, scheme.since, scheme.defaults);
    }
    for image in &IMAGE_TYPES {
        check(image.name, image.since, image.defaults);
    }
}

#[test]
fn defaults_follow_from_build_options() {
    for command in &COMMANDS {
        for release in Release::all() {
            for platform in Platform::ALL {
                let on = |name: &str| {
                    build_option(name)
                        .is_some_and(|found| found.defaults.contains(release, platform))
                };
                assert_eq!(
                    command.is_enabled(release, platform, on),
                    command.defaults.contains(release, platform),
                    "{} in {release} for {platform}",
                    command.name
                );
            }
        }
    }
    let has = |name: &str, release, platform| {
        command(name.as_bytes()).is_some_and(|found| found.defaults.contains(release, platform))
    };
    assert!(has("params", Release::V2_0_0, Platform::Efi));
    assert!(!has("params", Release::V2_0_0, Platform::Pcbios));
    assert!(!has("reboot", Release::Master, Platform::Linux));
    assert!(!has("imgextract", Release::Master, Platform::Efi));
    assert!(has("echo", Release::V1_20_1, Platform::Linux));
}

#[test]
fn effects_do_not_contradict_each_other() {
    for command in &COMMANDS {
        let ways = [
            Effect::CannotFail,
            Effect::PrintsFailure,
            Effect::FailsSilently,
        ];
        let count = ways.iter().filter(|&&effect| command.has(effect)).count();
        assert!(count <= 1, "{}", command.name);
    }
    let all = |effect| -> Vec<&str> {
        COMMANDS
            .iter()
            .filter(|command| command.has(effect))
            .map(|command| command.name)
            .collect()
    };
    assert_eq!(all(Effect::EndsScript), ["exit"]);
    assert_eq!(all(Effect::Jumps), ["goto"]);
    assert_eq!(all(Effect::NeverReturns), ["poweroff", "reboot"]);
    assert_eq!(all(Effect::IsTest), ["cpuid", "iseq", "isset"]);
    assert_eq!(
        all(Effect::MayNotReturn),
        ["autoboot", "boot", "chain", "imgexec", "sanboot"]
    );
    let replace = command(b"chain").and_then(|chain| chain.option(b"replace"));
    assert!(replace.is_some_and(|option| option.effects.contains(Effect::EndsScript)));
}

#[test]
fn every_option_of_commands_and_images_brings_something_along() {
    use ipxe_reference::BuildOptionKind::{Command, Download, Image};
    // Always linked; for other architectures only; a part of another option.
    let exceptions = ["SHELL_CMD"];
    for option in BUILD_OPTIONS
        .iter()
        .filter(|option| matches!(option.kind, Command | Image | Download))
    {
        let count = option.enables().count();
        assert_eq!(
            count == 0,
            exceptions.contains(&option.name),
            "{}",
            option.name
        );
    }
}

#[test]
fn values_of_build_options_differ_by_release() {
    let value = |name, release, platform| {
        build_option(name).and_then(|option| option.value(release, platform))
    };
    let deferrals = "DHCP_DISC_MAX_DEFERRALS";
    assert_eq!(
        value(deferrals, Release::V1_21_1, Platform::Efi),
        Some("60")
    );
    assert_eq!(
        value(deferrals, Release::V2_0_0, Platform::Efi),
        Some("180")
    );
    assert_eq!(
        value("KEYBOARD_MAP", Release::Master, Platform::Efi),
        Some("dynamic")
    );
    assert_eq!(value("PING_CMD", Release::Master, Platform::Efi), None);
}

#[test]
fn keys_are_found_by_old_and_new_codes() {
    let f12 = key(0x11_197e).expect("F12");
    assert_eq!(
        (f12.name, key(0x197e).map(|old| old.name)),
        ("F12", Some("F12"))
    );
    assert_eq!(f12.code_in(Release::V1_21_1), 0x197e);
    assert_eq!(f12.code_in(Release::V2_0_0), 0x11_197e);
}

#[test]
fn san_schemes_are_not_for_downloads() {
    let uses = |name: &str| {
        scheme(name.as_bytes(), Release::Master)
            .expect("a scheme")
            .uses
    };
    assert_eq!(uses("iscsi"), [SchemeUse::San]);
    assert_eq!(uses("http"), [SchemeUse::Download, SchemeUse::San]);
}

#[test]
fn some_arguments_and_settings_have_only_so_many_values() {
    let platforms = values_of_setting("platform").expect("values of platform");
    for platform in Platform::ALL {
        assert!(
            platforms.find(platform.name().as_bytes()).is_some(),
            "{platform}"
        );
    }
    assert!(platforms.find(b"uefi").is_none());
    assert!(platforms.find(b"EFI").is_none());
    let requests = values_of_kind(ValueKind::FcEls).expect("values of fcels");
    assert!(requests.find(b"flogi").is_some());
    assert!(values_of_kind(ValueKind::Label).is_none());
    for values in &KNOWN_VALUES {
        if let ValuesOf::Setting(name) = values.of {
            assert!(setting(name.as_bytes()).is_some(), "{name}");
        }
    }
}
