//! The boot file and the options of a reply (`rfc2131.c: do_options`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{BROADCAST_FLAG, option};

use super::answer::Exchange;
use super::option_choice::Chosen;
use super::packet::Writer;
use super::pxe::PxeClient;
use super::vendor::{Inner, vendor_options};
use crate::Field;
use crate::dnsmasq::config::{Boot, BootServer, OptionEntry, Scope, Shape};
use crate::dnsmasq::tag::Tags;

/// A server that listens on this port can be the client's name server.
const DNS_PORT: u16 = 53;

/// What a reply is made of.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// Option 55. Without it the client wants everything.
    pub(super) requested: Option<Vec<u8>>,
    pub(super) host_name: Option<Vec<u8>>,
    /// The range of the address. A reply to an INFORM may have none.
    pub(super) range: Option<usize>,
    pub(super) address: Ipv4Addr,
    /// Lease time. None for ever, and for replies without.
    pub(super) seconds: Option<u32>,
    pub(super) pxe: Option<PxeClient>,
    pub(super) vendor_class: Option<Vec<u8>>,
}

impl Terms {
    pub(super) fn of_client(exchange: &Exchange<'_>, pxe: Option<PxeClient>) -> Self {
        let incoming = exchange.incoming;
        let copy = |code| incoming.option(code, 0).map(<[u8]>::to_vec);
        let requested = copy(option::PARAMETER_REQUEST_LIST).map(|mut list| {
            let end = list.iter().position(|&code| code == option::END);
            list.truncate(end.unwrap_or(list.len()));
            list
        });
        let vendor_class = copy(option::VENDOR_CLASS).filter(|class| !class.is_empty());
        Self {
            requested,
            host_name: None,
            range: None,
            address: Ipv4Addr::UNSPECIFIED,
            seconds: None,
            pxe,
            vendor_class,
        }
    }

    /// Whether the client asks for an option.
    pub(super) fn wants(&self, code: u8) -> bool {
        self.requested
            .as_ref()
            .is_none_or(|list| list.contains(&code))
    }

    fn architecture(&self) -> Option<u16> {
        self.pxe.as_ref()?.architecture
    }
}

/// What is being put into a reply.
struct Reply<'r, 's> {
    writer: &'r mut Writer,
    terms: &'r Terms,
    chosen: Chosen<'s>,
    tags: Tags<'s>,
    /// Options that became header fields.
    done: Vec<u8>,
}

impl<'s> Exchange<'s> {
    /// Puts in everything but message type, server identifier and lease time.
    pub(super) fn put_options(&mut self, writer: &mut Writer, terms: &Terms) {
        let (chosen, tags) = self.choose_options(terms.range);
        self.force_broadcast(writer);
        if let Some(range) = terms.range {
            writer.set_siaddr(self.state.networks[range].local);
            self.because(Field::NextServer, None, "the server's own address");
        }
        let mut reply = Reply {
            writer,
            terms,
            chosen,
            tags,
            done: Vec::new(),
        };
        self.put_boot(&mut reply);
        let overload = terms.requested.is_some() && !self.config.flags.contains("dhcp-no-override");
        if overload {
            if reply.writer.has_free_field() {
                reply.writer.reserve(3);
            }
            self.put_rest(&mut reply);
        } else {
            let Reply {
                writer,
                terms,
                chosen,
                tags,
                done,
            } = reply;
            writer.without_overload(|writer| {
                self.put_rest(&mut Reply {
                    writer,
                    terms,
                    chosen,
                    tags,
                    done,
                });
            });
        }
    }

    /// `dhcp-broadcast`.
    fn force_broadcast(&mut self, writer: &mut Writer) {
        let mut lines = self.config.broadcast.iter().rev();
        let found = lines.find(|line| {
            line.conditions.is_empty() || self.tags.match_all(&line.conditions, false)
        });
        if let Some(line) = found {
            writer.set_flags(self.flags | BROADCAST_FLAG);
            self.because(Field::Flags, line.place, "the reply is to be broadcast");
        }
    }

    /// The `dhcp-boot` line that counts: the last one whose tags match, else the last one without tags
    /// (`rfc2131.c: find_boot`).
    pub(super) fn find_boot(&self, tags: &Tags<'s>) -> Option<&'s Boot> {
        let lines = || self.config.boots.iter().rev();
        lines()
            .find(|boot| tags.match_all(&boot.conditions, false))
            .or_else(|| lines().find(|boot| tags.match_all(&boot.conditions, true)))
    }

    fn put_boot(&mut self, reply: &mut Reply<'_, 's>) {
        let Some(boot) = self.find_boot(&reply.tags) else {
            self.put_boot_options(reply);
            return;
        };
        let as_options = !self.config.flags.contains("dhcp-no-override");
        let asked = |code| as_options && reply.terms.requested.is_some() && reply.terms.wants(code);
        let why = if boot.conditions.is_empty() {
            "last dhcp-boot line, none with matching tags"
        } else {
            "last dhcp-boot line whose tags match"
        };
        if let Some(name) = &boot.server_name {
            if asked(option::TFTP_SERVER_NAME) {
                reply.writer.put(option::TFTP_SERVER_NAME, &with_zero(name));
                self.because(Field::Option(option::TFTP_SERVER_NAME), boot.place, why);
            } else {
                reply.writer.set_sname(name);
                self.because(Field::ServerName, boot.place, why);
            }
        }
        if let Some(file) = &boot.file {
            if asked(option::BOOTFILE_NAME) {
                reply.writer.put(option::BOOTFILE_NAME, &with_zero(file));
                self.because(Field::Option(option::BOOTFILE_NAME), boot.place, why);
            } else {
                reply.writer.set_file(file);
                self.because(Field::BootFile, boot.place, why);
            }
        }
        if let Some(server) = self.boot_server(boot) {
            reply.writer.set_siaddr(server);
            self.because(
                Field::NextServer,
                boot.place,
                "server address of the dhcp-boot line",
            );
        }
    }

    /// The server address of a `dhcp-boot` line; zero if it is a name that nobody knows.
    pub(super) fn boot_server(&mut self, boot: &Boot) -> Option<Ipv4Addr> {
        match boot.server.as_ref()? {
            BootServer::Address(address) => {
                Some(*address).filter(|address| *address != Ipv4Addr::UNSPECIFIED)
            }
            BootServer::Name(name) => Some(self.look_up(name)),
        }
    }

    /// Without `dhcp-boot`, options 67 and 66 fill the header fields of clients that do not ask for them, and
    /// `option:server-ip-address` is the next server.
    fn put_boot_options(&mut self, reply: &mut Reply<'_, 's>) {
        let unasked = |reply: &Reply<'_, 's>, code| {
            let listed = reply
                .terms
                .requested
                .as_ref()
                .is_some_and(|list| list.contains(&code));
            let found = reply.chosen.get(code).filter(|option| !option.forced);
            found.filter(|_| !listed)
        };
        if let Some(line) = unasked(reply, option::BOOTFILE_NAME) {
            reply.writer.set_file(&line.value);
            reply.done.push(option::BOOTFILE_NAME);
            self.because(
                Field::BootFile,
                line.place,
                "the client does not ask for option 67",
            );
        }
        if let Some(line) = unasked(reply, option::TFTP_SERVER_NAME) {
            reply.writer.set_sname(&line.value);
            reply.done.push(option::TFTP_SERVER_NAME);
            self.because(
                Field::ServerName,
                line.place,
                "the client does not ask for option 66",
            );
        }
        if let Some(line) = reply.chosen.get(option::END)
            && let Some(octets) = line.value.first_chunk::<4>()
        {
            reply.writer.set_siaddr(Ipv4Addr::from(*octets));
            self.because(Field::NextServer, line.place, "server-ip-address");
        }
    }

    fn put_rest(&mut self, reply: &mut Reply<'_, 's>) {
        if let Some(subnet) = self.subnet {
            reply.writer.put(option::SUBNET_SELECTION, &subnet.octets());
        }
        put_times(reply);
        self.put_defaults(reply);
        self.put_names(reply);
        let sent_class = self.put_chosen(reply);
        self.put_encapsulated(reply);
        self.put_vendor(reply, sent_class);
    }

    /// What dnsmasq sends by itself unless a line says otherwise.
    fn put_defaults(&mut self, reply: &mut Reply<'_, 's>) {
        let Some(range) = reply.terms.range else {
            return;
        };
        let network = self.state.networks[range];
        let place = self.config.ranges[range].place;
        let unset = Ipv4Addr::UNSPECIFIED;
        let dns = self.config.dns_port == DNS_PORT;
        let defaults = [
            (option::SUBNET_MASK, network.netmask, true),
            (
                option::BROADCAST_ADDRESS,
                network.broadcast,
                network.broadcast != unset,
            ),
            (
                option::ROUTERS,
                network.router,
                network.router != unset && reply.terms.wants(option::ROUTERS),
            ),
            (
                option::DOMAIN_NAME_SERVERS,
                network.local,
                dns && reply.terms.wants(option::DOMAIN_NAME_SERVERS),
            ),
        ];
        for (code, address, applies) in defaults {
            if applies && reply.chosen.get(code).is_none() {
                reply.writer.put(code, &address.octets());
                self.because(
                    Field::Option(code),
                    place,
                    "default for the range's network",
                );
            }
        }
    }

    /// Domain name, host name and option 81.
    fn put_names(&mut self, reply: &mut Reply<'_, 's>) {
        let zero = self.names.zero_ended;
        let ended = |text: &[u8]| {
            let zero = zero && text.len() != 255;
            [text, if zero { &[0][..] } else { &[] }].concat()
        };
        let domain = self.domain(reply.terms.address);
        if let Some((name, place)) = &domain {
            let code = option::DOMAIN_NAME;
            if reply.terms.wants(code) && reply.chosen.get(code).is_none() {
                reply.writer.put(code, &ended(name));
                self.because(Field::Option(code), *place, "the domain of the address");
            }
        }
        let Some(host_name) = reply.terms.host_name.clone() else {
            return;
        };
        let code = option::HOST_NAME;
        if reply.terms.wants(code) && reply.chosen.get(code).is_none() {
            reply.writer.put(code, &ended(&host_name));
            let place = self.host_entry().and_then(|host| host.place);
            self.because(Field::Option(code), place, "the client's name");
        }
        if self.names.fqdn_flags != 0 {
            let domain = domain.map(|(name, _)| name);
            let data = fqdn(self.names.fqdn_flags, &host_name, domain.as_deref(), zero);
            reply.writer.put(option::CLIENT_FQDN, &data);
        }
    }

    /// The lines that count and that the client asks for, or that are forced. Returns the vendor class that was
    /// sent.
    fn put_chosen(&mut self, reply: &mut Reply<'_, 's>) -> Option<Vec<u8>> {
        let mut sent_class = None;
        for line in reply.chosen.in_order() {
            let asked = u8::try_from(line.code).is_ok_and(|code| reply.terms.wants(code));
            let asked = asked || reply.terms.requested.is_none();
            if !line.forced && !asked || !may_be_sent(line, reply) {
                continue;
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "dnsmasq writes the lower byte"
            )]
            let code = line.code as u8;
            let named = matches!(code, option::TFTP_SERVER_NAME | option::BOOTFILE_NAME);
            let data = self.data(line, reply.terms.range, named || self.names.zero_ended);
            let put = reply.writer.put(code, &data);
            let why = if line.forced {
                "forced"
            } else {
                "the client asks for it"
            };
            self.because(Field::Option(code), line.place, why);
            if put && code == option::VENDOR_CLASS {
                sent_class = Some(data);
            }
        }
        sent_class
    }

    /// The data of a line (`rfc2131.c: do_opt`): 0.0.0.0 is the server, text may get a final zero.
    fn data(&self, line: &OptionEntry, range: Option<usize>, zero: bool) -> Vec<u8> {
        let mut data = line.value.clone();
        match (line.shape, range) {
            (Shape::Addresses, Some(range)) => {
                let local = self.state.networks[range].local.octets();
                for octets in data.chunks_exact_mut(4).filter(|octets| **octets == [0; 4]) {
                    octets.copy_from_slice(&local);
                }
            }
            (Shape::Text, _) if zero && data.len() != 255 => data.push(0),
            _ => {}
        }
        data
    }

    /// `encap:` and `vi-encap:` lines, those for the same outer option together.
    fn put_encapsulated(&mut self, reply: &mut Reply<'_, 's>) {
        let mut done: Vec<&Scope> = Vec::new();
        for first in self.config.options.iter().rev() {
            let outer = match first.scope {
                Scope::Encapsulated(code) => code,
                Scope::Enterprise(_) => i32::from(option::VIVSO),
                _ => continue,
            };
            if done.contains(&&first.scope) {
                continue;
            }
            done.push(&first.scope);
            let asked = match u8::try_from(outer) {
                Ok(code) => reply.terms.wants(code),
                Err(_) => reply.terms.requested.is_none(),
            };
            let lines = self.config.options.iter().rev().filter(|line| {
                line.scope == first.scope
                    && reply.tags.match_all(&line.conditions, true)
                    && (line.forced || asked)
            });
            let zero = self.names.zero_ended && matches!(first.scope, Scope::Encapsulated(_));
            let inner: Vec<Inner> = lines
                .map(|line| Inner::of(line, self.data(line, None, zero)))
                .collect();
            if inner.is_empty() {
                continue;
            }
            match first.scope {
                Scope::Enterprise(number) => self.put_enterprise(reply, number, &inner),
                _ => {
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "the lower byte is written"
                    )]
                    #[expect(clippy::cast_sign_loss, reason = "the lower byte is written")]
                    let code = outer as u8;
                    self.put_inside(reply.writer, code, &inner);
                }
            }
        }
    }

    fn put_enterprise(&mut self, reply: &mut Reply<'_, 's>, number: i32, inner: &[Inner]) {
        let mut list = Vec::new();
        for option in inner {
            list.push(option.code);
            list.push(u8::try_from(option.data.len() & 0xff).expect("masked to a byte"));
            list.extend_from_slice(&option.data);
            let field = Field::Suboption(option::VIVSO, option.code);
            self.because(field, option.place, "put into the vendor's option");
        }
        let Some(length) = u8::try_from(list.len())
            .ok()
            .filter(|length| *length <= 250)
        else {
            self.warn(format!(
                "cannot send RFC3925 option: too many options for enterprise number {number}"
            ));
            return;
        };
        let mut data = number.to_be_bytes().to_vec();
        data.push(length);
        data.extend(list);
        reply.writer.put(option::VIVSO, &data);
    }

    /// Option 43, with what makes a PXE menu, and option 60 with it.
    fn put_vendor(&mut self, reply: &mut Reply<'_, 's>, sent_class: Option<Vec<u8>>) {
        let class = sent_class
            .as_deref()
            .or(reply.terms.vendor_class.as_deref());
        let mut lines = vendor_options(self.config, class);
        let forced = Self::prune(&mut lines, &reply.tags);
        let zero = self.names.zero_ended;
        let mut inner: Vec<Inner> = lines
            .iter()
            .map(|line| Inner::of(line, self.data(line, None, zero)))
            .collect();
        if let (Some(range), Some(_)) = (reply.terms.range, reply.terms.architecture()) {
            let pxe = reply.terms.pxe.clone().expect("it has an architecture");
            self.put_pxe(reply.writer, &pxe);
            let local = self.state.networks[range].local;
            if !self.is_single_service(&pxe, &reply.tags) {
                inner = self.menu(&pxe, &reply.tags, local, inner);
            }
        }
        let wanted = forced || reply.terms.wants(option::VENDOR_ENCAPSULATED);
        if wanted
            && self.put_inside(reply.writer, option::VENDOR_ENCAPSULATED, &inner)
            && reply.terms.architecture().is_none()
            && sent_class.is_none()
            && let Some(class) = &reply.terms.vendor_class
        {
            reply.writer.put(option::VENDOR_CLASS, class);
            self.because(
                Field::Option(option::VENDOR_CLASS),
                None,
                "the client's own, echoed",
            );
        }
    }
}

/// T1 and T2: half and seven eighths of the lease time, unless lines say otherwise.
fn put_times(reply: &mut Reply<'_, '_>) {
    let Some(seconds) = reply.terms.seconds.filter(|seconds| *seconds != u32::MAX) else {
        return;
    };
    let given = |code| {
        let octets = reply.chosen.get(code)?.value.first_chunk::<4>()?;
        let time = u32::from_be_bytes(*octets);
        (time < seconds && time > 2).then_some(time)
    };
    let mut renewal = given(option::RENEWAL_TIME).unwrap_or(seconds / 2);
    let rebinding = given(option::REBINDING_TIME).unwrap_or_else(|| seconds.wrapping_mul(7) / 8);
    if rebinding <= renewal {
        renewal = rebinding.wrapping_sub(1);
    }
    reply
        .writer
        .put(option::RENEWAL_TIME, &renewal.to_be_bytes());
    reply
        .writer
        .put(option::REBINDING_TIME, &rebinding.to_be_bytes());
}

/// Whether a line's option is not set by the server itself and not switched off by having no value.
fn may_be_sent(line: &OptionEntry, reply: &Reply<'_, '_>) -> bool {
    let Ok(code) = u8::try_from(line.code) else {
        return true;
    };
    match code {
        option::PAD
        | option::END
        | option::OVERLOAD
        | option::MAX_MESSAGE_SIZE
        | option::CLIENT_FQDN
        | option::RENEWAL_TIME
        | option::REBINDING_TIME => false,
        option::TFTP_SERVER_NAME | option::BOOTFILE_NAME if reply.done.contains(&code) => false,
        option::SUBNET_MASK
        | option::BROADCAST_ADDRESS
        | option::ROUTERS
        | option::DOMAIN_NAME_SERVERS
        | option::DOMAIN_NAME
        | option::HOST_NAME
            if line.value.is_empty() =>
        {
            false
        }
        option::VENDOR_CLASS => reply.terms.architecture().is_none(),
        _ => true,
    }
}

/// Text with a zero at its end.
fn with_zero(text: &[u8]) -> Vec<u8> {
    let mut data = text.to_vec();
    if data.len() != 255 {
        data.push(0);
    }
    data
}

/// Data of option 81.
fn fqdn(flags: u8, host_name: &[u8], domain: Option<&[u8]>, zero: bool) -> Vec<u8> {
    let mut data = vec![flags & 0x0f, 255, 255];
    if flags & 4 != 0 {
        let labels = |data: &mut Vec<u8>, name: &[u8]| {
            for label in name
                .split(|&byte| byte == b'.')
                .filter(|label| !label.is_empty())
            {
                data.push(u8::try_from(label.len().min(63)).expect("at most 63"));
                data.extend_from_slice(&label[..label.len().min(63)]);
            }
        };
        labels(&mut data, host_name);
        if let Some(domain) = domain {
            labels(&mut data, domain);
            data.push(0);
        }
        return data;
    }
    data.extend_from_slice(host_name);
    if let Some(domain) = domain {
        data.push(b'.');
        data.extend_from_slice(domain);
    }
    if zero {
        data.push(0);
    }
    data
}
