//! A session in the shell, line by line.

mod support;

use ipxe_machine::Step;
use ipxe_machine::commands::Shell;
use support::Driver0;
use support::driver::{escaped, unescaped};
use support::world::{File, TestWorld};

/// Types a line and gives what is printed until the next prompt or the end.
fn type_line(machine: &mut ipxe_machine::Machine, world: &mut TestWorld, line: &str) -> Vec<u8> {
    line.bytes()
        .chain([b'\r'])
        .for_each(|byte| machine.key(byte));
    let mut printed = Vec::new();
    loop {
        let step = machine.step(world);
        printed.extend(machine.take_output());
        match step {
            Step::Continued => {}
            Step::Waiting {
                deadline: Some(deadline),
                ..
            } => machine.advance_to(deadline),
            Step::Waiting { deadline: None, .. } | Step::Ended(_) => return printed,
        }
    }
}

#[test]
fn a_session_is_as_in_ipxe() {
    let mut world = TestWorld {
        server: "10.0.2.1".to_owned(),
        port: 80,
        ..TestWorld::default()
    };
    let script = b"#!ipxe\necho sub1 ${cwuri}\n".to_vec();
    let file = File::new(script);
    world.files.insert(b"/sub1".to_vec(), file);
    let mut machine = support::machine(support::build(&["LOTEST_CMD"]), Driver0::Tap);
    machine.start(Shell::default());
    type_line(&mut machine, &mut world, "");
    for row in include_str!("data/shell.tsv")
        .lines()
        .filter(|row| !row.starts_with('#'))
    {
        let (line, output) = row.split_once('\t').expect("two fields");
        let printed = type_line(&mut machine, &mut world, line);
        assert_eq!(
            escaped(&printed),
            escaped(&unescaped(output)),
            "after {line:?}"
        );
    }
}
