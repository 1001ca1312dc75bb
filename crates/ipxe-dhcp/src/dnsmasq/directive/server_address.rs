//! Addresses of DNS servers: `server`, `local`, `address`, `rev-server` and the like.

use std::net::IpAddr;

use super::{Outcome, Refusal, Scene, error};
use crate::dnsmasq::text::Text;

/// What the C library says of a name that it cannot look up.
const UNKNOWN_NAME: &str = "Name or service not known";

impl Scene<'_> {
    /// `[/DOMAIN/.../]ADDRESS`, of `server`, `local` and `address`.
    pub(super) fn upstream(&self, word: &str, text: Text<'_>) -> Outcome {
        let revealed = text.revealed();
        let target = match revealed.strip_prefix(b"/") {
            Some(rest) => rest.rsplit(|&byte| byte == b'/').next().unwrap_or_default(),
            None => &revealed,
        };
        if target.is_empty() {
            return Ok(());
        }
        if word == "address" {
            let known = target == b"#" || parse(target).is_some();
            let refusal = || Refusal::new("Bad address in --address").at(text);
            return known.then_some(()).ok_or_else(refusal);
        }
        self.server(target, text)
    }

    /// `NETWORK[/BITS][,SERVER]`.
    pub(super) fn reverse_upstream(&self, text: Text<'_>) -> Outcome {
        let revealed = text.revealed();
        let comma = revealed.iter().position(|&byte| byte == b',');
        let (network, server) = match comma {
            Some(comma) => (
                revealed[..comma].trim_ascii_end(),
                Some(&revealed[comma + 1..]),
            ),
            None => (revealed.as_slice(), None),
        };
        let slash = network.iter().position(|&byte| byte == b'/');
        let (address, length) = match slash {
            Some(slash) => (&network[..slash], Some(&network[slash + 1..])),
            None => (network, None),
        };
        let address = parse(address).ok_or_else(|| error().at(text))?;
        let (limit, message) = match address {
            IpAddr::V4(_) => (32, "bad IPv4 prefix length"),
            IpAddr::V6(_) => (128, "bad IPv6 prefix length"),
        };
        if let Some(server) = server {
            self.server(server.trim_ascii_start(), text)?;
        }
        let length = length.filter(|length| length.iter().all(u8::is_ascii_digit));
        let length = length.map_or(limit, crate::dnsmasq::text::atoi);
        if !(1..=limit).contains(&length) {
            return Err(Refusal::new(message).at(text));
        }
        Ok(())
    }

    /// `ADDRESS[#PORT][%SCOPE][@INTERFACE|SOURCE[#PORT]]`, or `#`.
    fn server(&self, written: &[u8], text: Text<'_>) -> Outcome {
        if written == b"#" {
            return Ok(());
        }
        let (server, source) = cut(written, b'@');
        let port = |port: Option<&[u8]>| {
            let good = port.is_none_or(|port| {
                port.iter().all(u8::is_ascii_digit)
                    && (0..=0xffff).contains(&crate::dnsmasq::text::atoi(port))
            });
            if good {
                Ok(())
            } else {
                Err(Refusal::new("bad port").at(text))
            }
        };
        if let Some(source) = source {
            port(cut(source, b'#').1)?;
        }
        let (server, number) = cut(server, b'#');
        port(number)?;
        let (server, _scope) = cut(server, b'%');
        let source = source.map(|source| cut(source, b'#').0).and_then(parse);
        match (parse(server), source) {
            (Some(IpAddr::V4(_)), Some(IpAddr::V6(_))) => Err(Refusal::new(
                "cannot use IPv4 server address with IPv6 source address",
            )
            .at(text)),
            (Some(IpAddr::V6(_)), Some(IpAddr::V4(_))) => Err(Refusal::new(
                "cannot use IPv6 server address with IPv4 source address",
            )
            .at(text)),
            (Some(_), _) => Ok(()),
            (None, _) => {
                let name = String::from_utf8_lossy(server).into_owned();
                let known = name == "localhost" || self.host.names.contains_key(&name);
                let refusal = || Refusal::new(UNKNOWN_NAME).at(text);
                known.then_some(()).ok_or_else(refusal)
            }
        }
    }
}

pub(super) fn parse(bytes: &[u8]) -> Option<IpAddr> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// `bytes` before and after the first `byte`, blanks around it dropped.
fn cut(bytes: &[u8], byte: u8) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(byte, bytes) {
        Some(at) => (
            bytes[..at].trim_ascii_end(),
            Some(bytes[at + 1..].trim_ascii_start()),
        ),
        None => (bytes, None),
    }
}
