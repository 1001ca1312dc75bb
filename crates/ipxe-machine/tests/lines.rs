//! Single command lines and what iPXE's option parser says of them.

mod support;

use ipxe_machine::{Machine, Outcome, Step};
use support::Driver0;
use support::world::TestWorld;

/// Runs a line as far as it goes without anybody typing.
fn run(machine: &mut Machine, line: &str) -> (Option<u32>, String) {
    let mut world = TestWorld {
        server: "10.0.2.2".to_owned(),
        port: 80,
        ..TestWorld::default()
    };
    machine.start_line(line.as_bytes());
    let status = loop {
        match machine.step(&mut world) {
            Step::Continued => {}
            Step::Ended(Outcome::Finished(status)) => break Some(status.number()),
            Step::Ended(_) | Step::Waiting { .. } => break None,
        }
    };
    (
        status,
        String::from_utf8_lossy(&machine.take_output()).into_owned(),
    )
}

fn verdict(status: Option<u32>, output: &str) -> &'static str {
    match status {
        Some(0x2e02_2008) if output.contains(": command not found") => "unknown-command",
        Some(0x1c16_2216) => "unrecognised-option",
        Some(0x1c16_2316) if output.contains("requires an argument") => "missing-argument",
        Some(0x1c16_2316) => "takes-no-argument",
        Some(0x1c16_2116) => "bad-integer",
        Some(0x4616_2022) => "argument-count",
        Some(0x0b16_217d) => "help",
        _ => "accepted",
    }
}

#[test]
fn verdicts_are_those_of_ipxe() {
    let build = support::build(&["POWEROFF_CMD", "REBOOT_CMD"]);
    let (mut tried, mut wrong) = (0, Vec::new());
    for row in include_str!("data/lines.tsv").lines().skip(1) {
        let (line, expected) = row.rsplit_once('\t').expect("two fields");
        tried += 1;
        let mut machine = support::machine(build.clone(), Driver0::Slirp);
        let (status, output) = run(&mut machine, line);
        let actual = verdict(status, &output);
        if actual != expected {
            wrong.push(format!("{line:?} is {actual}, not {expected}"));
        }
    }
    assert!(tried > 0);
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}
