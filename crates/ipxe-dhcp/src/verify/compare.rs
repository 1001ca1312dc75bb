//! A reply beside a recorded one.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::Ipv4Addr;

use ipxe_wire::dhcp::decode_suboptions;
use serde::Deserialize;

use crate::{Link, Reply};

/// A recorded reply.
#[derive(Debug, Deserialize)]
pub(super) struct StoredReply {
    #[serde(rename = "type")]
    kind: String,
    from: String,
    to: String,
    link: String,
    length: usize,
    flags: String,
    ciaddr: Ipv4Addr,
    yiaddr: String,
    siaddr: Ipv4Addr,
    giaddr: Ipv4Addr,
    sname: String,
    file: String,
    options: BTreeMap<String, String>,
    #[serde(default)]
    decoded: BTreeMap<String, BTreeMap<String, String>>,
}

/// What addresses are called.
pub(super) struct Labels<'c> {
    pub(super) pools: &'c [(Ipv4Addr, Ipv4Addr, String)],
    pub(super) fixed: &'c [Ipv4Addr],
    /// The client's own address.
    pub(super) own: Option<Ipv4Addr>,
}

impl Labels<'_> {
    fn of(&self, address: Ipv4Addr) -> String {
        let inside = |pool: &&(Ipv4Addr, Ipv4Addr, String)| (pool.0..=pool.1).contains(&address);
        if address.is_unspecified() {
            "none".to_owned()
        } else if self.fixed.contains(&address) {
            "fixed".to_owned()
        } else if let Some(pool) = self.pools.iter().find(inside) {
            pool.2.clone()
        } else if self.own == Some(address) {
            "client".to_owned()
        } else {
            address.to_string()
        }
    }
}

/// The differences, one line each.
pub(super) fn compare(
    found: Option<&Reply>,
    expected: Option<&StoredReply>,
    labels: &Labels<'_>,
) -> Vec<String> {
    let (found, expected) = match (found, expected) {
        (None, None) => return Vec::new(),
        (Some(_), None) => return vec!["an answer where there should be none".to_owned()],
        (None, Some(_)) => return vec!["no answer where there should be one".to_owned()],
        (Some(found), Some(expected)) => (found, expected),
    };
    let message = &found.message;
    let mut differences = Vec::new();
    let mut differ = |what: &str, found: &dyn Display, expected: &dyn Display| {
        let (found, expected) = (found.to_string(), expected.to_string());
        if found != expected {
            differences.push(format!("{what} {found} instead of {expected}"));
        }
    };
    let kind = message
        .message_type()
        .and_then(|kind| kind.name())
        .unwrap_or("BOOTP");
    differ("type", &kind, &expected.kind);
    differ("from", &found.from, &expected.from);
    differ("to", &found.to, &expected.to);
    let link = if found.link == Link::Broadcast {
        "broadcast"
    } else {
        "unicast"
    };
    differ("link", &link, &expected.link);
    differ(
        "length of 300 and more",
        &(found.payload.len() >= 300),
        &(expected.length >= 300),
    );
    differ("flags", &format!("{:04x}", message.flags), &expected.flags);
    differ("ciaddr", &message.ciaddr, &expected.ciaddr);
    differ("yiaddr", &labels.of(message.yiaddr), &expected.yiaddr);
    differ("siaddr", &message.siaddr, &expected.siaddr);
    differ("giaddr", &message.giaddr, &expected.giaddr);
    differ("sname", &shown(message.server_name()), &expected.sname);
    differ("file", &shown(message.boot_file()), &expected.file);
    let mut options: BTreeMap<u8, &str> = BTreeMap::new();
    for (code, data) in &expected.options {
        if let Ok(code) = code.parse() {
            options.insert(code, data);
        }
    }
    for option in message.options.iter() {
        let what = format!("option {}", option.code);
        let data = to_hex(&option.data);
        match options.remove(&option.code) {
            None => differ(&what, &data, &"none"),
            Some(wanted) => {
                let decoded = expected.decoded.get(&option.code.to_string());
                if !decoded.is_some_and(|decoded| same_list(&option.data, wanted, decoded)) {
                    differ(&what, &data, &wanted);
                }
            }
        }
    }
    for (code, wanted) in options {
        differ(&format!("option {code}"), &"none", &wanted);
    }
    differences
}

/// Whether two lists of suboptions have the same entries, and both or none an end option.
fn same_list(found: &[u8], wanted: &str, decoded: &BTreeMap<String, String>) -> bool {
    let Some(list) = decode_suboptions(found) else {
        return false;
    };
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (code, value) in list {
        joined
            .entry(code.to_string())
            .or_default()
            .push_str(&to_hex(value));
    }
    joined == *decoded && found.len() * 2 == wanted.len()
}

fn shown(bytes: &[u8]) -> String {
    let printable = |byte: u8| (0x20..0x7f).contains(&byte) && byte != b'\\';
    let show = |&byte: &u8| match byte {
        byte if printable(byte) => char::from(byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    };
    bytes.iter().map(show).collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of pairs of hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs
        .map(|pair| if pair.len() == 2 { byte(pair) } else { None })
        .collect()
}
