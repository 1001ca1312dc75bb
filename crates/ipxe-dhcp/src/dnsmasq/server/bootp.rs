//! BOOTP requests, which have no message type (`rfc2131.c: dhcp_reply`).

use super::answer::{Exchange, Outcome};
use super::options::Terms;
use crate::dnsmasq::config::RangeKind;

impl Exchange<'_> {
    pub(super) fn bootp(&mut self) -> Outcome {
        let packet = self.incoming.packet;
        let proxy = self.config.ranges[self.chain[0]].kind == RangeKind::Proxy;
        if packet.htype() == 0 || packet.hlen() == 0 || proxy {
            return Outcome::silent("there is no answer to such a BOOTP request");
        }
        let host = self.host_entry();
        if let Some(host) = host {
            for &tag in host.sets.iter().rev() {
                self.tags.set(tag, host.place);
            }
        }
        let file = packet.file();
        let file = file.split(|&byte| byte == 0).next().unwrap_or_default();
        if !file.is_empty() {
            self.tags.set_named(file);
        }
        self.tags.set_named(b"bootp");
        let tags = self.with_tag_if(&self.tags);
        let ignored = self.config.ignore.iter().rev();
        let ignored = ignored
            .into_iter()
            .find(|line| tags.match_all(&line.conditions, false));
        let ignored = ignored.map(|line| line.place);
        let disabled = host.filter(|host| host.ignored).and_then(|host| host.place);
        if let Some(place) = ignored.or(disabled) {
            return Outcome::silent_at(Some(place), "the client is ignored");
        }
        let declared = host.and_then(|host| host.address);
        let leased = self
            .state
            .leases
            .of_client(packet.htype(), packet.chaddr(), None);
        let leased = leased.filter(|leased| {
            self.server
                .range_with(self.state, &self.chain, *leased, &tags)
                .is_some()
        });
        let address = match declared.or(leased) {
            Some(address) => address,
            None => match self.choose_address(&tags) {
                Some(address) => address,
                None => return Outcome::silent("no address available"),
            },
        };
        if let Some(other) = declared.and_then(|address| self.state.leases.get(address))
            && (other.mac != packet.chaddr() || other.htype != packet.htype())
        {
            return Outcome::silent("address in use");
        }
        let narrowed = self
            .server
            .narrow(self.state, &self.chain, address, &self.tags);
        let Some(range) = narrowed else {
            return Outcome::silent("wrong network");
        };
        let tags = self.tags_in_range(range);
        self.report(&tags);
        let mut dynamic = self.config.bootp_dynamic.iter().rev();
        let allowed = dynamic
            .any(|line| line.conditions.is_empty() || tags.match_all(&line.conditions, false));
        if declared.is_none() && !allowed {
            return Outcome::silent("no address configured: bootp-dynamic is not given");
        }
        let seconds = host.and_then(|host| host.lease_time).unwrap_or(u32::MAX);
        if !self.state.leases.contains(address) && self.state.leases.allocate(address).is_none() {
            return Outcome::silent("no leases left");
        }
        let name = host.and_then(|host| host.name.clone());
        if let Some(lease) = self.state.leases.get_mut(address) {
            lease.htype = packet.htype();
            lease.mac = packet.chaddr().to_vec();
            lease.seconds = seconds;
            lease.host_name.clone_from(&name);
        }
        let mut writer = self.bootp_writer();
        writer.set_yiaddr(address);
        let terms = Terms {
            host_name: name,
            range: Some(range),
            address,
            ..Terms::of_client(self, None)
        };
        let terms = Terms {
            requested: None,
            ..terms
        };
        self.put_options(&mut writer, &terms);
        self.send(writer, false)
    }
}
