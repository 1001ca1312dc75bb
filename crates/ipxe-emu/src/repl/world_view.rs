//! `.images`, `.net`, `.clock`, `.scenario`: what there is, in lines.

use std::fmt::Write;

use ipxe_machine::Machine;
use ipxe_sim::Scenario;
use ipxe_sim::net::since_start;
use ipxe_sim::scenario::BUILTIN;

use crate::trace::story;

/// The images, as iPXE has them.
pub(super) fn images(machine: &Machine) -> String {
    let mut text = String::new();
    for (id, image) in machine.images.registered() {
        let kind = image.image_type.map_or("no known type", |kind| kind.name);
        let length = story::bytes(image.data.len() as u64);
        let _ = write!(text, "{}: {kind}, {length}", lossy(image.name()));
        for tag in machine.images.tags(id) {
            let _ = write!(text, ", {tag}");
        }
        let flags = [
            (image.autofree, "freed after use"),
            (image.hidden, "hidden"),
            (image.trusted, "trusted"),
        ];
        for (_, flag) in flags.into_iter().filter(|(is_set, _)| *is_set) {
            let _ = write!(text, ", {flag}");
        }
        text.push('\n');
        if let Some(uri) = &image.uri {
            let _ = writeln!(text, "  from {}", lossy(&uri.format()));
        }
        if let Some(line) = &image.command_line {
            let _ = writeln!(text, "  command line \"{}\"", lossy(line));
        }
    }
    if text.is_empty() {
        text.push_str("No images\n");
    }
    text
}

/// Interfaces and servers.
pub(super) fn net(machine: &Machine, scenario: &Scenario) -> String {
    let mut text = String::new();
    for interface in machine.interfaces.all() {
        let state = if interface.is_open { "open" } else { "closed" };
        let name = lossy(&interface.name);
        let _ = writeln!(
            text,
            "{name}: {} using {} on {}, {state}",
            interface.address_text(),
            lossy(&interface.driver),
            lossy(&interface.bus_device),
        );
        for setting in ["ip", "netmask", "gateway", "dns", "next-server", "filename"] {
            let mut value = Vec::new();
            machine
                .settings
                .append_value_of(format!("{name}/{setting}").as_bytes(), &mut value);
            if !value.is_empty() {
                let _ = writeln!(text, "  {setting} {}", lossy(&value));
            }
        }
    }
    for server in &scenario.server {
        let addresses: Vec<String> = server
            .address
            .all()
            .iter()
            .map(ToString::to_string)
            .collect();
        let name = server.name.as_deref().unwrap_or("server");
        let services = services(server);
        let _ = write!(text, "{name} at {}", addresses.join(", "));
        let _ = match services.is_empty() {
            true => writeln!(text, ": serves nothing"),
            false => writeln!(text, ": {}", services.join(", ")),
        };
    }
    text
}

fn services(server: &ipxe_sim::scenario::ServerSpec) -> Vec<String> {
    let mut services = Vec::new();
    for web in &server.http {
        let (name, usual) = if web.tls {
            ("https", 443)
        } else {
            ("http", 80)
        };
        services.push(match web.port {
            Some(port) if port != usual => format!("{name} on port {port}"),
            _ => name.to_owned(),
        });
    }
    let others = [
        (server.tftp.is_some(), "tftp"),
        (server.ftp.is_some(), "ftp"),
        (server.nfs.is_some(), "nfs"),
        (server.dns.is_some(), "dns"),
        (server.ntp.is_some(), "ntp"),
        (server.dhcp.is_some(), "dhcp"),
        (!server.iscsi.is_empty(), "iscsi"),
        (!server.aoe.is_empty(), "aoe"),
    ];
    let others = others.into_iter().filter(|(is_there, _)| *is_there);
    services.extend(others.map(|(_, name)| name.to_owned()));
    services
}

/// How much virtual time went by, and what the computer's clock says.
pub(super) fn clock(machine: &Machine) -> String {
    let time = since_start(machine.now()).as_secs_f64();
    format!(
        "{} since the start; the clock is at {} s since 1970, after {} steps\n",
        story::seconds(time),
        machine.clock(),
        machine.steps()
    )
}

/// What a scenario is.
pub(super) fn scenario(name: &str, scenario: &Scenario) -> String {
    let mut text = format!("{name}: {}\n", scenario.title);
    for line in scenario.description.lines() {
        let _ = writeln!(text, "  {line}");
    }
    let known: Vec<&str> = BUILTIN.iter().map(|known| known.name).collect();
    let _ = writeln!(text, "Built-in ones: {}", known.join(", "));
    text
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
