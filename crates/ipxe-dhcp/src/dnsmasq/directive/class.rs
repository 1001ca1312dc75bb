//! Words that set tags, and lists of tags.

use super::{Outcome, Refusal, Scene, error, set_prefix, tag_prefix};
use crate::dnsmasq::config::{ClassMatch, MacMatch, NameMatch, Subject, TagIf, TagList};
use crate::dnsmasq::text::{Text, parse_hex};

impl Scene<'_> {
    /// `set:TAG,CLASS` or `set:TAG,enterprise:N,CLASS`.
    pub(super) fn class(&mut self, word: &str, text: Text<'_>) -> Outcome {
        let subject = match word {
            "dhcp-userclass" => Subject::UserClass,
            "dhcp-circuitid" => Subject::CircuitId,
            "dhcp-remoteid" => Subject::RemoteId,
            "dhcp-subscrid" => Subject::SubscriberId,
            _ => Subject::VendorClass,
        };
        let (tag, Some(class)) = text.comma() else {
            return Err(error()
                .at(text)
                .help("a tag, a comma and what to look for are needed"));
        };
        let (first, second) = class.comma();
        let class = match second {
            None => first,
            Some(second)
                if subject == Subject::VendorClass
                    && first.strip_prefix(b"enterprise:").is_some() =>
            {
                second
            }
            Some(_) => return Err(error().at(class).help("quotes keep a comma in the text")),
        };
        let agent = !matches!(subject, Subject::VendorClass | Subject::UserClass);
        let sets = self.tag(set_prefix(tag));
        let data = agent.then(|| hex_bytes(class.chars())).flatten();
        self.config.class_matches.push(ClassMatch {
            subject,
            data: data.unwrap_or_else(|| class.revealed()),
            sets,
            place: self.place,
        });
        Ok(())
    }

    /// `set:TAG,MAC`.
    pub(super) fn mac(&mut self, text: Text<'_>) -> Outcome {
        let (tag, Some(mac)) = text.comma() else {
            return Err(error()
                .at(text)
                .help("a tag, a comma and a hardware address are needed"));
        };
        let mac = parse_hex(&mac.revealed(), 16, true).ok_or_else(|| error().at(mac))?;
        let sets = self.tag(set_prefix(tag));
        self.config.mac_matches.push(MacMatch {
            mac,
            sets,
            place: self.place,
        });
        Ok(())
    }

    /// `set:TAG,NAME[*]`.
    pub(super) fn name_match(&mut self, text: Text<'_>) -> Outcome {
        let (tag, Some(name)) = text.comma() else {
            return Err(error().at(text));
        };
        if name.is_empty() {
            return Err(error().at(text));
        }
        let prefix = name.last() == Some(b'*');
        let name = if prefix {
            name.to(name.len() - 1)
        } else {
            name
        };
        let sets = self.tag(set_prefix(tag));
        self.config.name_matches.push(NameMatch {
            name: name.revealed(),
            prefix,
            sets,
            place: self.place,
        });
        Ok(())
    }

    /// `set:TAG,...,tag:TAG,...`.
    pub(super) fn tag_if(&mut self, text: Text<'_>) -> Outcome {
        let bad = |text| Refusal::new("bad tag-if").at(text);
        let mut sets = Vec::new();
        let mut conditions = Vec::new();
        for piece in text.pieces() {
            if piece.len() < 5 {
                return Err(bad(piece));
            } else if let Some(name) = piece.strip_prefix(b"set:") {
                sets.push(self.tag(name));
            } else if let Some(name) = piece.strip_prefix(b"tag:") {
                conditions.push(self.condition(name));
            } else {
                return Err(bad(piece).help("each part must begin with `set:` or `tag:`"));
            }
        }
        if sets.is_empty() {
            return Err(bad(text).help("no tag is set"));
        }
        self.config.tag_ifs.push(TagIf {
            sets,
            conditions,
            place: self.place,
        });
        Ok(())
    }

    /// Tags, with or without `tag:` in front.
    pub(super) fn tag_list(&mut self, word: &str, text: Option<Text<'_>>) -> Outcome {
        let mut conditions = Vec::new();
        for piece in text.into_iter().flat_map(Text::pieces) {
            conditions.push(self.condition(tag_prefix(piece).unwrap_or(piece)));
        }
        let list = TagList {
            conditions,
            place: self.place,
        };
        let config = &mut *self.config;
        match word {
            "dhcp-ignore" => &mut config.ignore,
            "dhcp-ignore-names" => &mut config.ignore_names,
            "dhcp-broadcast" => &mut config.broadcast,
            "bootp-dynamic" => &mut config.bootp_dynamic,
            _ => &mut config.generate_names,
        }
        .push(list);
        Ok(())
    }
}

/// Bytes of `01:02`; none where something else, or no colon, is there.
fn hex_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let hex = text
        .iter()
        .all(|byte| byte.is_ascii_hexdigit() || *byte == b':');
    let both = text.contains(&b':') && text.iter().any(u8::is_ascii_hexdigit);
    (hex && both).then(|| parse_hex(text, text.len(), false).unwrap_or_default().bytes)
}
