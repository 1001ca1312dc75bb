//! A case as it is stored.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{VerifyError, load};
use crate::{Host, Interface, InterfaceAddress};

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Answers.
    Decision,
    /// The daemon's check.
    Bad,
}

/// A case.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    pub(super) daemon: DaemonName,
    pub(super) host: Host,
    pub(super) pools: Vec<(Ipv4Addr, Ipv4Addr, String)>,
    pub(super) fixed: Vec<Ipv4Addr>,
}

/// A daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum DaemonName {
    Dnsmasq,
    Dhcpd,
    Kea,
}

#[derive(Deserialize)]
struct CaseFile {
    daemon: DaemonName,
    #[serde(default)]
    server: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    addresses: Vec<String>,
    #[serde(default)]
    pools: Vec<String>,
    #[serde(default)]
    fixed: Vec<Ipv4Addr>,
}

impl Case {
    pub(super) fn load(path: &Path) -> Result<Self, VerifyError> {
        let file: CaseFile = load::json(&path.join("case.json"))?;
        let wrong = |problem: String| VerifyError::Case {
            path: path.to_owned(),
            problem,
        };
        let mut host = Host::default();
        let mut listed = file.server;
        if listed.is_empty() && !file.addresses.is_empty() {
            listed.insert("eth0".to_owned(), file.addresses);
        }
        for (name, addresses) in listed {
            let addresses: Option<Vec<InterfaceAddress>> =
                addresses.iter().map(|text| address(text)).collect();
            let addresses = addresses.ok_or_else(|| wrong(format!("bad address of {name}")))?;
            host.interfaces.push(Interface { name, addresses });
        }
        host.names
            .insert("localhost".to_owned(), vec![Ipv4Addr::LOCALHOST]);
        let mut pools = Vec::new();
        for text in file.pools {
            let ends = text.split_once('-');
            let ends = ends.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            let (first, last) = ends.ok_or_else(|| wrong(format!("bad pool {text}")))?;
            pools.push((first, last, format!("pool {text}")));
        }
        let decision = path.join("requests.json").is_file();
        Ok(Self {
            path: path.to_owned(),
            kind: if decision { Kind::Decision } else { Kind::Bad },
            daemon: file.daemon,
            host,
            pools,
            fixed: file.fixed,
        })
    }
}

fn address(text: &str) -> Option<InterfaceAddress> {
    let (address, prefix) = text.split_once('/')?;
    Some(InterfaceAddress {
        address: address.parse().ok()?,
        prefix: prefix.parse().ok()?,
    })
}
