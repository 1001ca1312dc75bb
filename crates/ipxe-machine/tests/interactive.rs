//! Scripts that look at the keyboard, what was typed, and what iPXE printed.

mod support;

use ipxe_machine::Ticks;
use support::Driver0;
use support::driver::{Driver, KeyStep, escaped, unescaped};
use support::world::{File, TestWorld};

/// How long after one another keys are typed.
const KEY_INTERVAL: Ticks = Ticks(460);

#[test]
fn consoles_are_those_of_ipxe() {
    let table = include_str!("data/interactive.tsv");
    let build = support::build(&["LOTEST_CMD"]);
    let only = std::env::var("CASE").ok();
    let (mut passed, mut failed) = (0, Vec::new());
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [id, _, script, keys, output] = fields[..] else {
            panic!("a bad row: {row}")
        };
        if only.as_ref().is_some_and(|only| only != id) {
            continue;
        }
        let mut world = TestWorld {
            server: "10.0.2.1".to_owned(),
            port: 80,
            ..TestWorld::default()
        };
        let script = File::new(unescaped(script));
        world.files.insert(format!("/{id}").into_bytes(), script);
        let mut machine = support::machine(build.clone(), Driver0::Tap);
        machine.start_line(format!("chain -q http://10.0.2.1/{id}").as_bytes());
        let steps = keys
            .split(" | ")
            .flat_map(|keys| [KeyStep::Wait(KEY_INTERVAL), KeyStep::Send(unescaped(keys))]);
        let steps = steps.collect();
        let run = Driver {
            machine: &mut machine,
            world: &mut world,
            steps,
        }
        .run();
        let expected = unescaped(output);
        if run.outcome.is_some() && run.output == expected {
            passed += 1;
        } else {
            failed.push(id);
            eprintln!(
                "=== {id}: {:?}\n--- expected\n{}\n--- actual\n{}",
                run.outcome,
                escaped(&expected),
                escaped(&run.output)
            );
        }
    }
    eprintln!("{passed} passed");
    assert!(
        failed.is_empty(),
        "{} rows differ: {failed:#?}",
        failed.len()
    );
}
