//! Host names: which are legal, and which addresses they have by the server's own files.

use std::net::{IpAddr, Ipv4Addr};

use super::config::{DomainOf, RangeDomain};
use crate::Host;

/// Longest name (`dns-protocol.h: MAXDNAME`).
const NAME_LIMIT: usize = 1025;
/// Longest part of a name.
const LABEL_LIMIT: usize = 63;

/// `name` as it is stored: without a final dot, in lower case. None where it is no domain name
/// (`util.c: check_name, canonicalise`). Names outside ASCII are refused, as in the C locale.
pub(super) fn canonical(name: &[u8]) -> Option<Vec<u8>> {
    let name = checked(name)?;
    Some(name.to_ascii_lowercase())
}

/// Whether the first part of `name` has only letters, digits, `-` and `_` (`util.c: legal_hostname`).
pub(super) fn is_legal_host_name(name: &[u8]) -> bool {
    let Some(name) = checked(name) else {
        return false;
    };
    let first = name.split(|&byte| byte == b'.').next().unwrap_or_default();
    first
        .iter()
        .enumerate()
        .all(|(at, byte)| byte.is_ascii_alphanumeric() || (at > 0 && matches!(byte, b'-' | b'_')))
}

fn checked(name: &[u8]) -> Option<&[u8]> {
    if name.is_empty() || name.len() > NAME_LIMIT {
        return None;
    }
    let (name, dotted) = match name.strip_suffix(b".") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let mut gap = 0;
    let mut visible = dotted;
    for &byte in name {
        if byte == b'.' {
            gap = 0;
            continue;
        }
        gap += 1;
        if gap > LABEL_LIMIT || byte.is_ascii_control() || !byte.is_ascii() {
            return None;
        }
        visible |= byte != b' ';
    }
    visible.then_some(name)
}

/// Splits a name at its first dot: host name, and domain if one follows (`dhcp-common.c: strip_hostname`).
pub(super) fn split_host_name(name: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    match memchr::memchr(b'.', name) {
        None => (name.to_vec(), None),
        Some(dot) => {
            let domain = &name[dot + 1..];
            (
                name[..dot].to_vec(),
                (!domain.is_empty()).then(|| domain.to_vec()),
            )
        }
    }
}

/// Addresses of names by `host-record`, `/etc/hosts` and `addn-hosts`, in this order.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    entries: Vec<(Vec<u8>, IpAddr)>,
}

impl Names {
    /// Adds a name; again the same is nothing new.
    pub(super) fn add(&mut self, name: &[u8], address: IpAddr) {
        let entry = (name.to_vec(), address);
        if !self.entries.contains(&entry) {
            self.entries.push(entry);
        }
    }

    /// Adds what a hosts file says (`cache.c: read_hostsfile`); lines that make no sense are left out.
    pub(super) fn add_hosts_file(
        &mut self,
        bytes: &[u8],
        domain_of: impl Fn(IpAddr) -> Option<Vec<u8>>,
    ) {
        for line in bytes.split(|&byte| byte == b'\n') {
            let line = line.split(|&byte| byte == b'#').next().unwrap_or_default();
            let mut words = line
                .split(u8::is_ascii_whitespace)
                .filter(|word| !word.is_empty());
            let address = words
                .next()
                .and_then(|word| std::str::from_utf8(word).ok()?.parse().ok());
            let Some(address) = address else {
                continue;
            };
            for name in words.filter_map(canonical) {
                if let Some(domain) = domain_of(address).filter(|_| !name.contains(&b'.')) {
                    let full = [name.as_slice(), b".", domain.as_slice()].concat();
                    self.add(&full, address);
                }
                self.add(&name, address);
            }
        }
    }

    /// The addresses of `name`, first the one that is the name's own.
    ///
    /// An address that several names have belongs to the first of them (`cache.c: add_hosts_entry`).
    pub(super) fn addresses<'a>(&'a self, name: &'a [u8]) -> impl Iterator<Item = Ipv4Addr> + 'a {
        let same = move |entry: &&(Vec<u8>, IpAddr)| entry.0.eq_ignore_ascii_case(name);
        self.entries
            .iter()
            .filter(same)
            .filter_map(|(_, address)| match address {
                IpAddr::V4(address) => Some(*address),
                IpAddr::V6(_) => None,
            })
    }

    /// The name that an address belongs to.
    pub(super) fn name_of(&self, address: Ipv4Addr) -> Option<&[u8]> {
        let found = self
            .entries
            .iter()
            .find(|entry| entry.1 == IpAddr::V4(address))?;
        Some(&found.0)
    }

    /// All names with IPv4 addresses.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The domain of `address` (`domain.c: get_domain`): of several lines the last one counts.
pub(super) fn domain_of<'a>(
    address: Ipv4Addr,
    domains: &'a [RangeDomain],
    general: Option<&'a [u8]>,
    host: &Host,
) -> Option<(&'a [u8], Option<&'a RangeDomain>)> {
    let holds = |domain: &&RangeDomain| match &domain.of {
        DomainOf::Addresses(first, last) => (*first..=*last).contains(&address),
        DomainOf::Interface(name) => {
            let interface = std::str::from_utf8(name)
                .ok()
                .and_then(|name| host.interface(name));
            let inside = |own: &crate::InterfaceAddress| {
                own.address & own.netmask() == address & own.netmask()
            };
            interface.is_some_and(|interface| interface.addresses.iter().any(inside))
        }
        DomainOf::Ipv6 => false,
    };
    match domains.iter().rev().find(holds) {
        Some(found) => Some((&found.domain, Some(found))),
        None => general.map(|domain| (domain, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_and_lowered() {
        assert_eq!(canonical(b"Lab.Example."), Some(b"lab.example".to_vec()));
        assert_eq!(canonical(b""), None);
        assert_eq!(canonical(b" "), None);
        assert_eq!(canonical(&[b'a'; 64]), None);
        assert_eq!(canonical(b"a\x01"), None);
        assert!(is_legal_host_name(b"build-1.lab example"));
        assert!(!is_legal_host_name(b"-build") && !is_legal_host_name(b"b ild"));
    }

    #[test]
    fn hosts_files_are_read() {
        let mut names = Names::default();
        let file = b"# c\n192.168.2.5 Boot boot2 # x\nnonsense boot\n::1 boot\n192.168.2.6\tboot\n";
        names.add_hosts_file(file, |_| Some(b"lab".to_vec()));
        let found: Vec<Ipv4Addr> = names.addresses(b"BOOT").collect();
        assert_eq!(
            found,
            [Ipv4Addr::new(192, 168, 2, 5), Ipv4Addr::new(192, 168, 2, 6)]
        );
        assert_eq!(
            names.name_of(Ipv4Addr::new(192, 168, 2, 5)),
            Some(b"boot.lab".as_slice())
        );
        assert_eq!(names.addresses(b"boot2.lab").count(), 1);
    }
}
