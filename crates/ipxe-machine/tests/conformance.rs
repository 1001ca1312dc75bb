//! The conformance cases that need nothing but scripts, settings, images and the keyboard.

mod support;

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use ipxe_machine::Outcome;
use support::Driver0;
use support::driver::{Driver, escaped, key_steps};
use support::network::Network;
use support::world::{File, TestWorld};

/// Kinds of cases whose world is the one of these tests.
const KINDS: [&str; 36] = [
    "app", "archive", "chain", "cmd", "comment", "digest", "echo", "exit", "expand", "http",
    "image", "inc", "iseq", "isset", "line", "mix", "name", "op", "opt", "param", "prompt", "read",
    "set", "shell", "show", "trust", "type", "uri", "misc", "form", "menu", "config", "console",
    "login", "net", "san",
];

fn world(cases: &Path) -> TestWorld {
    let mut world = TestWorld {
        server: "10.0.2.2".to_owned(),
        port: 8080,
        has_services: true,
        network: Network {
            dhcp: Some(
                [
                    ("ip", "10.0.2.15"),
                    ("netmask", "255.255.255.0"),
                    ("gateway", "10.0.2.2"),
                    ("dns", "10.0.2.3"),
                    ("next-server", "10.0.2.2"),
                    ("dhcp-server", "10.0.2.2"),
                ]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            ),
            answering: vec![Ipv4Addr::new(10, 0, 2, 2), Ipv4Addr::new(10, 0, 2, 3)],
            ..Network::default()
        },
        ..TestWorld::default()
    };
    let mut folders = vec![cases.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of cases") {
            let path = entry.expect("a file of a case").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(cases).expect("below the cases");
            let body = fs::read(&path).expect("a file of a case");
            let name = format!("/{}", relative.display()).into_bytes();
            world.files.insert(name, File::new(body));
        }
    }
    world
}

/// The transcript as the cases have it: without carriage returns before line feeds, at most three dots before the
/// end of a progress line, and with the exit status.
fn normalised(output: &[u8], exit: u8) -> Vec<u8> {
    let mut text = Vec::new();
    for line in output.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                text.extend(shortened(line));
                text.push(b'\n');
            }
            None => text.extend_from_slice(line),
        }
    }
    if !text.ends_with(b"\n") && !text.is_empty() {
        text.push(b'\n');
    }
    text.extend(format!("[exit {exit}]\n").bytes());
    text
}

fn shortened(line: &[u8]) -> Vec<u8> {
    let end = if line.ends_with(b" ok") {
        Some(line.len() - 3)
    } else if line.ends_with(b")") && memchr::memmem::find(line, b" (https://ipxe.org/").is_some() {
        memchr::memmem::rfind(line, b"... ").map(|at| at + 3)
    } else {
        None
    };
    let Some(end) = end else { return line.to_vec() };
    let start = line[..end]
        .iter()
        .rposition(|&byte| byte != b'.')
        .map_or(0, |at| at + 1);
    let keep = start + (end - start).min(3);
    [&line[..keep], &line[end..]].concat()
}

#[test]
fn transcripts_are_those_of_ipxe() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/conformance");
    let world = world(&cases);
    let build = support::build(&["POWEROFF_CMD", "REBOOT_CMD"]);
    let only = std::env::var("CASE").ok();
    let mut names: Vec<String> = fs::read_dir(&cases)
        .expect("the cases")
        .map(|entry| {
            entry
                .expect("a case")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| cases.join(name).is_dir())
        .filter(|name| KINDS.contains(&name.split('-').next().unwrap_or_default()))
        .filter(|name| {
            only.as_ref()
                .is_none_or(|only| name.contains(only.as_str()))
        })
        .collect();
    names.sort();
    let (mut passed, mut failed) = (0, Vec::new());
    for name in &names {
        let folder = cases.join(name);
        let mut machine = support::machine(build.clone(), Driver0::Slirp);
        support::set(&mut machine, "net0/gateway", "10.0.2.2");
        support::set(&mut machine, "net0/dns", "10.0.2.3");
        let uri = format!("http://10.0.2.2:8080/{name}/main.ipxe");
        support::set(&mut machine, "script-uri", &uri);
        support::start_embedded(&mut machine, format!("#!ipxe\nchain --replace {uri}\n"));
        let steps = fs::read(folder.join("keys"))
            .map(|keys| key_steps(&keys))
            .unwrap_or_default();
        let mut world = world.clone();
        let run = Driver {
            machine: &mut machine,
            world: &mut world,
            steps,
        }
        .run();
        let exit = match run.outcome {
            Some(Outcome::Finished(status)) => status,
            other => {
                failed.push(name);
                eprintln!("=== {name} ended with {other:?}\n{}", escaped(&run.output));
                continue;
            }
        };
        let expected = fs::read(folder.join("console")).expect("a transcript");
        let actual = normalised(&run.output, exit.exit_code());
        if actual == expected {
            passed += 1;
        } else {
            failed.push(name);
            eprintln!(
                "=== {name}\n--- expected\n{}\n--- actual\n{}",
                escaped(&expected),
                escaped(&actual)
            );
        }
    }
    eprintln!("{passed} passed");
    assert!(
        failed.is_empty(),
        "{} cases differ: {failed:#?}",
        failed.len()
    );
}
