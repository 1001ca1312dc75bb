//! `dhcp-range`.

use super::{Outcome, Refusal, Scene, set_prefix, tag_prefix, with_unit};
use crate::dnsmasq::config::{Range, RangeKind};
use crate::dnsmasq::text::{Text, atoi};

/// Lease time without one in the line (`config.h: DEFLEASE`).
const DEFAULT_LEASE: u32 = 3600;
/// Shorter leases are made this long.
const SHORTEST_LEASE: u32 = 120;

fn bad(text: Text<'_>) -> Refusal {
    Refusal::new("bad dhcp-range").at(text)
}

impl Scene<'_> {
    /// `[tag:TAG,][set:TAG,]START,END|static|proxy[,NETMASK[,BROADCAST]][,TIME]`.
    pub(super) fn range(&mut self, text: Text<'_>) -> Outcome {
        let mut needs = Vec::new();
        let mut sets = None;
        let mut rest = text;
        // Whatever does not look like an address before its comma is a tag.
        while let (first, Some(after)) = rest.comma() {
            if first_not_address(rest) == Some(b',') {
                break;
            }
            match tag_prefix(first) {
                Some(name) if name.is_empty() => {}
                Some(name) => needs.push(self.condition(name)),
                None if sets.is_some() => {
                    return Err(Refusal::new("only one tag allowed").at(first));
                }
                None => sets = Some(self.tag(set_prefix(first))),
            }
            rest = after;
        }
        let fields: Vec<Text<'_>> = fields(rest);
        let [first, second, ..] = fields[..] else {
            return Err(bad(rest).help("a range needs a first and a last address"));
        };
        if first.ipv6().is_some() {
            return self.range6(&fields);
        }
        let Some(start) = first.ipv4() else {
            return Err(bad(first).help("no address stands here"));
        };
        let (kind, end) = match second {
            second if second.is(b"static") => (RangeKind::Static, start),
            second if second.is(b"proxy") => (RangeKind::Proxy, start),
            second => {
                let end = second.ipv4().ok_or_else(|| {
                    bad(second).help("the last address, `static` or `proxy` must stand here")
                })?;
                (RangeKind::Dynamic, end)
            }
        };
        let (start, end) = (start.min(end), start.max(end));
        let mut at = 2;
        let dotted = |at: usize| {
            let field = fields.get(at).filter(|field| field.contains(b'.'))?;
            field.ipv4()
        };
        let netmask = dotted(at);
        let mut broadcast = None;
        if let Some(netmask) = netmask {
            if start & netmask != end & netmask {
                return Err(Refusal::new("inconsistent DHCP range").at(rest));
            }
            at += 1;
            broadcast = dotted(at);
            at += usize::from(broadcast.is_some());
        }
        let lease_time = match fields.get(at..) {
            None | Some([]) => DEFAULT_LEASE,
            Some(&[field]) => lease_time(field)?.unwrap_or(DEFAULT_LEASE),
            Some(&[_, extra, ..]) => return Err(bad(extra)),
        };
        self.config.ranges.push(Range {
            start,
            end,
            netmask,
            broadcast,
            kind,
            lease_time,
            sets,
            needs,
            place: self.place,
        });
        Ok(())
    }

    /// A range for DHCPv6: checked, and otherwise nothing to us.
    fn range6(&mut self, fields: &[Text<'_>]) -> Outcome {
        let mut at = 1;
        let mut advertises = false;
        let mut constructed = false;
        let mut end = None;
        while let Some(&field) = fields.get(at) {
            match field {
                field if field.is(b"static") || field.is(b"off-link") => {}
                field
                    if [
                        &b"ra-only"[..],
                        b"slaac",
                        b"ra-names",
                        b"ra-advrouter",
                        b"ra-stateless",
                    ]
                    .iter()
                    .any(|word| field.is(word)) =>
                {
                    advertises = true;
                }
                field if at == 1 && field.ipv6().is_some() => end = field.ipv6(),
                field if field.strip_prefix(b"constructor:").is_some() => constructed = true,
                _ => break,
            }
            at += 1;
        }
        let mut prefix = 64;
        if let Some(field) = fields.get(at).filter(|field| field.is_digits()) {
            let number = atoi(field.chars());
            if number <= 128 {
                prefix = number;
                at += 1;
            }
        }
        let start = fields[0].ipv6().unwrap_or(std::net::Ipv6Addr::UNSPECIFIED);
        let mask = u128::MAX
            .checked_shl(128 - u32::try_from(prefix).unwrap_or(0))
            .unwrap_or(0);
        let message = match prefix {
            65.. if advertises => "prefix length must be exactly 64 for RA subnets",
            65.. if constructed => "prefix length must be exactly 64 for subnet constructors",
            ..=63 => "prefix length must be at least 64",
            _ if end.is_some_and(|end| (end.to_bits() ^ start.to_bits()) & mask != 0) => {
                "inconsistent DHCPv6 range"
            }
            _ if constructed && start.to_bits() & mask != 0 => {
                "prefix must be zero with \"constructor:\" argument"
            }
            _ => "",
        };
        if !message.is_empty() {
            return Err(Refusal::new(message).at(fields[0]));
        }
        match fields.get(at..) {
            None | Some([]) => {}
            Some(&[field]) => {
                lease_time(field)?;
            }
            Some(&[_, extra, ..]) => return Err(bad(extra)),
        }
        self.config.ranges6 = true;
        Ok(())
    }
}

/// The first character that no address has; none at the end of the value.
fn first_not_address(text: Text<'_>) -> Option<u8> {
    let part = |byte: &u8| matches!(byte, b' ' | b'.' | b':') || byte.is_ascii_hexdigit();
    text.chars().iter().copied().find(|byte| !part(byte))
}

/// Up to eight fields; the last has all the rest.
fn fields(text: Text<'_>) -> Vec<Text<'_>> {
    let mut fields = Vec::with_capacity(8);
    let mut rest = Some(text);
    while let Some(text) = rest {
        if fields.len() == 7 {
            fields.push(text);
            break;
        }
        let (field, after) = text.comma();
        fields.push(field);
        rest = after;
    }
    fields
}

fn lease_time(field: Text<'_>) -> Result<Option<u32>, Refusal> {
    if field.is(b"infinite") {
        return Ok(Some(u32::MAX));
    }
    if field.is(b"deprecated") || field.is_empty() {
        return Ok(None);
    }
    let (digits, factor) = with_unit(field);
    if !digits.is_digits() {
        return Err(bad(field).help(
            "a lease time is a number with `s`, `m`, `h`, `d` or `w` behind it, or `infinite`",
        ));
    }
    let seconds = atoi(digits.chars()).cast_unsigned().wrapping_mul(factor);
    Ok(Some(seconds.max(SHORTEST_LEASE)))
}
