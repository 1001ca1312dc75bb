//! Saying which statements decided an answer.

use std::borrow::Cow;

use super::encode::Written;
use super::reply::Header;
use super::session::Session;
use crate::dhcpd::model::{GroupId, ScopeKind};
use crate::dhcpd::options::{Options, SpaceId, encapsulated_space};
use crate::dhcpd::state::Entry;
use crate::{Field, Reason};

impl Session<'_> {
    /// Says where the fields and options of an answer come from.
    pub(super) fn tell(&mut self, header: &Header, written: &Written) {
        let fields = [
            (Field::BootFile, 15, !header.file.is_empty()),
            (Field::ServerName, 16, !header.server_name.is_empty()),
            (Field::NextServer, 17, !header.next_server.is_unspecified()),
            (Field::Flags, 22, header.flags != self.flags()),
        ];
        let mut reasons = Vec::new();
        for (field, code, is_set) in fields {
            if !is_set {
                continue;
            }
            match self.evaluator.reply.get(Options::SERVER, code) {
                Some(entry) => self.tell_entry(field, entry, &mut reasons),
                None => reasons.push(Reason {
                    field,
                    place: None,
                    why: "taken from the request".into(),
                }),
            }
        }
        for &code in &written.codes {
            let Ok(number) = u8::try_from(code) else {
                continue;
            };
            match self.evaluator.reply.get(Options::DHCP, code) {
                Some(entry) => self.tell_entry(Field::Option(number), entry, &mut reasons),
                None => self.tell_suboptions(number, &mut reasons),
            }
        }
        self.reasons.append(&mut reasons);
    }

    /// The options inside an option that nothing sets itself.
    fn tell_suboptions(&self, outer: u8, reasons: &mut Vec<Reason>) {
        let Some(space) = self.inner_space(outer) else {
            return;
        };
        for entry in self.evaluator.reply.listed(&self.config.options, space) {
            if let Ok(inner) = u8::try_from(entry.code) {
                self.tell_entry(Field::Suboption(outer, inner), entry, reasons);
            }
        }
    }

    fn inner_space(&self, code: u8) -> Option<SpaceId> {
        let options = &self.config.options;
        let option = options.find_code(Options::DHCP, u32::from(code))?;
        match encapsulated_space(&options.definition(option).format)? {
            b"" => None,
            name => options.find_space(name),
        }
    }

    fn tell_entry(&self, field: Field, entry: &Entry, reasons: &mut Vec<Reason>) {
        if entry.origins.is_empty() {
            let why = match field {
                Field::Option(53) => "type of the message",
                Field::Option(51) => "time of the lease",
                Field::Option(54) => "address of the server",
                _ => "the server's own rule",
            };
            reasons.push(Reason {
                field,
                place: None,
                why: why.into(),
            });
        }
        for origin in &entry.origins {
            let why = match origin.group {
                Some(group) => self.scope_of(group),
                None => Self::own_rule(field),
            };
            reasons.push(Reason {
                field,
                place: Some(origin.place),
                why,
            });
        }
    }

    /// Why a place counts that sets nothing by itself.
    const fn own_rule(field: Field) -> Cow<'static, str> {
        Cow::Borrowed(match field {
            Field::Option(1) => "mask of the subnet",
            Field::Option(12) => "name of the host declaration",
            _ => "follows from this declaration",
        })
    }

    fn scope_of(&self, group: GroupId) -> Cow<'static, str> {
        let group = self.config.group(group);
        let name = String::from_utf8_lossy(&group.name);
        let what = match group.kind {
            ScopeKind::Global => return "set for everybody".into(),
            ScopeKind::Group => "group",
            ScopeKind::Network => "shared network",
            ScopeKind::Subnet => "subnet",
            ScopeKind::Pool => "pool",
            ScopeKind::Class => "class",
            ScopeKind::Host => "host",
        };
        if name.is_empty() {
            format!("set in the {what}").into()
        } else {
            format!("set in the {what} {name}").into()
        }
    }
}
