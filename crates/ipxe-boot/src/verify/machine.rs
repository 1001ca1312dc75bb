//! The machine and the network of a case, as a scenario.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use ipxe_sim::Scenario;
use ipxe_sim::files::{Entry, FileProblem, Files};
use ipxe_sim::scenario::machine::{Architecture, PlatformName, ReleaseName};
use ipxe_sim::scenario::quantity::{Mac, Uuid};
use ipxe_sim::scenario::server::{Addresses, Router6Spec, TftpSpec};
use ipxe_sim::scenario::web::{HttpSpec, RouteSpec};
use ipxe_sim::scenario::{InterfaceSpec, MachineSpec, ServerSpec};

use super::case::{Case, FirmwareName, Server, Service};
use crate::daemon::DaemonName;

/// Folders of a case that its servers serve.
const HTTP_FOLDER: &str = "http";
pub(super) const TFTP_FOLDER: &str = "tftp";

/// What `${version}` shows in the builds that were recorded.
const VERSION: &str = "2.0.0+ (g0ab22)";

/// What is wrong with a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("case.json: {0}")]
pub struct CaseProblem(pub(super) String);

impl Server {
    /// Whether a daemon runs here.
    pub(super) fn daemons(&self) -> impl Iterator<Item = DaemonName> + '_ {
        self.run.iter().filter_map(|service| match service {
            Service::Daemon(name) => Some(*name),
            _ => None,
        })
    }
}

/// Lines of dnsmasq's configuration that switch something on: the words before `=`.
fn dnsmasq_says(case: &Case, word: &str) -> bool {
    let text = case.text("dnsmasq.conf");
    text.lines()
        .any(|line| line.split('=').next().unwrap_or_default().trim() == word)
}

/// The scenario of a case, without its DHCP servers.
pub(super) fn scenario(case: &Case) -> Result<Scenario, CaseProblem> {
    let description = &case.description;
    let problem = |text: &str| CaseProblem(text.to_owned());
    let mac = description
        .mac
        .as_deref()
        .ok_or_else(|| problem("`mac` is missing"))?;
    let mac = Mac::from_str(mac).map_err(|error| CaseProblem(format!("`mac`: {error}")))?;
    let uuid = description.uuid.as_deref().map(Uuid::from_str).transpose();
    let uuid = uuid.map_err(|error| CaseProblem(format!("`uuid`: {error}")))?;
    let (platform, architecture, driver, device, bus, bus_id) = match description.firmware {
        None => (
            PlatformName::Linux,
            Architecture::X86_64,
            "tap",
            "tap0",
            "",
            [6, 0, 0, 0, 0],
        ),
        Some(FirmwareName::Bios) => (
            PlatformName::Pcbios,
            Architecture::I386,
            "82540em",
            "0000:00:03.0",
            "PCI",
            [1, 0x80, 0x86, 0x10, 0x0e],
        ),
        Some(FirmwareName::Uefi) => (
            PlatformName::Efi,
            Architecture::X86_64,
            "SNP",
            "SNP-0000:00:02.0",
            "PCI",
            [1, 0x80, 0x86, 0x10, 0xd3],
        ),
    };
    let has_menu = description.build.as_deref() == Some("pxe-menu")
        || description.firmware == Some(FirmwareName::Bios);
    let machine = MachineSpec {
        platform,
        architecture: Some(architecture),
        release: ReleaseName::Master,
        version: Some(VERSION.to_owned()),
        options: has_menu
            .then(|| "PXE_MENU".to_owned())
            .into_iter()
            .collect(),
        uuid,
        ..MachineSpec::default()
    };
    let interface = InterfaceSpec {
        mac,
        driver: driver.to_owned(),
        device: device.to_owned(),
        bus: Some(bus.to_owned()),
        bus_id,
        ..InterfaceSpec::default()
    };
    let mut scenario = Scenario {
        machine,
        interface: vec![interface],
        ..Scenario::default()
    };
    for (number, server) in description.servers.iter().enumerate() {
        let station = station(case, server, number);
        if let Some(network) = server.ipv6.as_deref()
            && server.daemons().any(|name| name == DaemonName::Dnsmasq)
            && dnsmasq_says(case, "enable-ra")
        {
            scenario.network.router6 = Some(router(network, station.mac)?);
        }
        scenario.server.push(station);
    }
    Ok(scenario)
}

/// A server, apart from DHCP.
fn station(case: &Case, server: &Server, number: usize) -> ServerSpec {
    let mut spec = ServerSpec {
        name: Some(server.name.clone()),
        address: Addresses::One(IpAddr::V4(server.address.address)),
        mac: Some(Mac([2, 0, 0, 0, 2, number as u8])),
        ping: true,
        ..ServerSpec::default()
    };
    for service in &server.run {
        if let Service::Http(port) = *service {
            spec.http.push(web_server(case, port));
        }
    }
    spec.tftp = serves_tftp(case, server).then(tftp_server);
    spec
}

/// Whether a server serves files by TFTP.
pub(super) fn serves_tftp(case: &Case, server: &Server) -> bool {
    server.run.iter().any(|service| match *service {
        Service::Tftp(on) => on,
        Service::Daemon(DaemonName::Dnsmasq) => dnsmasq_says(case, "enable-tftp"),
        Service::Http(_) | Service::Daemon(_) => false,
    })
}

fn tftp_server() -> TftpSpec {
    TftpSpec {
        root: Some(TFTP_FOLDER.to_owned()),
        ..TftpSpec::default()
    }
}

/// A web server that repeats requests for names that end in `_echo`, as a script.
fn web_server(case: &Case, port: u16) -> HttpSpec {
    let echo = RouteSpec {
        path: "**".to_owned(),
        when: Some("(target | split('?') | first) is endingwith('_echo')".to_owned()),
        template: Some("#!ipxe\necho GET {{ target }}\n".to_owned()),
        ..RouteSpec::default()
    };
    HttpSpec {
        port: Some(port),
        root: Some(HTTP_FOLDER.to_owned()),
        route: vec![echo],
        not_found: case.not_found.clone(),
        ranges: true,
        ..HttpSpec::default()
    }
}

/// The router that dnsmasq is with `enable-ra`.
fn router(network: &str, mac: Option<Mac>) -> Result<Router6Spec, CaseProblem> {
    let address = network.split_once('/').map(|(address, _)| address);
    let address = address.and_then(|address| address.parse::<Ipv6Addr>().ok());
    let Some(address) = address else {
        return Err(CaseProblem(format!(
            "`ipv6`: expected ADDRESS/64, found {network:?}"
        )));
    };
    let [a, b, c, d, e, f] = mac.map_or([0; 6], |mac| mac.0);
    let identifier = u64::from_be_bytes([a ^ 2, b, c, 0xff, 0xfe, d, e, f]);
    let prefix = address.to_bits() >> 64 << 64;
    Ok(Router6Spec {
        address: Ipv6Addr::from_bits(0xfe80 << 112 | u128::from(identifier)),
        prefixes: vec![Ipv6Addr::from_bits(prefix)],
        dns: Vec::new(),
    })
}

/// The folders of a case.
#[derive(Debug)]
pub(super) struct Folders(BTreeMap<String, Arc<[u8]>>);

impl Folders {
    pub(super) fn new(case: &Case) -> Self {
        Self(case.files.clone())
    }
}

impl Files for Folders {
    fn open(&self, root: &str, components: &[&[u8]]) -> Result<Entry, FileProblem> {
        let mut path = root.to_owned();
        for component in components {
            path.push('/');
            path += std::str::from_utf8(component).map_err(|_| FileProblem::Missing)?;
        }
        if let Some(data) = self.0.get(&path) {
            return Ok(Entry::File(Arc::clone(data)));
        }
        let prefix = format!("{path}/");
        let mut below = self.0.range(prefix.clone()..);
        match below.next() {
            Some((name, _)) if name.starts_with(&prefix) => Ok(Entry::Folder),
            _ => Err(FileProblem::Missing),
        }
    }
}
