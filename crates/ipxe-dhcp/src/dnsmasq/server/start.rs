//! What happens when dnsmasq starts (`dnsmasq.c: main`).

use std::net::Ipv4Addr;

use super::arrival::wildcard_match;
use super::find_host::HostIndex;
use super::option_choice::Groups;
use super::{Server, State};
use crate::dnsmasq::config::{Config, HostEntry, Range, RangeKind};
use crate::{Files, Host, Place};

/// Why dnsmasq does not start with a configuration that its check accepts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StartError {
    /// dnsmasq's words.
    pub message: String,
    /// The line to blame.
    pub place: Option<Place>,
}

impl Server {
    /// Starts a server. `files` are asked for the folders of `tftp-root` only.
    ///
    /// # Errors
    ///
    /// Where dnsmasq gives up: an interface or an address that is not there, a TFTP folder that is missing.
    pub fn start(mut config: Config, host: Host, files: &dyn Files) -> Result<Self, StartError> {
        check_interfaces(&config, &host)?;
        check_tftp(&config, files)?;
        let mut log = Vec::new();
        if !config.flags.contains("bind-interfaces") {
            log.extend(missing_interfaces(&config, &host));
        }
        log.extend(config.ranges.iter().rev().map(describe));
        take_addresses_of_names(&mut config);
        let (hosts, options) = (HostIndex::new(&config), Groups::new(&config));
        Ok(Self {
            config,
            host,
            hosts,
            options,
            log,
        })
    }

    /// A fresh [`State`] with the leases of `state`, as after a restart with another configuration.
    #[must_use]
    pub fn state_with_leases_of(&self, state: &State) -> State {
        let mut fresh = self.state();
        fresh.leases = state.leases.clone();
        fresh
    }
}

fn check_interfaces(config: &Config, host: &Host) -> Result<(), StartError> {
    let error = |message: String, place| Err(StartError { message, place });
    if config.flags.contains("bind-interfaces") && config.flags.contains("bind-dynamic") {
        return error(
            "cannot set --bind-interfaces and --bind-dynamic".to_owned(),
            None,
        );
    }
    if !config.flags.contains("bind-interfaces") {
        return Ok(());
    }
    for interface in &config.interfaces {
        let name = String::from_utf8_lossy(&interface.name).into_owned();
        let loopback = wildcard_match(&interface.name, b"lo");
        let known = |known: &crate::Interface| {
            wildcard_match(&interface.name, known.name.as_bytes()) && !known.addresses.is_empty()
        };
        if !name.is_empty() && !loopback && !host.interfaces.iter().any(known) {
            return error(format!("unknown interface {name}"), None);
        }
    }
    for &(address, place) in &config.listen_addresses {
        let own = address.is_loopback() || host.addresses().any(|own| own.address == address);
        if !own {
            let message = format!(
                "failed to create listening socket for {address}: Cannot assign requested address"
            );
            return error(message, Some(place));
        }
    }
    Ok(())
}

fn check_tftp(config: &Config, files: &dyn Files) -> Result<(), StartError> {
    if !config.flags.contains("enable-tftp") || config.flags.contains("tftp-no-fail") {
        return Ok(());
    }
    for (root, place) in &config.tftp_roots {
        if let Err(error) = files.list(root) {
            let message = format!("TFTP directory {root} inaccessible: {error}");
            return Err(StartError {
                message,
                place: Some(*place),
            });
        }
    }
    Ok(())
}

fn missing_interfaces(config: &Config, host: &Host) -> Vec<String> {
    let missing = config.interfaces.iter().rev().filter(|interface| {
        let names = host.interfaces.iter().map(|known| known.name.as_bytes());
        let mut names = names.chain([b"lo".as_slice()]);
        !interface.name.is_empty() && !names.any(|name| wildcard_match(&interface.name, name))
    });
    missing
        .map(|interface| {
            let name = String::from_utf8_lossy(&interface.name);
            format!("dnsmasq: warning: interface {name} does not currently exist")
        })
        .collect()
}

/// The line that is logged for a range (`dhcp-common.c: log_context`).
fn describe(range: &Range) -> String {
    let (start, end, time) = (range.start, range.end, duration(range.lease_time));
    match range.kind {
        RangeKind::Dynamic => {
            format!("dnsmasq-dhcp: DHCP, IP range {start} -- {end}, lease time {time}")
        }
        RangeKind::Static => {
            format!("dnsmasq-dhcp: DHCP, static leases only on {start}, lease time {time}")
        }
        RangeKind::Proxy => format!("dnsmasq-dhcp: DHCP, proxy on subnet {start}"),
    }
}

/// Seconds as `1d2h` (`util.c: prettyprint_time`).
fn duration(seconds: u32) -> String {
    if seconds == u32::MAX {
        return "infinite".to_owned();
    }
    let parts = [
        (seconds / 86400, 'd'),
        (seconds / 3600 % 24, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let written = parts.iter().filter(|(count, _)| *count != 0);
    written
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect()
}

/// Hosts with a name and no address get that of the name (`dhcp-common.c: dhcp_update_configs`).
fn take_addresses_of_names(config: &mut Config) {
    if config.dns_port == 0 || config.names.is_empty() {
        return;
    }
    for number in (0..config.hosts.len()).rev() {
        let HostEntry {
            address: None,
            name: Some(name),
            ..
        } = &config.hosts[number]
        else {
            continue;
        };
        let found: Option<Ipv4Addr> = config.names.addresses(name).next();
        let Some(address) = found else {
            continue;
        };
        if let std::collections::btree_map::Entry::Vacant(free) =
            config.host_addresses.entry(address)
        {
            free.insert(number);
            config.hosts[number].address = Some(address);
        }
    }
}
