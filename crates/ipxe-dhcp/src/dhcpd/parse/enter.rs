//! Adding hosts and subnets to the tables of the server.

use std::net::Ipv4Addr;

use super::Parser;
use super::host::hex_or_string;
use super::report::shown;
use crate::dhcpd::check::constant_value;
use crate::dhcpd::expression::ExprId;
use crate::dhcpd::model::{HostDecl, HostId, NetworkId, Subnet, SubnetId};
use crate::dhcpd::options::Options;
use crate::dhcpd::statement::{Action, Change, Statement};

/// How many comparisons of subnets that overlap each other are made.
const MAX_COMPARISONS: usize = 50_000_000;

/// Option 61.
const CLIENT_IDENTIFIER: u32 = 61;

/// Bits of a netmask's host part, as the daemon counts them: it looks before the mask where there are
/// more than 32, and finds the length of the address there.
const fn host_bits(netmask: u32) -> u32 {
    if netmask == 0 {
        58
    } else {
        netmask.trailing_zeros()
    }
}

const fn overlap(one: &Subnet, other: &Subnet) -> bool {
    one.address & other.netmask == other.address || other.address & one.netmask == one.address
}

impl Parser<'_> {
    /// `mdb.c: enter_host`. False where there is one of that name.
    pub(super) fn enter_host(&mut self, declared: HostDecl) -> bool {
        if let Some(&known) = self.config.hosts_by_name.get(&declared.name)
            && !self.config.host(known).deleted
        {
            return false;
        }
        let host = HostId::next(self.config.hosts.len());
        self.config
            .hosts_by_name
            .insert(declared.name.clone(), host);
        self.config.hosts.push(declared);
        let mut linked = false;
        let hardware = self.config.host(host).hardware.clone();
        if !hardware.is_empty() {
            match self.config.hosts_by_hardware.get(hardware.as_slice()) {
                Some(&first) => {
                    self.link_host(first, host);
                    linked = true;
                }
                None => {
                    self.config.hosts_by_hardware.insert(hardware.into(), host);
                }
            }
        }
        self.identify_host(host);
        let identifier = self.config.host(host).client_identifier.clone();
        if !identifier.is_empty() {
            match self.config.hosts_by_identifier.get(identifier.as_slice()) {
                Some(&first) if !linked => {
                    linked = true;
                    self.link_host(first, host);
                }
                Some(_) => {}
                None => {
                    self.config
                        .hosts_by_identifier
                        .insert(identifier.into(), host);
                }
            }
        }
        if let Some((option, value)) = self.config.host(host).identifier.clone() {
            let code = self.config.options.definition(option).code;
            let options = &self.config.options;
            let known = |(known, _): &(_, _)| options.definition(*known).code == code;
            let at = self
                .config
                .hosts_by_option
                .iter()
                .position(known)
                .unwrap_or_else(|| {
                    self.config
                        .hosts_by_option
                        .insert(0, (option, Default::default()));
                    0
                });
            let table = &mut self.config.hosts_by_option[at].1;
            match table.get(value.as_slice()).copied() {
                Some(first) if !linked => self.link_host(first, host),
                Some(_) => {}
                None => {
                    table.insert(value.into(), host);
                }
            }
        }
        true
    }

    /// Puts a host at the end of a chain.
    fn link_host(&mut self, first: HostId, host: HostId) {
        let mut last = first;
        loop {
            let at = self.config.host(last);
            match at.hint.or(at.next) {
                Some(further) => last = further,
                None => break,
            }
        }
        if last != host {
            self.host_mut(last).next = Some(host);
            self.host_mut(first).hint = Some(host);
        }
    }

    /// Takes the client identifier from a statement of the host's scope.
    fn identify_host(&mut self, host: HostId) {
        let group = self.config.host(host).group;
        let mut found = Identifiers::default();
        self.find_identifiers(&self.config.group(group).statements, false, &mut found);
        for message in found.objections {
            self.log_here(message);
        }
        let Some(value) = found.first else { return };
        let (identifier, log) = constant_value(&self.config, value, &crate::Host::default());
        for line in log {
            self.log_more(&line);
        }
        let declared = self.config.host(host);
        if declared.client_identifier.is_empty() || identifier.is_empty() {
            self.host_mut(host).client_identifier = identifier;
            return;
        }
        let message = format!(
            "Warning, host declaration '{}' already has uid '{}', ignoring dhcp-client-identifier '{}'",
            shown(&declared.name),
            hex_or_string(&declared.client_identifier),
            hex_or_string(&identifier),
        );
        self.log_here(message);
    }

    /// `mdb.c: find_uid_statement` for all statements.
    fn find_identifiers(
        &self,
        statements: &[Statement],
        conditional: bool,
        found: &mut Identifiers,
    ) {
        for statement in statements {
            match &statement.action {
                Action::Option {
                    change: Change::Supersede,
                    option,
                    value: Some(value),
                } => {
                    let definition = self.config.options.definition(*option);
                    if (definition.space, definition.code) != (Options::DHCP, CLIENT_IDENTIFIER) {
                        continue;
                    }
                    if conditional {
                        found.object("dhcp client identifier may not be specified conditionally.");
                    } else if found.first.is_some() {
                        found.object("only one dhcp client identifier may be specified");
                    } else {
                        found.first = Some(*value);
                    }
                }
                Action::If { arms, otherwise } => {
                    for (_, block) in arms {
                        self.find_identifiers(block, true, found);
                    }
                    self.find_identifiers(otherwise, true, found);
                }
                Action::Switch { body, .. } | Action::On { body, .. } => {
                    self.find_identifiers(body, true, found);
                }
                _ => {}
            }
        }
    }

    /// `mdb.c: delete_host`, for a declaration that a later one takes back.
    pub(super) fn delete_host(&mut self, host: HostId) {
        let declared = self.config.host(host);
        if declared.deleted {
            return;
        }
        let (hardware, identifier, next) = (
            declared.hardware.clone(),
            declared.client_identifier.clone(),
            declared.next,
        );
        self.host_mut(host).deleted = true;
        self.host_mut(host).next = None;
        self.comparisons += self.config.hosts.len();
        if self.comparisons > MAX_COMPARISONS {
            self.abort_here("too many hosts are deleted".to_owned());
        }
        let config = &mut self.config;
        for (table, key) in [
            (&mut config.hosts_by_hardware, hardware),
            (&mut config.hosts_by_identifier, identifier),
        ] {
            if table.get(key.as_slice()) == Some(&host) {
                match next {
                    Some(next) => table.insert(key.into(), next),
                    None => table.remove(key.as_slice()),
                };
            }
        }
        for other in &mut config.hosts {
            if other.next == Some(host) {
                other.next = next;
            }
            other.hint = None;
        }
    }

    /// Remembers addresses of a subnet. Whether no other one has any of them.
    fn add_span(&mut self, first: u32, last: u32) -> bool {
        let (mut low, mut high, mut apart) = (first, last, true);
        while let Some((&start, &end)) = self.spans.range(..=high).next_back()
            && end >= low
        {
            apart = false;
            self.spans.remove(&start);
            (low, high) = (low.min(start), high.max(end));
        }
        self.spans.insert(low, high);
        apart
    }

    /// `mdb.c: enter_subnet`: narrower subnets before those that they overlap, others before all.
    pub(super) fn enter_subnet(&mut self, subnet: SubnetId) {
        let added = self.config.subnet(subnet);
        let contiguous = added.netmask.leading_ones() + added.netmask.trailing_zeros() >= 32;
        self.odd_netmasks |= !contiguous;
        let (first, last) = (added.address, added.address | !added.netmask);
        let apart = self.add_span(first, last);
        if apart && !self.odd_netmasks {
            self.config.subnet_order.push(subnet);
            return;
        }
        // The order is kept from the end.
        let mut place = self.config.subnet_order.len();
        for at in (0..self.config.subnet_order.len()).rev() {
            self.comparisons += 1;
            let known = self.config.subnet_order[at];
            let (one, other) = (self.config.subnet(subnet), self.config.subnet(known));
            if !overlap(one, other) {
                continue;
            }
            let inner = host_bits(one.netmask) < host_bits(other.netmask);
            let say = |subnet: &Subnet| {
                let bits = 32 - i64::from(host_bits(subnet.netmask));
                format!("{}/{bits}", Ipv4Addr::from_bits(subnet.address))
            };
            let message = format!(
                "Warning: subnet {} overlaps subnet {}",
                say(one),
                say(other)
            );
            self.log_here(message);
            if inner {
                place = at + 1;
                break;
            }
        }
        if self.comparisons > MAX_COMPARISONS {
            self.abort_here("too many subnets that overlap each other".to_owned());
        }
        self.config.subnet_order.insert(place, subnet);
    }

    /// Adds a subnet to its network; narrower ones come first, but the last is not looked at.
    pub(super) fn enter_subnet_of(&mut self, network: NetworkId, subnet: SubnetId) {
        let subnets = &self.config.network(network).subnets;
        let looked_at = &subnets[..subnets.len().saturating_sub(1)];
        let added = self.config.subnet(subnet);
        let wider = |known: &SubnetId| {
            let known = self.config.subnet(*known);
            overlap(added, known) && host_bits(added.netmask) < host_bits(known.netmask)
        };
        let place = looked_at.iter().position(wider).unwrap_or(subnets.len());
        self.comparisons += looked_at.len();
        if self.comparisons > MAX_COMPARISONS {
            self.abort_here("too many subnets in one network".to_owned());
        }
        self.config.networks[network.index()]
            .subnets
            .insert(place, subnet);
    }
}

/// Client identifiers that statements of a host set.
#[derive(Default)]
struct Identifiers {
    first: Option<ExprId>,
    objections: Vec<String>,
}

impl Identifiers {
    fn object(&mut self, message: &str) {
        self.objections.push(message.to_owned());
    }
}
