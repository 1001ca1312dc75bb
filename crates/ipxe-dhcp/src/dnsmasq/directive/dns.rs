//! Domains and names that reach DHCP clients.

use std::net::IpAddr;

use super::{Outcome, Refusal, Scene, error};
use crate::dnsmasq::config::{DomainOf, RangeDomain};
use crate::dnsmasq::names::canonical;
use crate::dnsmasq::text::Text;

/// Longest prefix of a synthesised name: a label without the longest address.
const PREFIX_LIMIT4: usize = 63 - 16;
const PREFIX_LIMIT6: usize = 63 - 46;

impl Scene<'_> {
    /// `DOMAIN[,ADDRESSES|INTERFACE[,local]]`; `synth-domain` is only checked.
    pub(super) fn domain(&mut self, word: &str, text: Text<'_>) -> Outcome {
        let synthesised = word == "synth-domain";
        let (name, range) = text.comma();
        let written = name.revealed();
        // An empty domain is none, but it is one.
        let domain = if written.is_empty() {
            Some(Vec::new())
        } else {
            canonical(&written)
        };
        let domain = domain.ok_or_else(|| error().at(name).help("this is no domain name"))?;
        let Some(range) = range else {
            if synthesised {
                return Err(error().at(text));
            }
            if !name.is(b"#") {
                self.config.domain = Some(domain);
            }
            return Ok(());
        };
        let of = domain_range(range, synthesised)?;
        if !synthesised {
            self.config.domains.push(RangeDomain {
                domain,
                of,
                place: self.place,
            });
        }
        Ok(())
    }

    /// `NAME,...,ADDRESS,...[,TTL]`.
    pub(super) fn host_record(&mut self, text: Text<'_>) -> Outcome {
        if text.comma().1.is_none() {
            return Err(Refusal::new("Bad host-record").at(text));
        }
        let (mut names, mut address4, mut address6) = (Vec::new(), None, None);
        for piece in text.pieces() {
            if piece.is_digits() {
                continue;
            }
            match (piece.ipv4(), piece.ipv6()) {
                (Some(address), _) => address4 = Some(address),
                (None, Some(address)) => address6 = Some(address),
                (None, None) => {
                    let bad = || Refusal::new("Bad name in host-record").at(piece);
                    names.push(canonical(&piece.revealed()).ok_or_else(bad)?);
                }
            }
        }
        let addresses = [address4.map(IpAddr::V4), address6.map(IpAddr::V6)];
        for name in names {
            for address in addresses.into_iter().flatten() {
                self.config.names.add(&name, address);
            }
        }
        Ok(())
    }
}

fn domain_range(range: Text<'_>, synthesised: bool) -> Result<DomainOf, Refusal> {
    let revealed = range.revealed();
    let parse = |bytes: &[u8]| -> Option<IpAddr> {
        std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| text.parse().ok())
    };
    let mut fields = revealed.split(|&byte| byte == b',').map(<[u8]>::trim_ascii);
    let first = fields.next().unwrap_or_default();
    let second = fields.next();
    if let Some(slash) = revealed.iter().position(|&byte| byte == b'/') {
        let address = revealed[..slash].trim_ascii_end();
        let (length, extra) = match revealed[slash + 1..].split_once_comma() {
            Some((length, extra)) => (length, Some(extra)),
            None => (&revealed[slash + 1..], None),
        };
        let digits = length.iter().all(u8::is_ascii_digit);
        let length = u32::try_from(crate::dnsmasq::text::atoi(length)).unwrap_or(u32::MAX);
        let (limit, of) = match parse(address) {
            _ if !digits => return Err(error().at(range)),
            Some(IpAddr::V4(address)) => {
                let hosts = u32::MAX.checked_shr(length).unwrap_or(0);
                let first = address.to_bits() & !hosts;
                (
                    32,
                    DomainOf::Addresses(first.into(), (first | hosts).into()),
                )
            }
            Some(IpAddr::V6(_)) => (128, DomainOf::Ipv6),
            None => return Err(error().at(range)),
        };
        if length > limit {
            return Err(Refusal::new("bad prefix length").at(range));
        }
        return match extra {
            Some(extra) if synthesised => check_prefix(extra, range, limit == 32).map(|()| of),
            Some(extra) if extra != b"local" => Err(error().at(range)),
            _ => Ok(of),
        };
    }
    let of = match (parse(first), second.map(parse)) {
        (Some(IpAddr::V4(first)), None) => DomainOf::Addresses(first, first),
        (Some(IpAddr::V4(first)), Some(Some(IpAddr::V4(last)))) => DomainOf::Addresses(first, last),
        (Some(IpAddr::V6(_)), None | Some(Some(IpAddr::V6(_)))) => DomainOf::Ipv6,
        (Some(_), _) => return Err(error().at(range)),
        (None, _) if synthesised => return Err(error().at(range)),
        (None, _) => DomainOf::Interface(first.to_vec()),
    };
    match fields.next().filter(|_| synthesised) {
        Some(prefix) => check_prefix(prefix, range, true).map(|()| of),
        None => Ok(of),
    }
}

fn check_prefix(prefix: &[u8], range: Text<'_>, four: bool) -> Outcome {
    let limit = if four { PREFIX_LIMIT4 } else { PREFIX_LIMIT6 };
    match canonical(prefix) {
        Some(prefix) if prefix.len() <= limit => Ok(()),
        _ => Err(Refusal::new("bad prefix").at(range)),
    }
}

/// Splitting bytes at their first comma, blanks around it dropped.
trait SplitComma {
    fn split_once_comma(&self) -> Option<(&[u8], &[u8])>;
}

impl SplitComma for [u8] {
    fn split_once_comma(&self) -> Option<(&[u8], &[u8])> {
        let comma = self.iter().position(|&byte| byte == b',')?;
        Some((
            self[..comma].trim_ascii_end(),
            self[comma + 1..].trim_ascii_start(),
        ))
    }
}
