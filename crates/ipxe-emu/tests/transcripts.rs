//! Transcripts of real builds in a laboratory network.

mod lab;

use ipxe_sim::Scenario;
use ipxe_sim::scenario::machine::ReleaseName;
use lab::{Answer, Rows, comparable, files, lab, lab_of, readable, run, serve, session, unescaped};

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|row| !row.starts_with('#'))
        .map(|row| row.split('\t').collect())
}

/// The laboratory with a fixed address, as for all tables but that of boots.
fn with_address(mut scenario: Scenario) -> Scenario {
    let settings = &mut scenario.machine.settings;
    settings.insert("net0/ip".to_owned(), "10.0.2.15".to_owned());
    settings.insert("net0/netmask".to_owned(), "255.255.255.0".to_owned());
    scenario
}

fn script(text: &str) -> Answer {
    Answer {
        status: 200,
        headers: Vec::new(),
        body: unescaped(text),
    }
}

#[test]
fn scripts() {
    let table = include_str!("../../ipxe-machine/tests/data/scripts.tsv");
    let mut found = Rows::new("scripts");
    let base = with_address(lab());
    for row in rows(table) {
        let [id, _, text, others, expected] = row[..] else {
            panic!("a bad row: {row:?}")
        };
        if !found.wants(id) || expected.contains("<CRASH") {
            continue;
        }
        let mut scenario = base.clone();
        for (target, answer) in files(others) {
            serve(&mut scenario, &target, &answer);
        }
        serve(&mut scenario, &format!("/{id}"), &script(text));
        let mut driver = session(scenario, Vec::new());
        let printed = run(
            &mut driver,
            format!("chain -q http://10.0.2.1/{id}").as_bytes(),
        );
        let expected = comparable(&unescaped(expected));
        found.check(id, &expected, printed.map(|printed| comparable(&printed)));
    }
    found.finish();
}

#[test]
fn releases() {
    let table = include_str!("data/versions.tsv");
    let scripts = include_str!("../../ipxe-machine/tests/data/scripts.tsv");
    let releases = [
        ReleaseName::Master,
        ReleaseName::V2_0_0,
        ReleaseName::V1_21_1,
    ];
    let names = ["master", "2.0.0", "1.21.1"];
    for (index, (release, name)) in releases.into_iter().zip(names).enumerate() {
        let mut found = Rows::new(&format!("versions-{name}"));
        let mut base = with_address(lab_of(release));
        if release == ReleaseName::V1_21_1 {
            // The device of this recording had no address.
            base.interface[0].mac.0 = [0; 6];
            // Builds for Linux could not have the command then.
            base.machine.options.retain(|option| option != "CPUID_CMD");
        }
        for row in rows(table) {
            let [id, text, master, ..] = row[..] else {
                panic!("a bad row: {row:?}")
            };
            let expected = row
                .get(2 + index)
                .filter(|cell| **cell != "=")
                .copied()
                .unwrap_or(master);
            if !found.wants(id) || expected.contains("<CRASH") {
                continue;
            }
            let others = rows(scripts)
                .find(|row| row[0] == id)
                .map_or("", |row| row[3]);
            let mut scenario = base.clone();
            for (target, answer) in files(others) {
                let answer = Answer {
                    body: without_quiet(&answer.body),
                    ..answer
                };
                serve(&mut scenario, &target, &answer);
            }
            serve(&mut scenario, &format!("/{id}"), &script(text));
            let mut driver = session(scenario, Vec::new());
            let printed = run(
                &mut driver,
                format!("chain http://10.0.2.1/{id}").as_bytes(),
            );
            let expected = comparable(&unescaped(expected));
            let printed = printed.map(|printed| {
                let end = printed
                    .iter()
                    .position(|&byte| byte == b'\n')
                    .map_or(0, |at| at + 1);
                comparable(&printed[end..])
            });
            found.check(id, &expected, printed);
        }
        found.finish();
    }
}

/// The older releases do not have the option; the files were changed as the scripts were.
fn without_quiet(body: &[u8]) -> Vec<u8> {
    let text: String = body.iter().map(|&byte| char::from(byte)).collect();
    let text = text
        .replace("chain -q ", "chain ")
        .replace("chain -qa ", "chain -a ");
    text.chars().map(|c| c as u8).collect()
}

#[test]
fn failures_of_the_network() {
    let mut found = Rows::new("network");
    let base = with_address(lab());
    for row in rows(include_str!("data/network.tsv")) {
        let [id, command, seconds, expected] = row[..] else {
            panic!("a bad row: {row:?}")
        };
        if !found.wants(id) {
            continue;
        }
        let mut scenario = base.clone();
        network_files(&mut scenario);
        if command.contains(".test") {
            scenario
                .machine
                .settings
                .insert("dns".to_owned(), "10.0.2.1".to_owned());
        }
        if id == "iscsi_refused" {
            let initiator = "iqn.2010-04.org.ipxe:lab";
            scenario
                .machine
                .settings
                .insert("initiator-iqn".to_owned(), initiator.to_owned());
        }
        let mut driver = session(scenario, Vec::new());
        let start = driver.machine.now();
        let line = format!("{command} || echo rc ${{errno}}");
        let printed = run(&mut driver, line.as_bytes());
        let took = driver.machine.now().since(start).millis() as f64 / 1000.0;
        let expected_time: f64 = seconds.parse().expect("a number of seconds");
        let expected = comparable(&unescaped(expected));
        let printed = printed.and_then(|printed| {
            if (took - expected_time).abs() > 0.4 {
                return Err(format!("took {took} s, not {seconds} s"));
            }
            Ok(comparable(&printed))
        });
        found.check(id, &expected, printed);
    }
    found.finish();
}

fn network_files(scenario: &mut Scenario) {
    let say_ok = "#!ipxe\\necho ok\\n";
    serve(
        scenario,
        "/206",
        &Answer {
            status: 206,
            ..script(say_ok)
        },
    );
    serve(scenario, "/s", &script(&"x".repeat(1024)));
    serve(scenario, "/there", &script(say_ok));
    let redirect = vec![("Location".to_owned(), "/there".to_owned())];
    serve(
        scenario,
        "/loc",
        &Answer {
            status: 301,
            headers: redirect,
            body: Vec::new(),
        },
    );
    let patience = vec![("Retry-After".to_owned(), "2".to_owned())];
    serve(
        scenario,
        "/503r",
        &Answer {
            status: 503,
            headers: patience,
            body: Vec::new(),
        },
    );
    serve(scenario, "/close", &script(""));
    scenario.server[0].http[0].route[0].instead = Some(ipxe_sim::scenario::web::Instead::Close);
}

#[test]
fn boots() {
    let mut found = Rows::new("boot");
    let mut current: Option<(&str, ipxe_sim::driver::Driver)> = None;
    for row in rows(include_str!("data/boot.tsv")) {
        let [id, keys, command, expected] = row[..] else {
            panic!("a bad row: {row:?}")
        };
        if !found.wants(id) {
            continue;
        }
        if current.as_ref().is_none_or(|(last, _)| *last != id) {
            current = Some((id, session(boot_lab(keys), Vec::new())));
        }
        let Some((_, driver)) = &mut current else {
            continue;
        };
        let printed = run(driver, command.as_bytes());
        let expected = comparable(&unescaped(expected));
        found.check(
            &format!("{id}: {command}"),
            &expected,
            printed.map(|printed| comparable(&printed)),
        );
    }
    found.finish();
}

/// The laboratory with a DHCP server of these keys, and boot files on it.
fn boot_lab(keys: &str) -> Scenario {
    let mut scenario = lab();
    if keys != "none" {
        let keys = String::from_utf8(unescaped(keys)).expect("keys are text");
        let text = format!(
            "[[server]]\naddress = \"10.0.2.1\"\n[server.dhcp]\nfrom = \"10.0.2.15\"\n\
             netmask = \"255.255.255.0\"\ngateway = \"10.0.2.1\"\n{keys}\n"
        );
        let parsed = Scenario::parse("row", &text).expect("keys of a DHCP server");
        scenario.server[0].dhcp = parsed.server[0].dhcp.clone();
    }
    let mut boot = "#!ipxe\necho script cwuri ${cwuri} cwduri ${cwduri} filename ${filename} \
                    next-server ${next-server}\nchain rel.ipxe\n"
        .to_owned();
    // The recorded script has 139 bytes.
    boot += &format!("{}\n", "#".repeat(138 - boot.len()));
    let relative = "#!ipxe\necho rel ${cwuri}\n".to_owned();
    let tftp = scenario.server[0].tftp.as_mut().expect("the lab has TFTP");
    for (name, text) in [
        ("s.ipxe", &boot),
        ("rel.ipxe", &relative),
        ("sub/s.ipxe", &boot),
        ("sub/rel.ipxe", &relative),
        ("junk", &"junk".to_owned()),
    ] {
        tftp.files.insert(
            name.to_owned(),
            ipxe_sim::scenario::Content::Text(text.clone()),
        );
    }
    let http = &mut scenario.server[0].http[0];
    for (name, text) in [("boot/s.ipxe", &boot), ("boot/rel.ipxe", &relative)] {
        http.files.insert(
            name.to_owned(),
            ipxe_sim::scenario::Content::Text(text.clone()),
        );
    }
    scenario
}

#[test]
fn shell() {
    let mut found = Rows::new("shell");
    let table = include_str!("../../ipxe-machine/tests/data/shell.tsv");
    let mut scenario = lab();
    serve(
        &mut scenario,
        "/sub1",
        &script("#!ipxe\\necho sub1 ${cwuri}\\n"),
    );
    let mut keys = Vec::new();
    let mut expected = Vec::new();
    for row in table.lines().filter(|row| !row.starts_with("#command")) {
        let (typed, printed) = row.split_once('\t').expect("two columns");
        keys.push(ipxe_sim::keyboard::KeyStep::Expect(
            b"iPXE> \x1b[?25h".to_vec(),
        ));
        let line = [typed.as_bytes(), b"\r"].concat();
        keys.push(ipxe_sim::keyboard::KeyStep::Press(line));
        expected.extend(unescaped(printed));
    }
    let mut driver = session(scenario, keys);
    let printed = run(&mut driver, b"shell");
    let expected = readable(&[b"iPXE> \x1b[?25h", &*expected].concat());
    found.check(
        "session",
        &expected,
        printed.map(|printed| readable(&printed)),
    );
    found.finish();
}

#[test]
fn keyboard() {
    let mut found = Rows::new("interactive");
    let base = with_address(lab());
    for row in rows(include_str!(
        "../../ipxe-machine/tests/data/interactive.tsv"
    )) {
        let [id, _, text, typed, expected] = row[..] else {
            panic!("a bad row: {row:?}")
        };
        if !found.wants(id) {
            continue;
        }
        let mut scenario = base.clone();
        serve(&mut scenario, &format!("/{id}"), &script(text));
        // The keys came at intervals.
        let pause = std::time::Duration::from_millis(450);
        let keys = typed.split(" | ").flat_map(|key| {
            let wait = ipxe_sim::keyboard::KeyStep::Wait(pause);
            [wait, ipxe_sim::keyboard::KeyStep::Send(unescaped(key))]
        });
        let mut driver = session(scenario, keys.collect());
        let printed = run(
            &mut driver,
            format!("chain -q http://10.0.2.1/{id}").as_bytes(),
        );
        let expected = readable(&unescaped(expected));
        found.check(id, &expected, printed.map(|printed| readable(&printed)));
    }
    found.finish();
}
