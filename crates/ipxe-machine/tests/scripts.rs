//! Scripts and what iPXE printed for them.

mod support;

use support::Driver0;
use support::driver::{Driver, escaped, unescaped};
use support::world::{File, TestWorld};

/// Reads the escapes of the table: `\n`, `\r`, `\t`, `\\`, `\xHH`.
fn bytes(field: &str) -> Vec<u8> {
    unescaped(field)
}

/// Reads the files of a row: `/path=content`, or `/path=HTTP404:content`, separated by blanks.
fn files(field: &str) -> Vec<(Vec<u8>, File)> {
    let mut entries: Vec<String> = Vec::new();
    for part in field.split(" /").filter(|part| !part.is_empty()) {
        match (part.contains('='), entries.last_mut()) {
            (false, Some(last)) => *last += &format!(" /{part}"),
            _ => entries.push(part.to_owned()),
        }
    }
    entries.iter().map(|entry| file(entry)).collect()
}

fn file(entry: &str) -> (Vec<u8>, File) {
    let equals = |from: usize| from + entry[from..].find('=').expect("a path and a content");
    // A query has an equals sign of its own.
    let query = entry.find('?').filter(|&at| at < equals(0));
    let end = query.map_or_else(|| equals(0), |at| equals(equals(at) + 1));
    let (path, content) = (&entry[..end], &entry[end + 1..]);
    let path = format!("/{}", path.trim_start_matches('/')).into_bytes();
    let mut file = File {
        status: 200,
        ..File::default()
    };
    let mut content = content;
    if let Some((status, rest)) = content
        .strip_prefix("HTTP")
        .and_then(|rest| rest.split_once(':'))
        && let Ok(status) = status.parse()
    {
        (file.status, content) = (status, rest);
    }
    for header in ["Location", "Content-Type", "Retry-After"] {
        let found = content
            .strip_prefix(header)
            .and_then(|rest| rest.strip_prefix(':'));
        if let Some((value, rest)) = found.and_then(|rest| rest.split_once(':')) {
            file.headers.push((header.to_owned(), value.to_owned()));
            content = rest;
        }
    }
    file.body = bytes(content);
    (path, file)
}

#[test]
fn consoles_are_those_of_ipxe() {
    let table = include_str!("data/scripts.tsv");
    let build = support::build(&["LOTEST_CMD"]);
    let only = std::env::var("CASE").ok();
    let (mut passed, mut missing, mut failed) = (0, Vec::new(), Vec::new());
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [id, _, script, others, output] = fields[..] else {
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
        world.files.extend(files(others));
        let body = bytes(script);
        let script = File::new(body);
        world.files.insert(format!("/{id}").into_bytes(), script);
        let mut machine = support::machine(build.clone(), Driver0::Tap);
        machine.start_line(format!("chain -q http://10.0.2.1/{id}").as_bytes());
        let steps = Vec::new();
        let run = Driver {
            machine: &mut machine,
            world: &mut world,
            steps,
        }
        .run();
        if let Some(command) = run.missing {
            missing.push(format!("{id}: {command}"));
            continue;
        }
        let expected = bytes(output);
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
    eprintln!("{passed} passed; not implemented: {missing:#?}");
    assert!(
        failed.is_empty(),
        "{} rows differ: {failed:#?}",
        failed.len()
    );
}
