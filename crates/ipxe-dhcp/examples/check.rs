//! `cargo run --example check DAEMON FOLDER` says what the daemon's own check says of the files in a folder.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::path::PathBuf;
use std::process::ExitCode;

use ipxe_dhcp::verify::load_files;
use ipxe_dhcp::{Host, Interface, InterfaceAddress, dnsmasq, kea};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [daemon, folder] = arguments.as_slice() else {
        eprintln!("usage: check DAEMON FOLDER");
        return ExitCode::from(2);
    };
    let eth0 = Interface {
        name: "eth0".to_owned(),
        addresses: vec![InterfaceAddress {
            address: [192, 168, 2, 1].into(),
            prefix: 24,
        }],
    };
    let host = Host {
        interfaces: vec![eth0],
        ..Host::default()
    };
    let (exit, output) = match daemon.as_str() {
        "dnsmasq" => match load_files(&PathBuf::from(folder), "/etc/dnsmasq.d") {
            Ok(files) => {
                let checked = dnsmasq::Config::read(&files, "/etc/dnsmasq.d/dnsmasq.conf", &host);
                (checked.exit, checked.output)
            }
            Err(error) => (2, vec![error.to_string()]),
        },
        "kea" => match load_files(&PathBuf::from(folder), "/etc/kea") {
            Ok(files) => {
                let checked = kea::Config::read(&files, "/etc/kea/kea-dhcp4.conf", &host);
                (checked.exit, checked.output)
            }
            Err(error) => (2, vec![error.to_string()]),
        },
        _ => {
            eprintln!("no model of {daemon}");
            return ExitCode::from(2);
        }
    };
    for line in output {
        println!("{line}");
    }
    ExitCode::from(exit)
}
