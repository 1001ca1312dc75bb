//! The usage lines are those that a real iPXE prints.

use ipxe_reference::{COMMANDS, Release, command};

#[test]
fn usage_lines_are_those_of_a_real_ipxe() {
    let recorded = include_str!("usage.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for line in recorded {
        let columns: Vec<&str> = line.split('\t').collect();
        let [release, name, expected] = columns[..] else {
            panic!("three columns: {line}")
        };
        let release = Release::parse(release).expect("a release of the table");
        let command = command(name.as_bytes()).expect("a command of the table");
        assert!(command.since <= release, "{name} in {release}");
        let usage = command.usage(name.as_bytes(), release);
        assert_eq!(String::from_utf8_lossy(&usage), expected, "in {release}");
        count += 1;
    }
    assert!(count > 100, "only {count} lines were recorded");
}

#[test]
fn the_first_word_is_what_was_typed() {
    let usage = command(b"imgexec").map(|command| command.usage(b"boot", Release::Master));
    assert!(usage.is_some_and(|usage| usage.starts_with(b"boot [-n|--name <name>]")));
}

#[test]
fn later_options_and_other_words_are_not_in_older_releases() {
    let usage = |name: &str, release| {
        let command = command(name.as_bytes()).expect("a command of the table");
        String::from_utf8_lossy(&command.usage(name.as_bytes(), release)).into_owned()
    };
    assert_eq!(
        usage("item", Release::V1_21_1),
        "item [-m|--menu <menu>] [-k|--key <key>] [-d|--default] [-g|--gap] [<label> [<text>]]"
    );
    assert_eq!(
        usage("chain", Release::V2_0_0),
        "chain [-n|--name <name>] [-t|--timeout <timeout>] [-a|--autofree] [-r|--replace] \
         [<uri|image> [<arguments>...]]"
    );
    assert_eq!(
        usage("ifconf", Release::V1_20_1),
        "ifconf [-c|--configurator <configurator>] [<interface>...]"
    );
    assert_eq!(usage("ibstat", Release::Master), "ibstat ");
}

#[test]
fn the_usage_text_gives_the_address_of_its_release() {
    let echo = command(b"echo").expect("a command of the table");
    assert_eq!(
        String::from_utf8_lossy(&echo.usage_text(b"echo", Release::Master)),
        "Usage:\n\n  echo [-n|--n] [...]\n\n\
         See https://ipxe.org/cmd/echo for further information\n"
    );
    let old = echo.usage_text(b"echo", Release::V1_21_1);
    assert!(old.ends_with(b"See http://ipxe.org/cmd/echo for further information\n"));
}

#[test]
fn no_option_is_older_than_the_first_release_of_all() {
    for command in &COMMANDS {
        for option in command.options {
            assert!(
                option.since >= command.since || command.alias_of.is_some(),
                "{}",
                command.name
            );
        }
    }
}
