//! Downloads on the timeline.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use ipxe_machine::ports::{Fetched, Job};
use ipxe_reference::Posix;
use ipxe_sim::net::{NetEvent, NetEventKind};
use ipxe_syntax::uri::Uri;

use crate::client::ticks;
use crate::timeline::{Endpoint, Entry, Timeline, What};

/// Size of a block that iPXE asks for (`include/ipxe/tftp.h: TFTP_MAX_BLKSIZE`).
const BLOCK_SIZE: u64 = 1432;
const TFTP_PORT: u16 = 69;

/// A program that serves files by TFTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TftpDaemon {
    /// dnsmasq with this `tftp-root`.
    Dnsmasq {
        /// The folder.
        root: String,
    },
    /// tftpd-hpa.
    Hpa,
}

impl TftpDaemon {
    /// What it says of a file that is not there.
    pub(crate) fn not_found(&self, name: &[u8], client: Ipv4Addr) -> String {
        match self {
            Self::Dnsmasq { root } => {
                let (root, name) = (root.trim_end_matches('/'), String::from_utf8_lossy(name));
                let name = name.trim_start_matches('/');
                format!("file {root}/{name} not found for {client}")
            }
            Self::Hpa => "File not found".to_owned(),
        }
    }
}

/// Puts a download by TFTP on the timeline. Others are left alone.
pub(crate) fn note_tftp(
    own: Ipv4Addr,
    daemons: &BTreeMap<Ipv4Addr, TftpDaemon>,
    now: Duration,
    uri: &Uri,
    job: &Job<Fetched>,
    timeline: &mut Timeline,
) {
    let is_tftp = uri
        .scheme
        .as_ref()
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"tftp"));
    let host = uri
        .host
        .as_deref()
        .and_then(|host| std::str::from_utf8(host).ok());
    let server = host.and_then(|host| host.parse::<Ipv4Addr>().ok());
    let (true, Some(server), Some(name)) = (is_tftp, server, uri.tftp_filename()) else {
        return;
    };
    let (client, from) = (Endpoint::any_port(own), Endpoint::any_port(server));
    let mut add = |at, from, to, what| timeline.push(Entry { at, from, to, what });
    let request = What::TftpRequest {
        name: name.to_vec(),
        options: "blksize=1432 tsize=0",
    };
    add(now, client, Endpoint::new(server, TFTP_PORT), request);
    match &job.result {
        Ok(fetched) => {
            let bytes = fetched.data.len() as u64;
            let granted = format!("blksize={BLOCK_SIZE} tsize={bytes}");
            add(now, from, client, What::TftpOptions { granted });
            let blocks = bytes / BLOCK_SIZE + 1;
            let end = job.duration.unwrap_or_else(|| ticks(Duration::ZERO));
            let at = now + ipxe_sim::net::since_start(end);
            add(at, from, client, What::TftpData { blocks, bytes });
        }
        Err(error) => {
            let code = match error.posix {
                Posix::Enoent => 1,
                Posix::Eacces => 2,
                // Nobody answers.
                _ => return,
            };
            let message = match (code, daemons.get(&server)) {
                (1, Some(daemon)) => daemon.not_found(name, own),
                _ => "Access violation".to_owned(),
            };
            add(now, from, client, What::TftpError { code, message });
        }
    }
}

/// Connections that are open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transfers {
    /// The server of each host that was asked over HTTP.
    hosts: BTreeMap<Vec<u8>, (Ipv4Addr, u16)>,
}

impl Transfers {
    /// Puts what goes over TCP on the timeline.
    pub(crate) fn note(&mut self, own: Ipv4Addr, events: &[NetEvent], timeline: &mut Timeline) {
        let client = Endpoint::any_port(own);
        let mut connected = None;
        for event in events {
            let mut add = |at, from, to, what| timeline.push(Entry { at, from, to, what });
            match &event.kind {
                NetEventKind::Connect {
                    address: IpAddr::V4(address),
                    port,
                    connected: is_connected,
                    took,
                } => {
                    let server = Endpoint::new(*address, *port);
                    let start = event.at.saturating_sub(*took);
                    add(start, client, server, What::TcpConnect { port: *port });
                    match is_connected {
                        true => connected = Some((*address, *port)),
                        false => add(event.at, server, client, What::TcpReset),
                    }
                }
                NetEventKind::Request {
                    method,
                    target,
                    host,
                    status,
                    length,
                    took,
                    ..
                } => {
                    let known = connected.take();
                    let known = known.or_else(|| self.hosts.get(host).copied());
                    let Some((address, port)) = known else {
                        continue;
                    };
                    self.hosts.insert(host.clone(), (address, port));
                    let server = Endpoint::new(address, port);
                    let request = What::HttpRequest {
                        method: method.clone(),
                        target: target.clone(),
                    };
                    add(event.at.saturating_sub(*took), client, server, request);
                    if let &Some(status) = status {
                        let length = *length;
                        add(
                            event.at,
                            server,
                            client,
                            What::HttpAnswer { status, length },
                        );
                    }
                }
                _ => {}
            }
        }
    }
}
