//! What the prompt of the interactive emulator completes.

use ipxe_emu::repl::complete::Names;
use ipxe_emu::repl::{Session, SessionOptions};

fn names(lines: &[&str]) -> Names {
    let mut session = Session::new(SessionOptions::default()).expect("the scenario is built in");
    for line in lines {
        session
            .enter(line, &mut std::io::sink(), None)
            .expect("a sink takes everything");
    }
    Names::of(&session)
}

/// What could stand at the end of a line, with what is before it.
fn at_end(names: &Names, line: &str) -> Vec<String> {
    let found = names.complete(line, line.len());
    let before = &line[..found.start];
    let lines = found.candidates.iter();
    lines.map(|text| format!("{before}{text}")).collect()
}

#[test]
fn commands_are_completed_where_one_can_stand() {
    let names = names(&[]);
    assert_eq!(at_end(&names, "imgs"), ["imgselect", "imgstat"]);
    assert_eq!(
        at_end(&names, "isset ${ip} || imgs"),
        ["isset ${ip} || imgselect", "isset ${ip} || imgstat"]
    );
    assert_eq!(at_end(&names, "help imgst"), ["help imgstat"]);
    assert!(at_end(&names, "echo imgs").is_empty());
}

#[test]
fn options_are_those_of_the_command() {
    let names = names(&[]);
    assert_eq!(
        at_end(&names, "prompt --"),
        ["prompt --key", "prompt --timeout", "prompt --help"]
    );
}

#[test]
fn settings_are_completed_with_block_and_type() {
    let names = names(&["set net0/colour red", "set flavour sweet"]);
    assert_eq!(at_end(&names, "echo ${net0/col"), ["echo ${net0/colour"]);
    assert_eq!(at_end(&names, "echo ${net0/netm"), ["echo ${net0/netmask"]);
    assert_eq!(at_end(&names, "echo ${flav"), ["echo ${flavour"]);
    assert_eq!(at_end(&names, "echo ${net0.d"), ["echo ${net0.dhcp/"]);
    assert_eq!(at_end(&names, "echo ${ip:uris"), ["echo ${ip:uristring"]);
    assert_eq!(at_end(&names, "clear flav"), ["clear flavour"]);
    assert_eq!(at_end(&names, "set flavour:hexr"), ["set flavour:hexraw"]);
    assert!(at_end(&names, "echo ${ip} flav").is_empty());
}

#[test]
fn arguments_are_of_the_kind_that_is_expected() {
    let names = names(&[
        "#!ipxe\nparam\n.end",
        "imgfetch tftp://192.0.2.1/Cargo.toml",
    ]);
    assert_eq!(at_end(&names, "ifopen net"), ["ifopen netX", "ifopen net0"]);
    assert_eq!(at_end(&names, "imgfree C"), ["imgfree Cargo.toml"]);
    assert_eq!(
        at_end(&names, "chain --timeout 5 tftp://192.0.2.1/Cargo"),
        ["chain --timeout 5 tftp://192.0.2.1/Cargo.toml"]
    );
    assert_eq!(
        at_end(&names, "ifconf --configurator dh"),
        ["ifconf --configurator dhcp"]
    );
}

#[test]
fn commands_of_the_tool_are_completed() {
    let names = names(&["set flavour sweet"]);
    assert_eq!(at_end(&names, ".se"), [".settings"]);
    assert_eq!(at_end(&names, ".watch flav"), [".watch flavour"]);
    assert_eq!(at_end(&names, ".load Cargo.t"), [".load Cargo.toml"]);
    assert_eq!(at_end(&names, ".scenario ue"), [".scenario uefi"]);
}

#[test]
fn a_command_hints_at_its_usage() {
    let names = names(&[]);
    assert_eq!(names.hint("isset ").as_deref(), Some("<value>"));
    assert_eq!(names.hint(".load ").as_deref(), Some("FILE"));
    assert_eq!(names.hint("isset"), None);
    assert_eq!(names.hint("nonsense "), None);
}
