//! `dhcp-option`, `dhcp-option-force` and `dhcp-match` (`option.c: parse_dhcp_opt`).

use super::value::{self, Value};
use super::{Outcome, Refusal, Scene, set_prefix, tag_prefix};
use crate::dnsmasq::config::{OptionEntry, Scope, Shape};
use crate::dnsmasq::option_table::{self, Kind};
use crate::dnsmasq::tag::TagId;
use crate::dnsmasq::text::{Text, atoi};

/// What an option is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dnsmasq) enum Purpose {
    /// To send it to clients that ask for it.
    Send,
    /// To send it to all clients.
    Force,
    /// To compare it with the client's.
    Match,
}

/// What comes before the value.
struct Head<'t> {
    code: u32,
    kind: Kind,
    six: bool,
    scope: Scope,
    /// The tags, with `set:`, `tag:` or nothing in front.
    tags: Vec<Text<'t>>,
    value: Option<Text<'t>>,
}

impl Scene<'_> {
    /// `[tag:TAG,][encap:N,|vendor:CLASS,|vi-encap:N,]NUMBER|option:NAME|option6:NUMBER[,VALUE]`.
    pub(in crate::dnsmasq) fn option(&mut self, text: Text<'_>, purpose: Purpose) -> Outcome {
        let mut head = read_head(text, purpose)?;
        let itself = head.scope == Scope::Itself;
        if head.six && matches!(head.scope, Scope::Encapsulated(_) | Scope::Vendor(_)) {
            return Err(Refusal::new("unsupported encapsulation for IPv6 option").at(text));
        }
        if head.kind.is_unknown() && (itself || head.six) {
            head.kind = option_table::by_code(head.code, head.six);
        }
        let given = value::Given {
            code: head.code,
            kind: head.kind,
            six: head.six,
            itself,
            matching: purpose == Purpose::Match,
        };
        let Value { bytes, shape } = match head.value {
            Some(value) => given.read(value)?,
            None => Value {
                bytes: Vec::new(),
                shape: Shape::Plain,
            },
        };
        let limit = match head.scope {
            _ if head.six => usize::from(u16::MAX),
            Scope::Vendor(_) | Scope::Encapsulated(_) => 253,
            Scope::Enterprise(_) => 250,
            Scope::Itself | Scope::Pxe => 255,
        };
        if bytes.len() > limit {
            let blamed = head.value.unwrap_or(text);
            return Err(Refusal::new("dhcp-option too long").at(blamed));
        }
        let (conditions, sets) = self.option_tags(&head, purpose, text)?;
        if head.six {
            return Ok(());
        }
        let entry = OptionEntry {
            code: head.code,
            value: bytes,
            shape,
            scope: head.scope,
            forced: purpose == Purpose::Force,
            conditions,
            sets,
            place: self.place,
        };
        match purpose {
            Purpose::Match => self.config.matches.push(entry),
            Purpose::Send | Purpose::Force => self.config.options.push(entry),
        }
        Ok(())
    }

    fn option_tags(
        &mut self,
        head: &Head<'_>,
        purpose: Purpose,
        text: Text<'_>,
    ) -> Result<(Vec<crate::dnsmasq::tag::Condition>, Option<TagId>), Refusal> {
        if purpose != Purpose::Match {
            let conditions = head
                .tags
                .iter()
                .map(|&tag| self.condition(without_prefix(tag)))
                .collect();
            return Ok((conditions, None));
        }
        match (head.tags.as_slice(), &head.scope) {
            (&[tag], Scope::Itself | Scope::Enterprise(_)) => {
                Ok((Vec::new(), Some(self.tag(without_prefix(tag)))))
            }
            _ => Err(Refusal::new("illegal dhcp-match")
                .at(text)
                .help("name exactly one tag to set, as in `dhcp-match=set:ipxe,175`")),
        }
    }
}

fn without_prefix(tag: Text<'_>) -> Text<'_> {
    tag_prefix(tag).unwrap_or_else(|| set_prefix(tag))
}

fn bad_option(text: Text<'_>) -> Refusal {
    Refusal::new("bad dhcp-option").at(text)
}

fn read_head(text: Text<'_>, purpose: Purpose) -> Result<Head<'_>, Refusal> {
    let mut head = Head {
        code: 0,
        kind: Kind::default(),
        six: false,
        scope: Scope::Itself,
        tags: Vec::new(),
        value: None,
    };
    let matching = purpose == Purpose::Match;
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (piece, after) = text.comma();
        rest = after;
        head.value = after;
        if piece.is_digits() {
            head.code = atoi(piece.chars()).cast_unsigned();
            return Ok(head);
        }
        if let Some(name) = piece.strip_prefix(b"option:") {
            (head.code, head.kind) = named(name, false, matching, piece)?;
            return Ok(head);
        }
        if let Some(name) = piece.strip_prefix(b"option6:") {
            head.six = true;
            if name.is_digits() {
                head.code = atoi(name.chars()).cast_unsigned();
            } else {
                (head.code, head.kind) = named(name, true, matching, piece)?;
            }
            return Ok(head);
        }
        if let Some(class) = piece.strip_prefix(b"vendor:") {
            if matching || matches!(head.scope, Scope::Encapsulated(_)) {
                return Err(Refusal::new("inappropriate vendor:").at(piece));
            }
            head.scope = Scope::Vendor(class.revealed());
        } else if let Some(number) = piece.strip_prefix(b"encap:") {
            if matching || matches!(head.scope, Scope::Vendor(_)) {
                return Err(Refusal::new("inappropriate encap:").at(piece));
            }
            head.scope = Scope::Encapsulated(atoi(number.chars()));
        } else if let Some(number) = piece.strip_prefix(b"vi-encap:") {
            head.scope = Scope::Enterprise(atoi(number.chars()));
            if matching {
                return Ok(head);
            }
        } else {
            head.tags.push(piece);
        }
    }
    Err(bad_option(text).help("no number and no `option:NAME` is there"))
}

/// The option `name`; those that the server sets by itself may only be matched.
fn named(
    name: Text<'_>,
    six: bool,
    matching: bool,
    piece: Text<'_>,
) -> Result<(u32, Kind), Refusal> {
    match option_table::by_name(name.chars(), six) {
        Some((_, kind)) if kind.internal && !matching => Err(bad_option(piece)
            .help("dnsmasq sets this option itself and does not let it be named here")),
        Some(found) => Ok(found),
        None => {
            let written = String::from_utf8_lossy(name.chars()).into_owned();
            let close = option_table::names()
                .filter(|_| !six)
                .min_by_key(|known| distance(known.as_bytes(), written.as_bytes()));
            let refusal = bad_option(piece);
            Err(
                match close.filter(|known| distance(known.as_bytes(), written.as_bytes()) <= 3) {
                    Some(close) => {
                        refusal.help(format!("there is no such option; `option:{close}` is one"))
                    }
                    None => refusal.help("there is no such option; its number will do"),
                },
            )
        }
    }
}

/// Number of single changes that make one word of the other.
pub(in crate::dnsmasq) fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, byte) in one.iter().enumerate().take(64) {
        let mut before = row[0];
        row[0] = at + 1;
        for (column, wanted) in other.iter().enumerate().take(64) {
            let changed = before + usize::from(byte != wanted);
            before = row[column + 1];
            row[column + 1] = changed.min(before + 1).min(row[column] + 1);
        }
    }
    row[other.len().min(64)] + other.len().saturating_sub(64)
}
