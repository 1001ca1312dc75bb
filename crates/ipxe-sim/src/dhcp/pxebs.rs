//! PXE boot servers (`net/udp/dhcp.c: start_pxebs`). No simulated server is one.

use std::net::Ipv4Addr;
use std::time::Duration;

use ipxe_machine::ports::{Configured, Host};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::SettingName;

use crate::net::{Failure, NetEventKind, Talk};

const NO_SERVERS: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Dhcp, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Dhcp, 0);

/// Bits of the discovery control, option 43.6.
const NO_BROADCAST: u64 = 1;
const NO_MULTICAST: u64 = 2;

/// How long each server is tried: three requests, and the wait that shows that three seconds are over
/// (`config/dhcp.h: PXEBS_MAX_TIMEOUT_SEC`).
const EACH: Duration = Duration::from_secs(7);

/// The addresses that are tried, in order.
///
/// # Errors
/// Where there are none.
pub(super) fn attempts(host: &Host<'_>, server_type: u16) -> Result<Vec<Ipv4Addr>, ErrorId> {
    let settings = host.settings;
    let fetch = |name: &[u8]| {
        let (block, key) = settings
            .find(SettingName::parse(name, settings.dialect()))
            .ok()?;
        settings
            .fetch(block, key)
            .ok()
            .map(|fetched| fetched.value.to_vec())
    };
    let control = fetch(b"43.6").unwrap_or_default();
    let control = control.first().map_or(0, |byte| u64::from(*byte));
    let mut attempts = Vec::new();
    if control & NO_MULTICAST == 0
        && let Some(octets) = fetch(b"43.7").and_then(|raw| <[u8; 4]>::try_from(raw).ok())
    {
        attempts.push(Ipv4Addr::from(octets));
    }
    if control & NO_BROADCAST == 0 {
        attempts.push(Ipv4Addr::BROADCAST);
    }
    attempts.extend(listed(&fetch(b"43.8").unwrap_or_default(), server_type));
    if attempts.is_empty() {
        return Err(NO_SERVERS);
    }
    Ok(attempts)
}

/// The listed servers of a type (`pxebs_list`).
fn listed(list: &[u8], server_type: u16) -> Vec<Ipv4Addr> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some((&[low, high, count], after)) = rest.split_first_chunk::<3>() {
        let Some((addresses, after)) = after.split_at_checked(usize::from(count) * 4) else {
            break;
        };
        // iPXE compares the type as it is in memory, low byte first.
        if u16::from_le_bytes([low, high]) == server_type {
            found.extend(
                addresses
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|&octets| Ipv4Addr::from(octets)),
            );
        }
        rest = after;
    }
    found
}

impl Talk<'_, '_> {
    /// Tries each server in vain.
    pub(super) fn find_boot_server(
        &mut self,
        interface: &[u8],
        server_type: u16,
        attempts: &[Ipv4Addr],
    ) -> Result<Configured, Failure> {
        for address in attempts {
            self.note(NetEventKind::Dhcp {
                message: "DHCPREQUEST",
                detail: format!("for a boot server of type {server_type} to {address}"),
            });
            self.world.count_packets(interface, 3, 0);
            self.pass(EACH);
        }
        Err(TIMED_OUT.into())
    }
}
