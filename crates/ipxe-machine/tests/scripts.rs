//! Scripts and what iPXE printed for them.

mod support;

use std::net::Ipv4Addr;

use ipxe_machine::Outcome;
use ipxe_machine::ports::{Counters, ErrorCount, IpStatistics, Statistics, TcpStatistics};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use support::Driver0;
use support::driver::{Driver, escaped, unescaped};
use support::network::Network;
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

/// The network in which the table was recorded, with the packets that had been seen.
fn network(id: &str) -> Network {
    let server = Ipv4Addr::new(10, 0, 2, 1);
    let unreachable = ErrorCount {
        fault: ErrorId::new(Posix::Enetunreach, ErrorFile::Netdevice, 0),
        count: 1,
    };
    let mut sent = Counters {
        good: 4,
        bad: 1,
        errors: vec![unreachable],
    };
    let mut received = Counters {
        good: 4,
        ..Counters::default()
    };
    if id == "if_multi" {
        // Somebody else was on the network too.
        let error = |posix, file, count| ErrorCount {
            fault: ErrorId::new(posix, file, 0),
            count,
        };
        sent.good = 6;
        received = Counters {
            good: 8,
            bad: 4,
            errors: vec![
                error(Posix::Einval, ErrorFile::Tcp, 1),
                error(Posix::Enotsup, ErrorFile::Icmpv6, 3),
            ],
        };
    }
    let ipv4 = IpStatistics {
        in_receives: 6,
        in_octets: 642,
        in_delivers: 6,
        out_requests: 4,
        out_transmits: 4,
        out_octets: 317,
        ..IpStatistics::default()
    };
    let ipv6 = IpStatistics {
        in_receives: 2,
        in_mcast_pkts: 2,
        in_octets: 152,
        in_delivers: 2,
        ..IpStatistics::default()
    };
    let tcp = TcpStatistics {
        in_segs: 6,
        in_octets: 322,
        in_octets_good: 106,
        ..TcpStatistics::default()
    };
    Network {
        names: vec![("srv.test", server)],
        answering: vec![server],
        time: Some(1_700_000_000),
        link_address: Some([0xee, 0xb9, 0x8d, 0x9f, 0x98, 0x56]),
        counters: (sent, received),
        statistics: Statistics {
            ip: vec![(4, ipv4), (6, ipv6)],
            tcp,
        },
        ..Network::default()
    }
}

#[test]
fn consoles_are_those_of_ipxe() {
    let table = include_str!("data/scripts.tsv");
    let build = support::build(&["LOTEST_CMD"]);
    let only = std::env::var("CASE").ok();
    let (mut passed, mut failed) = (0, Vec::new());
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
            network: network(id),
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
        let expected = bytes(output);
        let crashed = matches!(run.outcome, Some(Outcome::Crashed { .. }));
        let crashes = crashed && expected.starts_with(b"<CRASH");
        if crashes || run.outcome.is_some() && run.output == expected {
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
