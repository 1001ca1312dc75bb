//! Every command: its usage, a success and a failure, as iPXE prints them.
//!
//! `tests/commands` has scripts and what is printed for them. The comments at the beginning of a script that begin
//! with `#world` say what its world is like; see [`Setting`]. Set `UPDATE_EXPECT` to write the consoles anew.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use expect_test::expect_file;
use ipxe_machine::event::{Event, EventKind};
use ipxe_machine::ports::{Counters, ErrorCount};
use ipxe_machine::state::Image;
use ipxe_machine::trust::{Root, image_asn1};
use ipxe_machine::{Build, Exhausted, Machine, Outcome, Step, Ticks};
use ipxe_reference::{COMMANDS, CommandName, ErrorFile, ErrorId, Platform, Posix, Release};
use sha2::Digest;
use support::Driver0;
use support::driver::{Driver, KeyStep, unescaped};
use support::network::Network;
use support::world::{File, TestWorld};

/// The world of a script.
struct Scene {
    build: Build,
    world: TestWorld,
    keys: Vec<KeyStep>,
    /// The certificate that vouches for others.
    root: Option<Root>,
    /// The time in seconds since 1970.
    clock: i64,
}

/// Reads a file of test data.
fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/trust");
    fs::read(folder.join(name)).expect("a file of test data")
}

impl Scene {
    /// The usual world with what the comments of a script say.
    fn of(script: &str) -> Self {
        let settings: Vec<(&str, &str)> = script
            .lines()
            .filter_map(|line| line.strip_prefix("#world "))
            .map(|line| line.split_once(' ').unwrap_or((line, "")))
            .collect();
        let platform = settings
            .iter()
            .find(|(name, _)| *name == "platform")
            .map_or(Platform::Linux, |(_, name)| {
                Platform::parse(name).expect("a platform")
            });
        let release = settings.iter().find(|(name, _)| *name == "release");
        let release = release.map_or(Release::LATEST, |(_, name)| {
            Release::parse(name).expect("a release")
        });
        let default = Build::new(platform, release);
        let mut build = support::OPTIONS
            .iter()
            .fold(default, |build, option| build.with_option(option));
        for command in &COMMANDS {
            build.set_command(command.id, true);
        }
        let mut scene = Self {
            build,
            world: TestWorld {
                server: "10.0.2.1".to_owned(),
                port: 80,
                network: Network {
                    answering: vec![Ipv4Addr::new(10, 0, 2, 1)],
                    names: vec![("srv.test", Ipv4Addr::new(10, 0, 2, 1))],
                    ..Network::default()
                },
                ..TestWorld::default()
            },
            keys: Vec::new(),
            root: None,
            clock: 1_800_000_000,
        };
        for (name, value) in settings {
            scene.apply(name, value);
        }
        scene
    }

    /// One setting of the world.
    fn apply(&mut self, name: &str, value: &str) {
        let network = &mut self.world.network;
        let seconds = || Ticks((value.parse::<f64>().expect("seconds") * 1024.0) as u64);
        let pair = || {
            let (name, value) = value.split_once('=').expect("a setting and its value");
            (name.to_owned(), value.to_owned())
        };
        match name {
            "platform" | "release" => {}
            "option" => self.build = self.build.clone().with_option(value),
            // A setting that the DHCP server gives.
            "dhcp" if value.is_empty() => _ = network.dhcp.get_or_insert_default(),
            "dhcp" => network.dhcp.get_or_insert_default().push(pair()),
            // A setting that PXE boot servers give.
            "boot-server" => network.boot_server.get_or_insert_default().push(pair()),
            // The link is down for so long, or for ever.
            "link-down" => {
                let fault = ErrorId::new(Posix::Enotconn, ErrorFile::Netdevice, 1);
                let until = (!value.is_empty()).then(seconds);
                network.link_down = Some((fault, until));
            }
            "cannot-open" => {
                network.cannot_open = Some(ErrorId::new(Posix::Eio, ErrorFile::Linux, 0));
            }
            "cannot-describe" => {
                network.cannot_describe = Some(ErrorId::new(Posix::Enobufs, ErrorFile::Acpi, 0));
            }
            // Packets were sent and received, some in vain.
            "traffic" => {
                let fault = ErrorId::new(Posix::Enetunreach, ErrorFile::Netdevice, 0);
                let errors = vec![ErrorCount { fault, count: 2 }];
                let (good, bad) = (12, 2);
                network.counters = (Counters { good, bad, errors }, Counters::default());
            }
            "pending" => network.pending = seconds(),
            "loops-back" => network.loops_back = true,
            "tftp" => network.has_tftp = true,
            "time" => network.time = Some(value.parse().expect("seconds since 1970")),
            // A file of the server: its path, and its contents with escapes.
            "file" => {
                let (path, body) = value.split_once(' ').unwrap_or((value, ""));
                let file = File::new(unescaped(body));
                self.world.files.insert(path.as_bytes().to_vec(), file);
            }
            // A file of the server whose contents are in a file here.
            "data" => {
                let path = format!("/{value}").into_bytes();
                self.world.files.insert(path, File::new(data(value)));
            }
            // The same under another path.
            "served" => {
                let (name, path) = value.split_once(' ').expect("a name and a path");
                self.world.files.insert(path.into(), File::new(data(name)));
            }
            "root" => {
                let mut image = Image::new(data(value));
                image.image_type = ipxe_machine::image::probe(&self.build, &image);
                let (certificate, _) = image_asn1(&image, 0).expect("a certificate");
                let fingerprints = vec![sha2::Sha256::digest(certificate).into()];
                self.root = Some(Root { fingerprints });
            }
            "clock" => self.clock = value.parse().expect("seconds since 1970"),
            "wait" => self.keys.push(KeyStep::Wait(seconds())),
            "send" => self.keys.push(KeyStep::Send(unescaped(value))),
            other => panic!("unknown setting of the world: {other}"),
        }
    }

    fn machine(&self) -> Machine {
        let mut machine = support::machine(self.build.clone(), Driver0::Slirp);
        machine.set_clock(self.clock);
        if let Some(root) = &self.root {
            machine.root_of_trust = root.clone();
        }
        machine
    }
}

/// The scripts with their names.
fn scripts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let mut scripts: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the scripts")
        .map(|entry| entry.expect("a script").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "ipxe")
        })
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(path).expect("a script"))
        })
        .collect();
    scripts.sort();
    scripts
}

#[test]
fn consoles_are_as_written() {
    for (name, script) in scripts() {
        let scene = Scene::of(&script);
        let mut machine = scene.machine();
        support::start_embedded(&mut machine, script);
        let mut world = scene.world;
        let run = Driver {
            machine: &mut machine,
            world: &mut world,
            steps: scene.keys,
        }
        .run();
        let text = String::from_utf8_lossy(&run.output).replace("\r\n", "\n");
        let text = text.replace('\r', "\\r").replace('\x08', "\\b");
        let outcome = match run.outcome {
            Some(outcome) => format!("{outcome:?}"),
            None => "it waits for ever".to_owned(),
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
        let path = path.join(name).with_extension("console");
        expect_file![path].assert_eq(&format!("{text}--- {outcome}\n"));
    }
}

/// Commands that never fail, but for options that they do not have.
const NEVER_FAIL: &[&str] = &[
    "certfree",
    "certstore",
    "colour",
    "console",
    "cpair",
    "echo",
    "fcstat",
    "fdt",
    "form",
    "help",
    "ibstat",
    "ifclose",
    "imgfree",
    "imgstat",
    "ipstat",
    "menu",
    "nstat",
    "params",
    "profstat",
    "route",
    "sanunhook",
    "shell",
    "shim",
    "stoppxe",
];

/// Commands that never succeed without what these tests do not have.
const NEVER_SUCCEED: &[&str] = &["fcels", "gdbstub", "poweroff", "reboot"];

#[test]
fn every_command_succeeds_and_fails_in_some_script() {
    let mut ended: BTreeMap<CommandName, BTreeSet<bool>> = BTreeMap::new();
    for (_, script) in scripts() {
        let scene = Scene::of(&script);
        let (mut machine, mut world) = (scene.machine(), scene.world);
        support::start_embedded(&mut machine, script);
        let mut watch = |event: &Event<'_>| {
            if let EventKind::CommandEnded {
                command: Some(command),
                status,
            } = event.kind
            {
                ended.entry(command).or_default().insert(status.is_ok());
            }
        };
        let driver = Driver {
            machine: &mut machine,
            world: &mut world,
            steps: scene.keys,
        };
        driver.run_watched(&mut watch);
    }
    let mut lacking = Vec::new();
    for command in &COMMANDS {
        let ended = ended.get(&command.id).cloned().unwrap_or_default();
        if !ended.contains(&true) && !NEVER_SUCCEED.contains(&command.name) {
            lacking.push(format!("{} does not succeed", command.name));
        }
        if !ended.contains(&false) && !NEVER_FAIL.contains(&command.name) {
            lacking.push(format!("{} does not fail", command.name));
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn every_command_explains_its_use() {
    for command in &COMMANDS {
        if ["help", "shim"].contains(&command.name) {
            continue;
        }
        let scene = Scene::of("");
        let (mut machine, mut world) = (scene.machine(), scene.world);
        machine.start_line(format!("{} --help", command.name).as_bytes());
        while machine.step(&mut world) == Step::Continued {}
        let mut usage = command.usage_text(command.name.as_bytes(), Release::LATEST);
        let printed = machine.take_output();
        usage = String::from_utf8_lossy(&usage)
            .replace('\n', "\r\n")
            .into_bytes();
        assert_eq!(printed, usage, "{}", command.name);
    }
}

#[test]
fn every_command_refuses_options_that_it_does_not_have() {
    for command in &COMMANDS {
        if ["help", "shim"].contains(&command.name) {
            continue;
        }
        let scene = Scene::of("");
        let (mut machine, mut world) = (scene.machine(), scene.world);
        machine.start_line(format!("{} --nosuch", command.name).as_bytes());
        while machine.step(&mut world) == Step::Continued {}
        let usage = command.usage_text(command.name.as_bytes(), Release::LATEST);
        let printed = machine.take_output();
        let printed = String::from_utf8_lossy(&printed).replace("\r\n", "\n");
        let expected = format!(
            "Unrecognised option \"--nosuch\"\n{}",
            String::from_utf8_lossy(&usage)
        );
        assert_eq!(printed, expected, "{}", command.name);
    }
}

#[test]
fn what_piles_up_is_limited() {
    for line in [
        "params --name list${i}",
        "param key${i} value",
        "sha512sum --set x${i} http://10.0.2.1/abc",
        "nslookup x${i} 10.0.2.1",
    ] {
        let script = format!("#!ipxe\nparams\n:again\ninc i\n{line}\ngoto again\n");
        let mut scene = Scene::of("#world file /abc abc");
        let mut machine = scene.machine();
        machine.budget.memory_bytes = 100_000;
        support::start_embedded(&mut machine, script);
        let run = Driver {
            machine: &mut machine,
            world: &mut scene.world,
            steps: Vec::new(),
        }
        .run();
        let outcome = Outcome::Exhausted(Exhausted::MemoryBytes(100_000));
        assert_eq!(run.outcome, Some(outcome), "{line}");
    }
}
