//! Whatever a scenario says, it is either refused, or scripts run in it, the same way each time.

use std::sync::Arc;

use ipxe_machine::Ticks;
use ipxe_sim::driver::{Driver, Progress};
use ipxe_sim::scenario::BUILTIN;
use ipxe_sim::{Scenario, SimWorld, Start, setup};
use proptest::prelude::*;

/// Uses what there may be in a world.
const SCRIPT: &str = "#!ipxe
dhcp ||
ifconf ||
iflinkwait --timeout 100 ||
imgfetch http://192.0.2.1/a ||
imgfetch https://boot.example.org/a ||
imgfetch tftp://192.0.2.1/a ||
imgfetch ftp://192.0.2.1/closed ||
imgfetch nfs://192.0.2.1/srv/late ||
imgfetch file:/EFI/script.txt ||
imgfetch http://192.0.2.1/boot/${net0/mac}?arch=${buildarch} ||
imgfetch http://[2001:db8::1]/a ||
sanhook iscsi:192.0.2.1::::iqn.2001-04.org.example:disk ||
sanhook --drive 0x81 aoe:e1.2 ||
sanhook --drive 0x82 http://192.0.2.1/half ||
nslookup x www.example.org ||
ntp 192.0.2.1 ||
ping --count 1 --timeout 1000 192.0.2.1 ||
vcreate --tag 5 net0 ||
ifconf net0-5 ||
route ||
config
";

/// Values that are rarely meant, for those that begin with a character.
fn odd(first: char) -> &'static [&'static str] {
    match first {
        '"' => &[
            "\"\"",
            "\"0\"",
            "\"0us\"",
            "\"1 kB\"",
            "\"9000000000000000s\"",
            "\"1 bit/s\"",
            "\"255.255.255.255\"",
            "\"0.0.0.0\"",
            "\"::\"",
            "\"192.0.2.1\"",
            "\"http://\"",
            "\"silence\"",
            "\"1.20.1\"",
            "\"linux\"",
            "\"{{ body }}\"",
            "{ size = \"70 kB\" }",
            "10000",
        ],
        't' | 'f' => &["true", "false"],
        '0'..='9' => &[
            "0",
            "1",
            "255",
            "65535",
            "4294967295",
            "9007199254740992",
            "0.5",
        ],
        '{' => &[
            "{}",
            "{ a = \"b\" }",
            "{ from = \"255.255.255.254\" }",
            "{ files = {} }",
        ],
        '[' => &["[]", "[\"a\"]", "[{}]", "[{ files = { a = \"b\" } }]"],
        _ => &["\"\"\""],
    }
}

fn scenarios() -> Vec<String> {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/scenarios");
    let mut folders: Vec<_> = std::fs::read_dir(corpus)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path().join("scenario.toml"))
        .filter(|file| file.is_file())
        .collect();
    folders.sort();
    let written = folders
        .iter()
        .map(|file| std::fs::read_to_string(file).expect("a scenario"));
    let builtin = BUILTIN.iter().map(|builtin| builtin.text.to_owned());
    builtin.chain(written).collect()
}

/// A scenario in which some values, or lines, are others.
fn changed(text: &str, changes: &[(usize, usize)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for &(at, with) in changes {
        let at = at % lines.len();
        let line = &mut lines[at];
        let value = line.find("= ").map(|equals| equals + 2);
        let first = value.and_then(|value| line[value..].chars().next());
        match (value, with % 8) {
            (Some(value), 1..) => {
                let odd = odd(first.unwrap_or(' '));
                line.truncate(value);
                *line += odd[with / 8 % odd.len()];
            }
            (_, 0 | 1) => line.clear(),
            (..) => {
                let copy = line.clone();
                lines.push(copy);
            }
        }
    }
    lines.join("\n")
}

/// How a run ends, if it does within a week, and what is printed.
fn run(scenario: Scenario) -> (Option<Progress>, Vec<u8>) {
    let keys = ipxe_sim::keyboard::steps(&scenario.key).expect("they were checked");
    let mut world = SimWorld::new(Arc::new(scenario));
    let start = Start::Script {
        name: b"main.ipxe",
        source: SCRIPT.as_bytes(),
    };
    let mut machine = setup(&mut world, start).expect("the settings were checked");
    machine.budget.steps = 20_000;
    let mut driver = Driver::new(machine, world, keys);
    while driver.machine.now() < Ticks::from_millis(7 * 24 * 3_600_000) {
        let progress = driver.step(None);
        if progress != Progress::Running {
            return (Some(progress), driver.output().to_vec());
        }
    }
    (None, driver.output().to_vec())
}

proptest! {
    #[test]
    fn scripts_run_in_any_world(
        which in 0_usize..64,
        changes in prop::collection::vec((0_usize..1000, 0_usize..1000), 1..4),
    ) {
        let scenarios = scenarios();
        let text = changed(&scenarios[which % scenarios.len()], &changes);
        if let Ok(scenario) = Scenario::parse("world.toml", &text) {
            prop_assert_eq!(run(scenario.clone()), run(scenario));
        }
    }
}

#[test]
fn the_scenarios_themselves_are_run() {
    for text in scenarios() {
        let scenario = Scenario::parse("world.toml", &text).expect("it is right");
        assert!(run(scenario).0.is_some(), "{text}");
    }
}
