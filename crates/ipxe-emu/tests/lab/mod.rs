//! The laboratory that the transcripts were recorded in: a userspace iPXE on a TAP device, and one server at 10.0.2.1.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::Arc;

use ipxe_reference::BUILD_OPTIONS;
use ipxe_sim::driver::{Driver, Progress};
use ipxe_sim::keyboard::KeyStep;
use ipxe_sim::scenario::Content;
use ipxe_sim::scenario::content::HexContent;
use ipxe_sim::scenario::machine::ReleaseName;
use ipxe_sim::scenario::web::{RouteSpec, StatusSpec};
use ipxe_sim::{Scenario, SimWorld, Start, setup};

/// The laboratory, with every build option of commands, downloads and images.
pub fn lab() -> Scenario {
    let mut scenario =
        Scenario::parse("lab.toml", include_str!("../data/lab.toml")).expect("the lab");
    const LEFT_OUT: [&str; 8] = [
        "FCMGMT_CMD",
        "FDT_CMD",
        "IBMGMT_CMD",
        "IWMGMT_CMD",
        "PCI_CMD",
        "POWEROFF_CMD",
        "REBOOT_CMD",
        "USB_CMD",
    ];
    let wanted = |name: &str| {
        name.ends_with("_CMD") && !LEFT_OUT.contains(&name)
            || ["DOWNLOAD_PROTO_", "SANBOOT_PROTO_", "IMAGE_"]
                .iter()
                .any(|part| name.starts_with(part))
    };
    let options = BUILD_OPTIONS
        .iter()
        .map(|option| option.name)
        .filter(|name| wanted(name));
    scenario.machine.options.extend(options.map(str::to_owned));
    scenario
}

/// The same with another release.
pub fn lab_of(release: ReleaseName) -> Scenario {
    let mut scenario = lab();
    scenario.machine.release = release;
    scenario
}

/// Gives the server a file: an answer to requests for this target, and for it with a query unless there is another answer
/// to exactly that.
pub fn serve(scenario: &mut Scenario, target: &str, answer: &Answer) {
    let hex = answer
        .body
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let route = RouteSpec {
        path: "**".to_owned(),
        when: Some(format!("target == {target:?}")),
        status: Some(StatusSpec::Code(answer.status)),
        headers: answer.headers.iter().cloned().collect(),
        content: Some(Content::Hex(HexContent { hex })),
        ..RouteSpec::default()
    };
    let routes = &mut scenario.server[0].http[0].route;
    let with_query = RouteSpec {
        when: Some(format!("raw_path == {target:?}")),
        ..route.clone()
    };
    routes.insert(0, route);
    routes.push(with_query);
}

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Reads the files of a row: `/path=content`, or `/path=HTTP404:content`, separated by blanks.
pub fn files(field: &str) -> Vec<(String, Answer)> {
    let mut entries: Vec<String> = Vec::new();
    for part in field.split(" /").filter(|part| !part.is_empty()) {
        match (part.contains('='), entries.last_mut()) {
            (false, Some(last)) => *last += &format!(" /{part}"),
            _ => entries.push(part.to_owned()),
        }
    }
    entries.iter().map(|entry| file(entry)).collect()
}

fn file(entry: &str) -> (String, Answer) {
    let equals = |from: usize| from + entry[from..].find('=').expect("a path and a content");
    // A query has an equals sign of its own.
    let query = entry.find('?').filter(|&at| at < equals(0));
    let end = query.map_or_else(|| equals(0), |at| equals(equals(at) + 1));
    let (path, mut content) = (&entry[..end], &entry[end + 1..]);
    let mut answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: Vec::new(),
    };
    if let Some((status, rest)) = content
        .strip_prefix("HTTP")
        .and_then(|rest| rest.split_once(':'))
        && let Ok(status) = status.parse()
    {
        (answer.status, content) = (status, rest);
    }
    let location = content.strip_prefix("Location:");
    if let Some((value, rest)) = location.and_then(|rest| rest.split_once(':')) {
        answer
            .headers
            .push(("Location".to_owned(), value.to_owned()));
        content = rest;
    }
    answer.body = unescaped(content);
    (format!("/{}", path.trim_start_matches('/')), answer)
}

/// Reads the escapes of the tables.
pub fn unescaped(field: &str) -> Vec<u8> {
    ipxe_sim::keyboard::unescape(field.as_bytes()).expect("known escapes")
}

/// A session at the shell of a new machine.
pub fn session(scenario: Scenario, keys: Vec<KeyStep>) -> Driver {
    let mut world = SimWorld::new(Arc::new(scenario));
    let mut machine = setup(&mut world, Start::Line(b"")).expect("the lab can be set up");
    machine.budget.steps = 2_000_000;
    let mut driver = Driver::new(machine, world, keys);
    driver.run();
    driver
}

/// Runs a command line, and gives what it prints.
pub fn run(driver: &mut Driver, line: &[u8]) -> Result<Vec<u8>, String> {
    let before = driver.output().len();
    driver.machine.start_line(line);
    let progress = driver.run();
    let printed = driver.output()[before..].to_vec();
    match progress {
        Progress::Ended(ipxe_machine::Outcome::Finished(_)) => Ok(printed),
        other => Err(format!("{other:?} after\n{}", readable(&printed))),
    }
}

/// Bytes that can be read and compared.
pub fn readable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'\n' => text.push('\n'),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            byte => text += &format!("\\x{byte:02x}"),
        }
    }
    text
}

/// A transcript without what depends on the moment: dots of progress, packet counters.
pub fn comparable(bytes: &[u8]) -> String {
    let text = ipxe_emu::conformance::normalised(bytes);
    let lines = readable(&text);
    let is_counted = |line: &&str| !line.starts_with("  [TXE: ") && !line.starts_with("  [RXE: ");
    let lines = lines.lines().filter(is_counted).map(without_counters);
    lines.map(|line| line + "\n").collect()
}

fn without_counters(line: &str) -> String {
    let counters = ["TX:", "TXE:", "RX:", "RXE:", "In", "Out", "Reasm"];
    let is_counter = |word: &str| {
        counters
            .iter()
            .any(|name| word.trim_start_matches('[').starts_with(name))
            && word.contains(':')
    };
    let words = line.split(' ').map(|word| {
        if is_counter(word) {
            word.split(':').next().unwrap_or_default().to_owned() + ":N"
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What went wrong with rows, given which rows are known to differ.
pub struct Rows {
    pending: Vec<&'static str>,
    wrong: Vec<String>,
    only: Option<String>,
}

impl Rows {
    /// The rows of a table; its pending ones are listed in `data/pending.txt` as `TABLE ID`.
    pub fn new(table: &str) -> Self {
        let list = include_str!("../data/pending.txt").lines();
        let list = list
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '));
        Self {
            pending: list
                .filter(|(name, _)| *name == table)
                .map(|(_, id)| id)
                .collect(),
            wrong: Vec::new(),
            only: std::env::var("ROW").ok(),
        }
    }

    /// Whether a row is to be looked at.
    pub fn wants(&self, id: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == id)
    }

    /// Compares what a row has with what came out.
    pub fn check(&mut self, id: &str, expected: &str, actual: Result<String, String>) {
        let actual = actual.unwrap_or_else(|problem| format!("({problem})"));
        let is_pending = self.pending.contains(&id);
        match (expected == actual, is_pending) {
            (true, true) => self
                .wrong
                .push(format!("=== {id}: passes, so take it off the list\n")),
            (false, false) => self.wrong.push(format!(
                "=== {id}\n--- recorded\n{expected}\n--- emulated\n{actual}\n"
            )),
            _ => {}
        }
    }

    /// Fails if a row was wrong.
    pub fn finish(self) {
        let count = self.wrong.len();
        assert!(count == 0, "{}\n{count} rows", self.wrong.join("\n"));
    }
}
