//! DISCOVER, REQUEST and the other messages of DHCP (`rfc2131.c: dhcp_reply`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{BROADCAST_FLAG, MessageType, option};

use super::answer::{Exchange, Outcome};
use super::options::Terms;
use super::packet::Writer;
use crate::dnsmasq::config::RangeKind;
use crate::dnsmasq::tag::Tags;
use crate::{Field, Place};

/// Shortest lease time that a client may ask for.
const SHORTEST_LEASE: u32 = 120;

impl<'s> Exchange<'s> {
    /// A message of DHCP, or anything on port 4011.
    pub(super) fn dhcp(&mut self) -> Outcome {
        self.settle_names();
        if let Some(host) = self.host_entry() {
            for &tag in host.sets.iter().rev() {
                self.tags.set(tag, host.place);
            }
        }
        let tags = self.with_tag_if(&self.tags);
        let ignored = self.config.ignore.iter().rev();
        let ignored = ignored
            .into_iter()
            .find(|line| tags.match_all(&line.conditions, false));
        let ignored = ignored.map(|line| line.place);
        self.settle_override();
        if self.host_entry().is_some_and(|host| host.ignores_client_id) {
            self.client_id = None;
        }
        let pxe = self.pxe_client();
        if let Some(pxe) = &pxe {
            if let Some(outcome) = self.boot_item(pxe, &tags, ignored) {
                return outcome;
            }
            if let Some(outcome) = self.proxy_answer(pxe, &tags, ignored) {
                return outcome;
            }
        }
        let first = &self.config.ranges[self.chain[0]];
        if first.kind == RangeKind::Proxy {
            let why = if self.config.pxe {
                "this network has a proxy only, and the client is none of its PXE clients"
            } else {
                "this network has a proxy only, and without pxe-service it answers nobody"
            };
            return Outcome::silent_at(Some(first.place), why);
        }
        if self.boot_service {
            return Outcome::silent("port 4011 answers only what belongs to a proxy or a menu");
        }
        let disabled = self
            .host_entry()
            .filter(|host| host.ignored)
            .and_then(|host| host.place);
        let ignored = ignored.or(disabled);
        let terms = Terms::of_client(self, pxe);
        match self.kind {
            Some(MessageType::DISCOVER) => self.discover(terms, &tags, ignored),
            Some(MessageType::REQUEST) => self.request(terms, &tags, ignored),
            Some(MessageType::INFORM) => self.inform(terms, &tags, ignored),
            Some(MessageType::DECLINE) => self.decline(),
            Some(MessageType::RELEASE) => self.release(&tags),
            _ => Outcome::silent("no server answers such a message"),
        }
    }

    /// `dhcp-proxy`: the relay's address stands for the server's.
    fn settle_override(&mut self) {
        let giaddr = self.incoming.packet.giaddr();
        if giaddr == Ipv4Addr::UNSPECIFIED || self.override_id.is_some() {
            return;
        }
        if let Some(relays) = &self.config.proxy_relays
            && (relays.is_empty() || relays.contains(&giaddr))
        {
            self.override_id = Some(giaddr);
        }
    }

    fn discover(&mut self, terms: Terms, tags: &Tags<'s>, ignored: Option<Place>) -> Outcome {
        if ignored.is_some() {
            return Outcome::silent_at(ignored, "the client is ignored");
        }
        let Some(address) = self.choose_address(tags) else {
            return Outcome::silent(if self.unique_id().is_empty() {
                "no unique-id"
            } else {
                "no address available"
            });
        };
        let Some(range) = self.server.narrow(self.state, &self.chain, address, tags) else {
            return Outcome::silent("no range holds the address");
        };
        let tags = self.tags_in_range(range);
        self.apply_delay(&tags);
        let rapid = self.config.flags.contains("dhcp-rapid-commit")
            && self.incoming.option(option::RAPID_COMMIT, 0).is_some();
        if rapid {
            return self.rapid_commit(terms, range, address, &tags);
        }
        self.report(&tags);
        let mut writer = self.writer();
        writer.set_yiaddr(address);
        let seconds = self.lease_seconds(range);
        self.head(&mut writer, MessageType::OFFER, Some(range));
        writer.put(option::LEASE_TIME, &seconds.to_be_bytes());
        let terms = Terms {
            host_name: self.names.offered.clone(),
            range: Some(range),
            address,
            seconds: Some(seconds),
            ..terms
        };
        self.put_options(&mut writer, &terms);
        self.send(writer, false)
    }

    /// An ACK in place of the OFFER (RFC 4039).
    fn rapid_commit(
        &mut self,
        terms: Terms,
        range: usize,
        address: Ipv4Addr,
        tags: &Tags<'s>,
    ) -> Outcome {
        if let Some(old) = self.lease_address().filter(|old| *old != address) {
            self.state.leases.remove(old);
        }
        self.chain = vec![range];
        match self.claim(address, tags, false, false) {
            Err(why) => Outcome::silent(why),
            Ok(range) => self.acknowledge(terms, range, address, true),
        }
    }

    fn request(&mut self, terms: Terms, tags: &Tags<'s>, ignored: Option<Place>) -> Outcome {
        if ignored.is_some() {
            return Outcome::silent_at(ignored, "the client is ignored");
        }
        let mut refused = None;
        let mut selecting = false;
        let lease = self.lease_address();
        let authoritative = self.config.flags.contains("dhcp-authoritative");
        let address = match self.incoming.address(option::REQUESTED_ADDRESS) {
            Some(address) => {
                if let Some(server) = self.incoming.address(option::SERVER_IDENTIFIER) {
                    selecting = true;
                    match self.select_server(server) {
                        Ok(()) => {}
                        Err(()) if authoritative => {
                            refused = Some("wrong server-ID");
                            self.chain.clear();
                        }
                        Err(()) => return Outcome::silent("the client chose another server"),
                    }
                    if let Some(old) = lease.filter(|old| *old != address) {
                        self.state.leases.remove(old);
                    }
                } else {
                    if lease.is_none() && !authoritative {
                        return Outcome::silent("the client wants an address that is not known");
                    }
                    if lease.is_some_and(|lease| lease != address) {
                        refused = Some("wrong address");
                    }
                }
                address
            }
            None => {
                let unknown = match lease {
                    Some(lease) => lease != self.ciaddr,
                    None => !authoritative,
                };
                if unknown && !self.unicast {
                    return Outcome::silent("the client has its lease from another server");
                }
                if unknown {
                    refused = Some("lease not found");
                    self.unicast = false;
                }
                self.ciaddr
            }
        };
        let claimed = match refused {
            Some(why) => Err(why),
            None => self.claim(address, tags, selecting, true),
        };
        match claimed {
            Ok(range) => self.acknowledge(terms, range, address, false),
            Err(why) => self.refuse(why),
        }
    }

    /// Leaves the ranges where the server has the address that the client chose.
    fn select_server(&mut self, server: Ipv4Addr) -> Result<(), ()> {
        if let Some(wanted) = self.override_id {
            return if server == wanted { Ok(()) } else { Err(()) };
        }
        let local = |number: &usize| self.state.networks[*number].local == server;
        if let Some(at) = self.chain.iter().position(local) {
            self.chain.drain(..at);
            return Ok(());
        }
        if self
            .server
            .host
            .addresses()
            .any(|own| own.address == server)
        {
            self.override_id = Some(server);
            return Ok(());
        }
        Err(())
    }

    /// Checks that the client may have the address, and makes the lease.
    fn claim(
        &mut self,
        address: Ipv4Addr,
        tags: &Tags<'s>,
        selecting: bool,
        requested: bool,
    ) -> Result<usize, &'static str> {
        let wrong = if requested {
            "wrong network"
        } else {
            "no address available"
        };
        let Some(&first) = self.chain.first() else {
            self.unicast = false;
            return Err(wrong);
        };
        let host = self.host_entry();
        let wanted = host.and_then(|host| host.address);
        let router = self.state.networks[first].router;
        let in_use = wanted == Some(router);
        let Some(range) = self.server.narrow(self.state, &self.chain, address, tags) else {
            self.unicast = false;
            self.chain.clear();
            return Err(wrong);
        };
        self.chain = vec![range];
        let available = self
            .server
            .range_with(self.state, &[range], address, tags)
            .is_some();
        if !available && wanted != Some(address) {
            return Err("address not available");
        }
        let lease = self.lease_address();
        let declined = self
            .host
            .is_some_and(|host| self.state.declined.contains(&host));
        if let Some(wanted) = wanted.filter(|wanted| *wanted != address) {
            let free = !self.state.leases.contains(wanted) || lease == Some(wanted);
            if !in_use && !selecting && !declined && free {
                return Err("static lease available");
            }
        }
        let reserved = self.config.host_addresses.get(&address).copied();
        if reserved.is_some() && reserved != self.host {
            return Err("address reserved");
        }
        if lease.is_none()
            && let Some(other) = self.state.leases.get(address)
        {
            let same_host =
                host.is_some_and(|host| super::address::has_mac(host, &other.mac, other.htype));
            if !same_host {
                return Err("address in use");
            }
        }
        if self.unique_id().is_empty() {
            return Err("no unique-id");
        }
        let known = lease.is_some() || self.state.leases.contains(address);
        if !known && self.state.leases.allocate(address).is_none() {
            return Err("no leases left");
        }
        Ok(range)
    }

    fn acknowledge(
        &mut self,
        terms: Terms,
        range: usize,
        address: Ipv4Addr,
        rapid: bool,
    ) -> Outcome {
        let tags = self.tags_in_range(range);
        self.report(&tags);
        self.settle_final_name(address, &tags);
        let seconds = self.lease_seconds(range);
        self.store_lease(address, seconds);
        let mut writer = self.writer();
        writer.set_yiaddr(address);
        self.head(&mut writer, MessageType::ACK, Some(range));
        writer.put(option::LEASE_TIME, &seconds.to_be_bytes());
        if rapid {
            writer.put(option::RAPID_COMMIT, &[]);
        }
        let terms = Terms {
            host_name: self.names.host_name.clone(),
            range: Some(range),
            address,
            seconds: Some(seconds),
            ..terms
        };
        self.put_options(&mut writer, &terms);
        self.send(writer, false)
    }

    fn store_lease(&mut self, address: Ipv4Addr, seconds: u32) {
        let packet = self.incoming.packet;
        let override_id = self.override_id;
        let client_id = self.client_id.clone();
        let host_name = self.names.host_name.clone();
        let Some(lease) = self.state.leases.get_mut(address) else {
            return;
        };
        lease.htype = packet.htype();
        lease.mac = packet.chaddr().to_vec();
        if client_id.is_some() {
            lease.client_id = client_id;
        }
        if host_name.is_some() {
            lease.host_name = host_name;
        }
        lease.seconds = seconds;
        if override_id.is_some() {
            lease.override_id = override_id;
        } else {
            self.override_id = lease.override_id;
        }
    }

    fn refuse(&mut self, why: &'static str) -> Outcome {
        self.because(Field::Reply, None, why);
        let range = self.chain.first().copied();
        let giaddr = self.incoming.packet.giaddr();
        let near = range.is_some_and(|range| {
            let network = self.state.networks[range];
            super::network::same_net(network.local, self.ciaddr, network.netmask)
        });
        let nobody = Ipv4Addr::UNSPECIFIED;
        if !self.unicast || giaddr != nobody || self.ciaddr == nobody || near {
            self.flags |= BROADCAST_FLAG;
            self.ciaddr = nobody;
        }
        let mut writer = self.writer();
        writer.set_yiaddr(nobody);
        self.head(&mut writer, MessageType::NAK, range);
        let mut message = why.as_bytes().to_vec();
        if self.names.zero_ended {
            message.push(0);
        }
        writer.put(option::MESSAGE, &message);
        self.send(writer, false)
    }

    fn inform(&mut self, terms: Terms, tags: &Tags<'s>, ignored: Option<Place>) -> Outcome {
        if ignored.is_some() {
            return Outcome::silent_at(ignored, "the client is ignored");
        }
        if self.ciaddr == Ipv4Addr::UNSPECIFIED {
            return Outcome::silent("the client does not say which address it has");
        }
        let range = self
            .server
            .narrow(self.state, &self.chain, self.ciaddr, tags);
        let lease = self.lease_address().or_else(|| {
            let known = self.state.leases.get(self.ciaddr)?;
            if self.names.host_name.is_none() {
                self.names.host_name.clone_from(&known.host_name);
            }
            Some(self.ciaddr)
        });
        if self.names.host_name.is_none() {
            self.names.host_name = self.name_from_files(self.ciaddr);
        }
        let tags = range.map_or_else(|| tags.clone(), |range| self.tags_in_range(range));
        self.report(&tags);
        let lease = lease.and_then(|address| self.state.leases.get_mut(address));
        let mut remaining = None;
        if let Some(lease) = lease {
            match self.override_id {
                Some(id) => lease.override_id = Some(id),
                None => self.override_id = lease.override_id,
            }
            remaining = Some(lease.seconds);
        }
        let mut writer = self.writer();
        self.head(&mut writer, MessageType::ACK, range);
        if let Some(seconds) = remaining.filter(|_| terms.wants(option::LEASE_TIME)) {
            writer.put(option::LEASE_TIME, &seconds.to_be_bytes());
        }
        let terms = Terms {
            host_name: self.names.host_name.clone(),
            range,
            address: self.ciaddr,
            ..terms
        };
        self.put_options(&mut writer, &terms);
        self.send(writer, true)
    }

    fn decline(&mut self) -> Outcome {
        let chosen = self.incoming.address(option::SERVER_IDENTIFIER);
        let range = self.chain.first().copied();
        let declined = self.incoming.address(option::REQUESTED_ADDRESS);
        let (true, Some(address)) = (chosen == Some(self.server_id(range)), declined) else {
            return Outcome::silent("the client declines another server's address");
        };
        if self.lease_address() == Some(address) {
            self.state.leases.remove(address);
        }
        match self
            .host
            .filter(|host| self.config.hosts[*host].address == Some(address))
        {
            Some(host) => {
                self.state.declined.insert(host);
            }
            None => {
                for &number in &self.chain {
                    let network = &mut self.state.networks[number];
                    network.epoch = network.epoch.wrapping_add(1);
                }
            }
        }
        Outcome::silent("a DECLINE is not answered")
    }

    fn release(&mut self, tags: &Tags<'s>) -> Outcome {
        let range = self
            .server
            .narrow(self.state, &self.chain, self.ciaddr, tags);
        let chosen = self.incoming.address(option::SERVER_IDENTIFIER);
        let ours = range.is_some() && chosen == Some(self.server_id(range));
        if ours && self.lease_address() == Some(self.ciaddr) {
            self.state.leases.remove(self.ciaddr);
        }
        Outcome::silent("a RELEASE is not answered")
    }

    /// Message type and server identifier.
    pub(super) fn head(&self, writer: &mut Writer, kind: MessageType, range: Option<usize>) {
        writer.put(option::MESSAGE_TYPE, &[kind.0]);
        writer.put(option::SERVER_IDENTIFIER, &self.server_id(range).octets());
    }

    /// Lease time (`rfc2131.c: calc_time`).
    fn lease_seconds(&mut self, range: usize) -> u32 {
        let range = &self.config.ranges[range];
        let (given, place) = match self.host_entry().and_then(|host| host.lease_time) {
            Some(seconds) => (seconds, self.host_entry().and_then(|host| host.place)),
            None => (range.lease_time, Some(range.place)),
        };
        let asked = self.incoming.number32(option::LEASE_TIME);
        let asked = asked.map(|asked| asked.max(SHORTEST_LEASE));
        let shorter = |asked: &u32| given == u32::MAX || (*asked != u32::MAX && *asked < given);
        match asked.filter(shorter) {
            Some(asked) => {
                self.because(
                    Field::Option(option::LEASE_TIME),
                    None,
                    "the client asked for less",
                );
                asked
            }
            None => {
                self.because(
                    Field::Option(option::LEASE_TIME),
                    place,
                    "lease time of the line",
                );
                given
            }
        }
    }

    pub(super) fn send(&mut self, writer: Writer, inform: bool) -> Outcome {
        for code in &writer.left_out {
            let line = format!("cannot send DHCP/BOOTP option {code}: no space left in packet");
            self.warn(line);
        }
        Outcome::Reply {
            payload: writer.finish(),
            inform,
        }
    }
}
