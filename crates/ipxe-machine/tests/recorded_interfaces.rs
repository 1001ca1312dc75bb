//! User interfaces of several releases, and what was recorded of them.

mod support;

use std::sync::Arc;

use ipxe_machine::{Build, Machine, Outcome, Status, Ticks};
use ipxe_reference::{Platform, Release};
use ipxe_settings::{Block, Dialect, Settings, block};
use md5::{Digest, Md5};
use support::Driver0;
use support::driver::{Driver, escaped, unescaped};
use support::session::Session;
use support::world::{File, TestWorld};

#[test]
fn releases_differ_as_recorded() {
    let table = include_str!("data/interfaces.tsv");
    let mut failed = Vec::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let [id, script, outputs @ ..] = &*row.split('\t').collect::<Vec<_>>() else {
            panic!("a bad row: {row}")
        };
        let latest = outputs[0];
        let releases = [Release::LATEST, Release::V2_0_0, Release::V1_21_1];
        for (release, &output) in releases.into_iter().zip(outputs) {
            let output = if output == "=" { latest } else { output };
            let mut world = TestWorld {
                server: "10.0.2.1".to_owned(),
                port: 80,
                ..TestWorld::default()
            };
            let body = File::new(unescaped(script));
            world.files.insert(format!("/{id}").into_bytes(), body);
            let build = support::OPTIONS
                .iter()
                .fold(Build::new(Platform::Linux, release), |build, option| {
                    build.with_option(option)
                });
            let mut machine = support::machine(build, Driver0::Tap);
            let mut run = |line: String| {
                machine.start_line(line.as_bytes());
                Driver {
                    machine: &mut machine,
                    world: &mut world,
                    steps: Vec::new(),
                }
                .run()
            };
            let fetched = run(format!("imgfetch http://10.0.2.1/{id}"));
            assert_eq!(fetched.outcome, Some(Outcome::Finished(Status::OK)));
            let run = run(format!("imgexec {id}"));
            if run.output != unescaped(output) {
                failed.push(format!("{id} of {release:?}"));
                eprintln!(
                    "=== {id} of {release:?}\n--- expected\n{}\n--- actual\n{}",
                    escaped(&unescaped(output)),
                    escaped(&run.output)
                );
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// How long after a line or key the next is typed.
const PAUSE: Ticks = Ticks(122);
/// The same after what can be the beginning of an escape sequence.
const LONG_PAUSE: Ticks = Ticks(410);

/// A shell of a build that has found no interface.
fn shell(release: Release) -> Machine {
    let build = Build::new(Platform::Linux, release);
    let mut settings = Settings::new(Dialect::new(release, Platform::Linux));
    let root = settings.root();
    let builtin = block::Builtin {
        buildarch: Arc::from(&b"x86_64"[..]),
        platform: Arc::from(&b"linux"[..]),
        version: Arc::from(&b"2.0.0+"[..]),
        ..block::Builtin::default()
    };
    let is_old = release < Release::V2_0_0;
    let blocks = [
        ("pci", is_old, Block::Pci(Arc::default())),
        ("cpuid", !is_old, Block::Cpuid(Arc::default())),
        ("builtin", true, Block::Builtin(Arc::new(builtin))),
        ("smbios", true, Block::Smbios(Arc::default())),
        ("acpi", !is_old, Block::Acpi(Arc::default())),
        ("netX", true, Block::Alias(None)),
    ];
    for (name, exists, block) in blocks {
        if exists {
            settings
                .register(root, name.as_bytes(), 0, block)
                .expect("the tree is not deep");
        }
    }
    let mut machine = Machine::new(build, settings);
    machine.start_line(b"shell");
    machine
}

#[test]
fn random_sessions_are_those_of_ipxe() {
    let table = include_str!("data/sessions.tsv");
    let only = std::env::var("CASE").ok();
    let mut failed = Vec::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let [id, release, digest, steps] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a bad row: {row}")
        };
        if only.as_ref().is_some_and(|only| only != id) {
            continue;
        }
        let release = match release {
            "latest" => Release::LATEST,
            name => Release::parse(name).expect("a release"),
        };
        let mut session = Session::of(shell(release), TestWorld::default());
        session.pass(Ticks(1));
        for step in steps.split(" | ") {
            let (word, rest) = step.split_once(' ').expect("a step");
            let mut bytes = unescaped(rest);
            match word {
                "wait" => {
                    let seconds: f64 = rest.parse().expect("a number of seconds");
                    session.pass(Ticks((seconds * Ticks::PER_SECOND as f64) as u64));
                    continue;
                }
                "line" => bytes.push(b'\r'),
                _ => {}
            }
            session.bytes(&bytes);
            let is_beginning = matches!(&*bytes, b"\x1b" | b"\x1b[");
            session.pass(if is_beginning { LONG_PAUSE } else { PAUSE });
        }
        let actual: String = Md5::digest(&session.output)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        if actual != digest {
            eprintln!("=== {id}\n{}", escaped(&session.output));
            failed.push(id);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
