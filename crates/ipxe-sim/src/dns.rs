//! Names and addresses (`core/resolv.c`, `net/udp/dns.c`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipxe_machine::ports::Host;
use ipxe_reference::{ErrorFile, ErrorId, Posix, SettingType};
use ipxe_settings::types;

use crate::net::{Failure, NetEventKind, Reach, Schedule, Talk, Target};
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::server::DnsSpec;

const NO_RECORD: ErrorId = ErrorId::new(Posix::Enxio, ErrorFile::Dns, 1);
const NO_NAME_SERVER: ErrorId = ErrorId::new(Posix::Enxio, ErrorFile::Dns, 2);
const BAD_NAME: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Dns, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Dns, 0);
const LOOP: ErrorId = ErrorId::new(Posix::Eloop, ErrorFile::Dns, 0);

/// Longest part of a name between dots.
const MAX_LABEL: usize = 63;
/// Longest name (`include/ipxe/dns.h: DNS_MAX_NAME_LEN`).
const MAX_NAME: usize = 255;
/// How many aliases are followed (`include/ipxe/dns.h: DNS_MAX_CNAME_RECURSION`).
const MAX_ALIASES: u32 = 32;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Query {
    A,
    Aaaa,
    Cname,
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Address(IpAddr),
    Alias(Vec<u8>),
    Nothing,
}

/// Reads an address in text form (`net/socket.c: sock_aton`).
pub(crate) fn numeric(host: &Host<'_>, name: &[u8]) -> Option<IpAddr> {
    let dialect = host.settings.dialect();
    if let Ok(raw) = types::parse(SettingType::Ipv4, name, dialect)
        && let Ok(octets) = <[u8; 4]>::try_from(&*raw)
    {
        return Some(IpAddr::V4(Ipv4Addr::from(octets)));
    }
    let bare = name
        .strip_prefix(b"[")
        .and_then(|name| name.strip_suffix(b"]"))
        .unwrap_or(name);
    let bare = bare.split(|&byte| byte == b'%').next().unwrap_or(bare);
    let raw = types::parse(SettingType::Ipv6, bare, dialect).ok()?;
    let octets = <[u8; 16]>::try_from(&*raw).ok()?;
    Some(IpAddr::V6(Ipv6Addr::from(octets)))
}

impl Talk<'_, '_> {
    /// Finds the address of a name.
    pub(crate) fn resolve(&mut self, name: &[u8]) -> Result<IpAddr, Failure> {
        if let Some(address) = numeric(self.host, name) {
            return Ok(address);
        }
        let before = self.elapsed();
        let result = self.look_up(name);
        self.say(b"");
        let took = self.elapsed().saturating_sub(before);
        self.note(NetEventKind::Lookup {
            name: name.to_vec(),
            address: result.ok(),
            took,
        });
        result
    }

    /// `dns_resolv`
    fn look_up(&mut self, name: &[u8]) -> Result<IpAddr, Failure> {
        let servers = name_servers(self.host);
        if servers.is_empty() {
            return Err(NO_NAME_SERVER.into());
        }
        let name = name.strip_suffix(b".").unwrap_or(name);
        if !is_encodable(name) {
            return Err(BAD_NAME.into());
        }
        let suffixes = if name.contains(&b'.') {
            Vec::new()
        } else {
            search_list(self.host)
        };
        let first = if servers.iter().any(IpAddr::is_ipv6) {
            Query::Aaaa
        } else {
            Query::A
        };
        let mut index = 0;
        // Each suffix in turn, and the bare name at last.
        for suffix in suffixes.iter().map(Some).chain([None]) {
            let mut asked = match suffix {
                Some(suffix) => [name, b".", suffix].concat(),
                None => name.to_vec(),
            };
            let mut query = first;
            let mut aliases = 0;
            loop {
                match self.ask(&servers, &mut index, &asked, query)? {
                    Answer::Address(address) => return Ok(address),
                    Answer::Alias(target) => {
                        aliases += 1;
                        if aliases > MAX_ALIASES {
                            return Err(LOOP.into());
                        }
                        asked = target;
                        // The question that led to the alias is asked again (`dns_question`).
                        query = first;
                    }
                    Answer::Nothing => match query {
                        Query::Aaaa => query = Query::A,
                        Query::A => query = Query::Cname,
                        Query::Cname => break,
                    },
                }
            }
            // After an alias the search list is no longer used.
            if aliases > 0 {
                break;
            }
        }
        Err(NO_RECORD.into())
    }

    /// Asks the servers in turn until one answers (`dns_send_packet`, `dns_timer_expired`).
    fn ask(
        &mut self,
        servers: &[IpAddr],
        index: &mut usize,
        name: &[u8],
        query: Query,
    ) -> Result<Answer, Failure> {
        self.say(name);
        let start = self.elapsed();
        for (attempt, at) in Schedule::DEFAULT.sends().enumerate() {
            if attempt > 0 {
                *index += 1;
            }
            self.pass((start + at).saturating_sub(self.elapsed()));
            if let Some(answer) = self.ask_server(servers[*index % servers.len()], name, query) {
                return Ok(answer);
            }
        }
        self.pass((start + Schedule::DEFAULT.end()).saturating_sub(self.elapsed()));
        Err(TIMED_OUT.into())
    }

    /// Asks one server once.
    fn ask_server(&mut self, address: IpAddr, name: &[u8], query: Query) -> Option<Answer> {
        let Reach::Server(way) = self.reach(address) else {
            return None;
        };
        let scenario = Arc::clone(&self.world.scenario);
        let server = &scenario.server[way.server];
        self.world.count_packets(&way.interface, 1, 0);
        let dns = server.dns.as_ref()?;
        let target = Target {
            server,
            service: ServiceName::Dns,
            path: Some(name),
            connects: false,
            now: self.now(),
        };
        let fault = self.world.faults.strike(&scenario.fault, target);
        let mut delay = std::time::Duration::ZERO;
        match fault {
            Some(fault) if fault.effect == Effect::Delay => delay = fault.delay,
            Some(_) => return None,
            None => {}
        }
        let is_silent = dns
            .silent
            .iter()
            .any(|silent| silent.as_bytes().eq_ignore_ascii_case(name));
        if is_silent || self.world.random.chance(way.loss) || self.world.random.chance(way.loss) {
            return None;
        }
        self.pass(way.round_trip + delay);
        self.world.count_packets(&way.interface, 0, 1);
        Some(answer(dns, name, query))
    }
}

/// What a server answers. Of an alias it also tells the address, if it knows it.
fn answer(dns: &DnsSpec, name: &[u8], query: Query) -> Answer {
    let mut asked = name;
    for _ in 0..=MAX_ALIASES {
        let known = |(known, _): &(&String, &String)| known.as_bytes().eq_ignore_ascii_case(asked);
        let Some((_, value)) = dns.records.iter().find(known) else {
            break;
        };
        match value.parse::<IpAddr>() {
            Ok(address @ IpAddr::V4(_)) if query == Query::A => return Answer::Address(address),
            Ok(address @ IpAddr::V6(_)) if query == Query::Aaaa => return Answer::Address(address),
            Ok(_) => break,
            Err(_) => asked = value.trim_end_matches('.').as_bytes(),
        }
    }
    if std::ptr::eq(asked, name) {
        Answer::Nothing
    } else {
        Answer::Alias(asked.to_vec())
    }
}

/// The servers of the settings `dns6` and `dns` (`net/udp/dns.c: apply_dns_servers`).
fn name_servers(host: &Host<'_>) -> Vec<IpAddr> {
    let settings = host.settings;
    let fetch = |name: &str| {
        let key = settings.dialect().key(name)?;
        let fetched = settings.fetch(settings.root(), key).ok()?;
        Some(fetched.value.to_vec())
    };
    let six = fetch("dns6").unwrap_or_default();
    let six = six
        .as_chunks::<16>()
        .0
        .iter()
        .map(|&octets| IpAddr::from(octets));
    let four = fetch("dns").unwrap_or_default();
    let four: Vec<IpAddr> = four
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&octets| IpAddr::from(octets))
        .collect();
    six.chain(four).collect()
}

/// The search list: `dnssl`, or else `domain` (`net/udp/dns.c: apply_dns_search`).
fn search_list(host: &Host<'_>) -> Vec<Vec<u8>> {
    let settings = host.settings;
    let key = |name: &str| settings.dialect().key(name);
    if let Some(key) = key("dnssl")
        && let Ok(fetched) = settings.fetch(settings.root(), key)
    {
        let mut text = Vec::new();
        if types::format(
            SettingType::Dnssl,
            &fetched.value,
            settings.dialect(),
            &mut text,
        )
        .is_err()
        {
            return Vec::new();
        }
        let names = text
            .split(|&byte| byte == b' ')
            .filter(|name| !name.is_empty());
        return names.map(<[u8]>::to_vec).collect();
    }
    let domain = key("domain").and_then(|key| settings.fetch_string(settings.root(), key).ok());
    let domain = domain.filter(|domain| !domain.is_empty() && is_encodable(domain));
    domain.into_iter().collect()
}

/// Whether a name can be put into a question (`dns_encode`).
fn is_encodable(name: &[u8]) -> bool {
    let labels = name.split(|&byte| byte == b'.');
    name.is_empty()
        || name.len() < MAX_NAME
            && labels
                .into_iter()
                .all(|label| (1..=MAX_LABEL).contains(&label.len()))
}
