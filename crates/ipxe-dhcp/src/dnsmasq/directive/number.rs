//! Words that take a number, and other words without use for DHCP that are only checked.

use super::{Outcome, Refusal, Scene, error};
use crate::dnsmasq::text::Text;

/// Log facilities that the C library knows.
const FACILITIES: [&str; 19] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "local0",
    "local1", "local2", "local3", "local4", "local5", "local6", "local7", "audit",
];

impl Scene<'_> {
    /// Words that are not about DHCP.
    pub(super) fn apply_other(&mut self, word: &'static str, text: Text<'_>) -> Outcome {
        let check = |good: bool| if good { Ok(()) } else { Err(error().at(text)) };
        match word {
            "port" => {
                let port = text.number16();
                self.config.dns_port = port.unwrap_or(self.config.dns_port);
                check(port.is_some()).map_err(|refusal| refusal.help("a port is 0 to 65535"))
            }
            "dhcp-lease-max" => {
                let limit = text.number();
                self.config.lease_limit = limit.unwrap_or(self.config.lease_limit);
                check(limit.is_some())
            }
            "min-port" | "max-port" | "query-port" => check(text.number16().is_some()),
            "cache-size" | "dns-forward-max" | "edns-packet-max" | "tftp-max" | "tftp-mtu"
            | "local-ttl" | "neg-ttl" | "max-ttl" | "min-cache-ttl" | "max-cache-ttl"
            | "auth-ttl" | "dhcp-ttl" | "log-async" | "use-stale-cache" => {
                check(text.number().is_some())
            }
            "max-tcp-connections" | "port-limit" => {
                check(text.number().is_some_and(|number| number >= 1))
            }
            "fast-dns-retry" => {
                let (first, second) = text.comma();
                check(
                    first.number().is_some_and(|number| number >= 50)
                        && second.is_none_or(|second| second.number().is_some()),
                )
            }
            "local-service" => check(text.is(b"net") || text.is(b"host")),
            "add-mac" => check(matches!(text.revealed().as_slice(), b"base64" | b"text")),
            "add-subnet" => check(text.pieces().take(2).all(is_subnet)),
            "tftp-unique-root" => check(
                text.chars().eq_ignore_ascii_case(b"ip")
                    || text.chars().eq_ignore_ascii_case(b"mac"),
            ),
            "tftp-port-range" => {
                let bad = || Refusal::new("bad port range").at(text);
                let (first, second) = text.comma();
                first
                    .number16()
                    .and(second.ok_or_else(bad)?.number16())
                    .map(|_| ())
                    .ok_or_else(bad)
            }
            "log-facility" => {
                let is_file = text.contains(b'/') || text.is(b"-");
                let known = FACILITIES
                    .iter()
                    .any(|name| name.as_bytes().eq_ignore_ascii_case(text.chars()));
                if is_file || known {
                    return Ok(());
                }
                Err(Refusal::new("bad log facility").at(text))
            }
            "dnssec-check-unsigned" if !text.is(b"no") => {
                Err(Refusal::new("bad value for dnssec-check-unsigned").at(text))
            }
            "dnssec-limits" => check(text.pieces().take(4).all(|piece| piece.number().is_some())),
            "dhcp-duid" => match text.comma() {
                (number, Some(_)) if number.number().is_some() => Ok(()),
                _ => Err(Refusal::new("bad DUID").at(text)),
            },
            "umbrella" => check(text.pieces().all(is_umbrella)),
            "connmark-allowlist-enable" => check(text.number().is_some_and(|mask| mask != 0)),
            "dhcp-luascript" => Err(Refusal::new(
                "recompile with HAVE_LUASCRIPT defined to enable Lua scripts",
            )),
            "ra-param" => check_ra_param(text),
            _ => self.apply_dns(word, text),
        }
    }
}

fn is_subnet(piece: Text<'_>) -> bool {
    let (address, length) = piece.split(b'/');
    match length {
        Some(length) => {
            (address.ipv4().is_some() || address.ipv6().is_some()) && length.number().is_some()
        }
        None => address.number().is_some(),
    }
}

fn is_umbrella(piece: Text<'_>) -> bool {
    if let Some(id) = piece.strip_prefix(b"deviceid:") {
        return id.len() == 16 && id.chars().iter().all(u8::is_ascii_hexdigit);
    }
    let number = piece
        .strip_prefix(b"orgid:")
        .or_else(|| piece.strip_prefix(b"assetid:"));
    number.is_some_and(|number| number.number().is_some())
}

fn check_ra_param(text: Text<'_>) -> Outcome {
    let bad = || Refusal::new("bad RA-params").at(text);
    let Some(mut rest) = text.comma().1 else {
        return Ok(());
    };
    let starts = |text: Text<'_>, word: &[u8]| {
        text.chars()
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    if starts(rest, b"mtu:") {
        let (mtu, Some(after)) = rest.from(4).comma() else {
            return Err(bad());
        };
        let off = mtu.chars().eq_ignore_ascii_case(b"off");
        if !off && mtu.number().is_some_and(|mtu| mtu < 1280) {
            return Err(bad());
        }
        rest = after;
    }
    if starts(rest, b"high") || starts(rest, b"low") {
        rest = rest.comma().1.ok_or_else(bad)?;
    }
    let (interval, lifetime) = rest.comma();
    let good = interval.number().is_some() && lifetime.is_none_or(|text| text.number().is_some());
    if good { Ok(()) } else { Err(bad()) }
}
