//! Names of certificates (`crypto/x509.c: x509_name`, `x509_check_name`).

use std::net::IpAddr;

use super::Certificate;
use super::asn1::{Cursor, tag};

/// Kinds of names (`include/ipxe/x509.h: enum x509_general_name_types`).
const NAME_DNS: u8 = tag::implicit(2);
const NAME_IP: u8 = tag::implicit(7);
/// Longest name that is shown, in bytes.
const MAX_NAME: usize = 63;

impl Certificate {
    /// The name that is shown: the common name or, if there is none, the SHA-1 fingerprint.
    #[must_use]
    pub fn name(&self) -> Vec<u8> {
        if self.common_name.is_empty() {
            return self.sha1_fingerprint().into_bytes();
        }
        let shown = &self.common_name[..self.common_name.len().min(MAX_NAME)];
        let end = memchr::memchr(0, shown).unwrap_or(shown.len());
        shown[..end].to_vec()
    }

    /// Whether it is for a name.
    #[must_use]
    pub fn has_name(&self, name: &[u8]) -> bool {
        if is_dns_name(&self.common_name, name) {
            return true;
        }
        let mut names = Cursor::new(&self.extensions.alternative_names);
        while !names.is_empty() {
            let kind = names.tag();
            let mut value = names;
            let matches = match (value.enter_any(), kind) {
                (Ok(()), NAME_DNS) => is_dns_name(value.data, name),
                (Ok(()), NAME_IP) => is_address(value.data, name),
                _ => false,
            };
            if matches {
                return true;
            }
            names.skip_any();
        }
        false
    }
}

/// `x509_check_dnsname`
fn is_dns_name(known: &[u8], name: &[u8]) -> bool {
    let (known, name) = match known.strip_prefix(b"*.") {
        Some(domain) => match memchr::memchr(b'.', name) {
            Some(dot) => (domain, &name[dot + 1..]),
            None => return false,
        },
        None => (known, name),
    };
    known.eq_ignore_ascii_case(name)
}

/// `x509_check_ipaddress`
fn is_address(known: &[u8], name: &[u8]) -> bool {
    let name = std::str::from_utf8(name).ok();
    match name.and_then(|name| name.parse().ok()) {
        Some(IpAddr::V4(address)) => known == address.octets(),
        Some(IpAddr::V6(address)) => known == address.octets(),
        None => false,
    }
}
