//! Words about DNS records, which are only checked.

use super::server_address::parse;
use super::{Outcome, Refusal, Scene, error};
use crate::dnsmasq::names::canonical;
use crate::dnsmasq::text::{Text, atoi, parse_hex};

impl Scene<'_> {
    pub(super) fn apply_dns(&mut self, word: &'static str, text: Text<'_>) -> Outcome {
        match word {
            "server" | "local" | "address" => self.upstream(word, text),
            "rev-server" => self.reverse_upstream(text),
            "bogus-nxdomain" | "ignore-address" => address_with_prefix(text),
            "alias" => alias(text),
            "mx-host" => mx_host(text),
            "mx-target" => one_name(text, "bad MX target"),
            "srv-host" => srv_host(text),
            "ptr-record" => ptr_record(text),
            "txt-record" => one_name(text.comma().0, "bad TXT record"),
            "cname" => cname(text),
            "naptr-record" => naptr(text),
            "caa-record" => caa(text),
            "dns-rr" => dns_rr(text),
            "interface-name" | "dynamic-host" => interface_name(word, text),
            "auth-zone" => auth_zone(text),
            "auth-server" => auth_server(text),
            "ipset" | "nftset" => ipset(text),
            "trust-anchor" => trust_anchor(text),
            "filter-rr" | "cache-rr" => {
                let known = |piece: Text<'_>| piece.number().is_some() || is_rr_type(piece);
                let refusal = || Refusal::new("bad RR type").at(text);
                text.pieces().all(known).then_some(()).ok_or_else(refusal)
            }
            _ => Ok(()),
        }
    }
}

fn name(text: Text<'_>) -> Option<Vec<u8>> {
    canonical(&text.revealed())
}

fn one_name(text: Text<'_>, message: &str) -> Outcome {
    name(text)
        .map(|_| ())
        .ok_or_else(|| Refusal::new(message).at(text))
}

fn address_with_prefix(text: Text<'_>) -> Outcome {
    let revealed = text.revealed();
    let slash = revealed.iter().position(|&byte| byte == b'/');
    let (address, length) = match slash {
        Some(slash) => (&revealed[..slash], Some(&revealed[slash + 1..])),
        None => (revealed.as_slice(), None),
    };
    let limit = match parse(address) {
        Some(std::net::IpAddr::V4(_)) => 32,
        Some(std::net::IpAddr::V6(_)) => 128,
        None => return Err(error().at(text)),
    };
    let good =
        length.is_none_or(|length| length.iter().all(u8::is_ascii_digit) && atoi(length) <= limit);
    good.then_some(()).ok_or_else(|| error().at(text))
}

fn alias(text: Text<'_>) -> Outcome {
    let missing = || Refusal::new("missing address in alias").at(text);
    let (first, Some(rest)) = text.comma() else {
        return Err(missing());
    };
    let (to, mask) = rest.comma();
    let (from, end) = first.split(b'-');
    let from = from
        .ipv4()
        .filter(|_| parse(&to.revealed()).is_some())
        .ok_or_else(missing)?;
    let mask = match mask {
        Some(mask) => {
            let mask = parse(&mask.revealed());
            match mask {
                Some(std::net::IpAddr::V4(mask)) => mask,
                _ => return Err(missing()),
            }
        }
        None => std::net::Ipv4Addr::BROADCAST,
    };
    let Some(end) = end else {
        return Ok(());
    };
    let good = end
        .ipv4()
        .is_some_and(|end| from & mask == end & mask && from <= end);
    good.then_some(())
        .ok_or_else(|| Refusal::new("invalid alias range").at(text))
}

fn mx_host(text: Text<'_>) -> Outcome {
    let (host, rest) = text.comma();
    let (target, preference) = match rest.map(Text::comma) {
        Some((target, preference)) => (Some(target), preference),
        None => (None, None),
    };
    if preference.is_some_and(|number| number.number16().is_none()) {
        return Err(Refusal::new("bad MX preference").at(text));
    }
    let good = name(host).is_some() && target.is_none_or(|target| name(target).is_some());
    good.then_some(())
        .ok_or_else(|| Refusal::new("bad MX name").at(text))
}

fn srv_host(text: Text<'_>) -> Outcome {
    let mut fields = text.pieces();
    let bad = |message: &str| Refusal::new(message).at(text);
    let first = fields.next();
    first.and_then(name).ok_or_else(|| bad("bad SRV record"))?;
    if let Some(target) = fields.next() {
        name(target).ok_or_else(|| bad("bad SRV target"))?;
    }
    for message in ["invalid port number", "invalid priority", "invalid weight"] {
        if let Some(number) = fields.next() {
            number.number16().ok_or_else(|| bad(message))?;
        }
    }
    Ok(())
}

fn ptr_record(text: Text<'_>) -> Outcome {
    let (from, to) = text.comma();
    let good = name(from).is_some() && to.is_none_or(|to| name(to).is_some());
    good.then_some(())
        .ok_or_else(|| Refusal::new("bad PTR record").at(text))
}

fn cname(text: Text<'_>) -> Outcome {
    let bad = || Refusal::new("bad CNAME").at(text);
    let mut fields: Vec<Text<'_>> = text.pieces().collect();
    if fields.len() < 2 {
        return Err(bad());
    }
    if fields.len() > 2 && fields.last().is_some_and(|last| last.number().is_some()) {
        fields.pop();
    }
    fields
        .into_iter()
        .all(|field| name(field).is_some())
        .then_some(())
        .ok_or_else(bad)
}

fn naptr(text: Text<'_>) -> Outcome {
    let fields: Vec<Text<'_>> = text.pieces().collect();
    let good = fields.len() >= 6
        && name(fields[0]).is_some()
        && fields[1].number16().is_some()
        && fields[2].number16().is_some()
        && fields
            .get(6)
            .is_none_or(|&replacement| name(replacement).is_some());
    good.then_some(())
        .ok_or_else(|| Refusal::new("bad NAPTR record").at(text))
}

fn caa(text: Text<'_>) -> Outcome {
    let fields: Vec<Text<'_>> = text.pieces().collect();
    let good = fields.len() >= 4 && fields[1].number().is_some() && name(fields[0]).is_some();
    good.then_some(())
        .ok_or_else(|| Refusal::new("bad CAA record").at(text))
}

fn dns_rr(text: Text<'_>) -> Outcome {
    let (host, rest) = text.comma();
    let (class, data) = match rest.map(Text::comma) {
        Some((class, data)) => (Some(class), data),
        None => (None, None),
    };
    let good = class.is_some_and(|class| class.number().is_some())
        && name(host).is_some()
        && data.is_none_or(|data| parse_hex(data.chars(), usize::MAX, false).is_some());
    good.then_some(())
        .ok_or_else(|| Refusal::new("bad RR record").at(text))
}

fn interface_name(word: &str, text: Text<'_>) -> Outcome {
    let dynamic = word == "dynamic-host";
    let message = if dynamic {
        "bad dynamic host"
    } else {
        "bad interface name"
    };
    let bad = || Refusal::new(message).at(text);
    let (host, rest) = text.comma();
    let Some(rest) = rest else {
        let missing = Refusal::new("missing address in dynamic host").at(text);
        return Err(if dynamic { missing } else { bad() });
    };
    let mut addresses = 0;
    let mut interface = rest;
    while let (first, Some(after)) = interface.comma() {
        if first.ipv4().is_none() && first.ipv6().is_none() {
            break;
        }
        addresses += 1;
        interface = after;
    }
    let family = interface.split(b'/').1;
    if family.is_some_and(|family| !family.is(b"4") && !family.is(b"6")) {
        return Err(error().at(text));
    }
    if dynamic && addresses == 0 {
        return Err(Refusal::new("missing address in dynamic host").at(text));
    }
    let wrong = if dynamic {
        family.is_some()
    } else {
        addresses > 0
    };
    if wrong || name(host).is_none() {
        return Err(bad());
    }
    Ok(())
}

fn auth_zone(text: Text<'_>) -> Outcome {
    let (zone, rest) = text.comma();
    one_name(zone, "invalid auth-zone")?;
    for piece in rest.into_iter().flat_map(Text::pieces) {
        let (subnet, length) = piece.split(b'/');
        let Some(length) = length else {
            continue;
        };
        let number = length.number().ok_or_else(|| error().at(piece))?;
        let subnet = subnet.strip_prefix(b"exclude:").unwrap_or(subnet);
        let address = subnet.ipv4().is_some() || subnet.ipv6().is_some();
        if !address && number != 4 && number != 6 {
            return Err(error().at(piece));
        }
    }
    Ok(())
}

fn auth_server(text: Text<'_>) -> Outcome {
    for piece in text.comma().1.into_iter().flat_map(Text::pieces) {
        let family = piece.split(b'/').1;
        if family.is_some_and(|family| !family.is(b"4") && !family.is(b"6")) {
            return Err(error().at(piece));
        }
    }
    Ok(())
}

fn ipset(text: Text<'_>) -> Outcome {
    let revealed = text.revealed();
    let Some(rest) = revealed.strip_prefix(b"/") else {
        let good = !revealed.is_empty();
        return good.then_some(()).ok_or_else(|| error().at(text));
    };
    let mut parts: Vec<&[u8]> = rest.split(|&byte| byte == b'/').collect();
    let sets = parts.pop().unwrap_or_default();
    let domain = |part: &&[u8]| {
        let dots = part.iter().take_while(|&&byte| byte == b'.').count();
        let part = &part[dots..];
        part.is_empty() || part == b"#" || canonical(part).is_some()
    };
    (!sets.is_empty() && parts.iter().all(domain))
        .then_some(())
        .ok_or_else(|| error().at(text))
}

fn trust_anchor(text: Text<'_>) -> Outcome {
    let bad = || Refusal::new("bad trust anchor").at(text);
    let mut fields: Vec<Text<'_>> = text.pieces().collect();
    if fields.len() > 2
        && [&b"IN"[..], b"CH", b"HS"]
            .iter()
            .any(|class| fields[1].is(class))
    {
        fields.remove(1);
    }
    let [zone, tag, algorithm, digest, ..] = fields[..] else {
        return Err(bad());
    };
    let byte = |text: Text<'_>| {
        text.number()
            .is_some_and(|number| (0..=255).contains(&number))
    };
    let good = fields.len() >= 5
        && tag.number16().is_some()
        && byte(algorithm)
        && byte(digest)
        && name(zone).is_some();
    if !good {
        return Err(bad());
    }
    let mut key = fields[4].revealed();
    key.retain(|byte| !byte.is_ascii_whitespace());
    match parse_hex(&key, usize::MAX, false) {
        Some(_) => Ok(()),
        None => Err(Refusal::new("bad HEX in trust anchor").at(text)),
    }
}

fn is_rr_type(piece: Text<'_>) -> bool {
    const TYPES: [&str; 92] = [
        "A",
        "NS",
        "MD",
        "MF",
        "CNAME",
        "SOA",
        "MB",
        "MG",
        "MR",
        "NULL",
        "WKS",
        "PTR",
        "HINFO",
        "MINFO",
        "MX",
        "TXT",
        "RP",
        "AFSDB",
        "X25",
        "ISDN",
        "RT",
        "NSAP",
        "NSAP_PTR",
        "SIG",
        "KEY",
        "PX",
        "GPOS",
        "AAAA",
        "LOC",
        "NXT",
        "EID",
        "NIMLOC",
        "SRV",
        "ATMA",
        "NAPTR",
        "KX",
        "CERT",
        "A6",
        "DNAME",
        "SINK",
        "OPT",
        "APL",
        "DS",
        "SSHFP",
        "IPSECKEY",
        "RRSIG",
        "NSEC",
        "DNSKEY",
        "DHCID",
        "NSEC3",
        "NSEC3PARAM",
        "TLSA",
        "SMIMEA",
        "HIP",
        "NINFO",
        "RKEY",
        "TALINK",
        "CDS",
        "CDNSKEY",
        "OPENPGPKEY",
        "CSYNC",
        "ZONEMD",
        "SVCB",
        "HTTPS",
        "SPF",
        "UINFO",
        "UID",
        "GID",
        "UNSPEC",
        "NID",
        "L32",
        "L64",
        "LP",
        "EUI48",
        "EUI64",
        "TKEY",
        "TSIG",
        "IXFR",
        "AXFR",
        "MAILB",
        "MAILA",
        "ANY",
        "URI",
        "CAA",
        "AVC",
        "DOA",
        "AMTRELAY",
        "RESINFO",
        "TA",
        "DLV",
        "WALLET",
        "CLA",
    ];
    TYPES
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(piece.chars()))
}
