//! Which `dhcp-host` line is meant (`dhcp-common.c: find_config`).

use std::collections::HashMap;

use super::{Server, State};
use crate::dnsmasq::config::{Config, HostEntry};
use crate::dnsmasq::tag::Tags;

type Map<K> = HashMap<K, Vec<usize>, foldhash::fast::FixedState>;

/// Hosts by what they are known by; each list has the last line first.
#[derive(Clone, Debug, Default)]
pub(super) struct HostIndex {
    by_client_id: Map<Vec<u8>>,
    by_mac: Map<Vec<u8>>,
    by_name: Map<Vec<u8>>,
    with_wildcards: Vec<usize>,
}

impl HostIndex {
    pub(super) fn new(config: &Config) -> Self {
        let mut index = Self::default();
        for (number, host) in config.hosts.iter().enumerate().rev() {
            if let Some(id) = &host.client_id {
                index
                    .by_client_id
                    .entry(id.clone())
                    .or_default()
                    .push(number);
            }
            for mac in &host.macs {
                if mac.wildcards == 0 {
                    index
                        .by_mac
                        .entry(mac.bytes.clone())
                        .or_default()
                        .push(number);
                } else if index.with_wildcards.last() != Some(&number) {
                    index.with_wildcards.push(number);
                }
            }
            if let Some(name) = &host.name {
                index
                    .by_name
                    .entry(name.to_ascii_lowercase())
                    .or_default()
                    .push(number);
            }
        }
        index
    }
}

/// What a client is known by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'a> {
    pub(super) client_id: Option<&'a [u8]>,
    pub(super) htype: u8,
    pub(super) mac: &'a [u8],
    pub(super) name: Option<&'a [u8]>,
}

impl Server {
    /// The host that a client is, where the ranges of `chain` count; anywhere without a chain.
    ///
    /// Hosts with tags come first.
    pub(super) fn find_host(
        &self,
        state: &State,
        chain: Option<&[usize]>,
        client: Identity<'_>,
        tags: &Tags<'_>,
    ) -> Option<usize> {
        let find = |untagged| self.find_host_once(state, chain, client, tags, untagged);
        find(false).or_else(|| find(true))
    }

    fn find_host_once(
        &self,
        state: &State,
        chain: Option<&[usize]>,
        client: Identity<'_>,
        tags: &Tags<'_>,
        untagged: bool,
    ) -> Option<usize> {
        let fits = |number: &usize| {
            let host = &self.config.hosts[*number];
            tags.match_all(&host.needs, untagged) && self.is_in_networks(state, chain, host)
        };
        let pick = |map: &Map<Vec<u8>>, key: &[u8]| {
            map.get(key)
                .and_then(|numbers| numbers.iter().find(|number| fits(number)).copied())
        };
        if let Some(id) = client.client_id {
            // A leading zero may stand before text.
            let text = id
                .strip_prefix(&[0])
                .and_then(|text| pick(&self.hosts.by_client_id, text));
            let whole = pick(&self.hosts.by_client_id, id);
            if let Some(found) = whole.max(text) {
                return Some(found);
            }
        }
        let same_type = |kind: i32| kind == 0 || kind == i32::from(client.htype);
        let by_mac = self.hosts.by_mac.get(client.mac);
        let found = by_mac.into_iter().flatten().find(|number| {
            let host = &self.config.hosts[**number];
            let exact = host
                .macs
                .iter()
                .any(|mac| mac.wildcards == 0 && mac.bytes == client.mac && same_type(mac.kind));
            exact && fits(number)
        });
        if let Some(found) = found {
            return Some(*found);
        }
        if let Some(name) = client.name.filter(|_| chain.is_some())
            && let Some(found) = pick(&self.hosts.by_name, &name.to_ascii_lowercase())
        {
            return Some(found);
        }
        // Of several with wildcards, the one with most bytes given.
        let mut best = (0, None);
        for number in self
            .hosts
            .with_wildcards
            .iter()
            .filter(|number| fits(number))
        {
            for mac in &self.config.hosts[*number].macs {
                let usable = mac.wildcards != 0 && mac.bytes.len() == client.mac.len();
                if !usable || !same_type(mac.kind) {
                    continue;
                }
                if let Some(count) = masked_match(&mac.bytes, client.mac, mac.wildcards)
                    && count > best.0
                {
                    best = (count, Some(*number));
                }
            }
        }
        best.1
    }

    /// Whether a host's address is in the network of one of the ranges. Hosts without address are everywhere.
    fn is_in_networks(&self, state: &State, chain: Option<&[usize]>, host: &HostEntry) -> bool {
        let Some(chain) = chain else {
            return true;
        };
        let Some(address) = host.address else {
            return !host.has_ipv6_address;
        };
        chain
            .iter()
            .any(|&number| state.networks[number].holds(&self.config.ranges[number], address))
    }
}

/// Number of equal bytes plus one, none where a byte differs that is not a wildcard (`util.c: memcmp_masked`).
pub(super) fn masked_match(pattern: &[u8], bytes: &[u8], wildcards: u32) -> Option<usize> {
    let mut count = 1;
    for (back, (wanted, found)) in pattern.iter().zip(bytes).rev().enumerate() {
        let wild = u32::try_from(back)
            .ok()
            .and_then(|back| wildcards.checked_shr(back));
        if wild.is_some_and(|wild| wild & 1 != 0) {
            continue;
        }
        if wanted != found {
            return None;
        }
        count += 1;
    }
    Some(count)
}
