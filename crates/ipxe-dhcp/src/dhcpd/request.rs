//! Reading the options of a request, as the daemon does (`common/options.c: parse_options`).

use super::eval::{Evaluator, Raw};
use super::model::Config;
use super::options::{
    Kind, OptionId, Options, SpaceId, encapsulated_space, has_text, length_before_text,
};
use super::state::{Entry, OptionState, OptionValue};

/// What precedes options.
const COOKIE: [u8; 4] = [99, 130, 83, 99];

/// Length of the fixed part.
pub(super) const FIXED: usize = 236;

/// How deep options may be inside each other.
const MAX_NESTING: u32 = 8;

/// A request with its options.
#[derive(Clone, Debug)]
pub(super) struct Request<'p> {
    pub(super) raw: Raw<'p>,
    pub(super) options: OptionState,
    /// Whether there was a magic cookie.
    pub(super) options_valid: bool,
    /// Type of the DHCP message; 0 for BOOTP.
    pub(super) kind: u8,
}

/// A list of options leads beyond its end.
struct Malformed;

/// Reads options into a state.
struct Reader<'s> {
    config: &'s Config,
    options: OptionState,
    depth: u32,
}

impl<'p> Request<'p> {
    /// None where the daemon drops the packet.
    pub(super) fn read(config: &Config, bytes: &'p [u8]) -> Option<Self> {
        let hlen = *bytes.get(2)?;
        if bytes.len() < FIXED || hlen > 16 {
            return None;
        }
        let raw = Raw { bytes, hlen };
        let mut reader = Reader {
            config,
            options: OptionState::default(),
            depth: 0,
        };
        let valid = bytes[FIXED..].starts_with(&COOKIE);
        if valid && reader.all(bytes).is_err() {
            return None;
        }
        let options = reader.options;
        let kind = options
            .get(Options::DHCP, 53)
            .and_then(|entry| match &entry.value {
                OptionValue::Bytes(bytes) => bytes.first().copied(),
                _ => None,
            });
        let kind = if valid { kind.unwrap_or(0) } else { 0 };
        Some(Self {
            raw,
            options,
            options_valid: valid,
            kind,
        })
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

impl Reader<'_> {
    fn all(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        self.list(&bytes[FIXED + 4..], Options::DHCP)?;
        let overload = self
            .options
            .get(Options::DHCP, 52)
            .and_then(|entry| match &entry.value {
                OptionValue::Bytes(bytes) => bytes.first().copied(),
                _ => None,
            });
        let overload = overload.unwrap_or(0);
        if overload & 1 != 0 {
            self.list(&bytes[108..FIXED], Options::DHCP)?;
        }
        if overload & 2 != 0 {
            self.list(&bytes[44..108], Options::DHCP)?;
        }
        Ok(())
    }

    /// `options.c: parse_option_buffer`.
    fn list(&mut self, bytes: &[u8], space: SpaceId) -> Result<(), Malformed> {
        let found = self.config.options.space(space);
        let (tag, length_size, end, joins) =
            (found.tag_size, found.length_size, found.end, found.joins);
        let mut at = 0;
        while at + tag <= bytes.len() {
            let code = number(&bytes[at..at + tag]);
            if code == end {
                break;
            }
            at += tag;
            if code == 0 {
                continue;
            }
            let length = if length_size == 0 {
                bytes.len() - tag
            } else {
                let field = bytes.get(at..at + length_size).ok_or(Malformed)?;
                usize::try_from(number(field)).map_err(|_| Malformed)?
            };
            at += length_size;
            let data = bytes.get(at..at + length).ok_or(Malformed)?;
            at += length;
            let option = self.config.options.find_code(space, code);
            if let Some(option) = option {
                self.encapsulated(option, data, b"");
            }
            if space == Options::DHCP && code == 12 && data.is_empty() {
                continue;
            }
            match self.options.get_mut(space, code) {
                Some(entry) if joins => {
                    if let OptionValue::Bytes(known) = &mut entry.value {
                        known.extend_from_slice(data);
                    }
                }
                // Of repeated options of other spaces the first one counts.
                Some(_) => {}
                None => self.save(space, code, option, data),
            }
        }
        Ok(())
    }

    /// `options.c: prepare_option_buffer`: text loses the zeros at its end.
    fn save(&mut self, space: SpaceId, code: u32, option: Option<OptionId>, data: &[u8]) {
        let mut data = data;
        let mut had_nulls = false;
        if let Some(option) = option {
            let format = &self.config.options.definition(option).format;
            if has_text(format) {
                let least = length_before_text(format);
                while data.len() > least && data.last() == Some(&0) {
                    data = &data[..data.len() - 1];
                    had_nulls = true;
                }
            }
        }
        let value = OptionValue::Bytes(data.to_vec());
        self.options.save(
            space,
            Entry {
                code,
                option,
                value,
                had_nulls,
                origins: Vec::new(),
            },
        );
    }

    /// `options.c: parse_encapsulated_suboptions`. What is read before a mistake stays.
    fn encapsulated(&mut self, option: OptionId, data: &[u8], vendor: &[u8]) {
        let options = &self.config.options;
        let format = &options.definition(option).format;
        if !matches!(format.first(), Some(b'E' | b'e')) || !format.ends_with(b".") {
            return;
        }
        let name = match encapsulated_space(format) {
            Some(b"") => vendor,
            Some(name) => name,
            None => return,
        };
        let Some(space) = options.find_first_space(name) else {
            return;
        };
        if !options.space(space).decodes || self.depth >= MAX_NESTING {
            return;
        }
        if options.space(space).kind == Kind::Fqdn {
            self.fqdn(data);
            return;
        }
        self.depth += 1;
        let _ = self.list(data, space);
        self.depth -= 1;
    }

    /// `options.c: fqdn_universe_decode`: the fields of option 81 as if they were options.
    fn fqdn(&mut self, data: &[u8]) {
        let [flags, rcode1, rcode2, name @ ..] = data else {
            return;
        };
        let encoded = flags & 4 != 0;
        let mut name = name.to_vec();
        let mut no_client_update = u8::from(flags & 2 != 0);
        let mut set = |code: u32, data: &[u8]| {
            let option = self.config.options.find_code(Options::FQDN, code);
            self.save(Options::FQDN, code, option, data);
        };
        set(3, &[u8::from(encoded)]);
        let host_length;
        if encoded {
            let Some((text, first)) = dotted(&name) else {
                return;
            };
            name = text;
            host_length = first;
        } else {
            if name.last() == Some(&0) {
                name.pop();
                no_client_update = 1;
            }
            host_length = name
                .iter()
                .position(|byte| *byte == b'.')
                .unwrap_or(name.len());
        }
        if host_length > 0 {
            set(6, &name[..host_length]);
        }
        if encoded && name.len() > host_length {
            // With its leading full stop, as the daemon has it.
            set(7, &name[host_length..]);
        } else if name.len() > host_length + 1 {
            set(7, &name[host_length + 1..]);
        }
        if !name.is_empty() {
            set(8, &name);
        }
        set(1, &[no_client_update]);
        set(2, &[flags & 1]);
        set(4, &[*rcode1]);
        set(5, &[*rcode2]);
    }
}

/// A name in the form of DNS as text, and the length of its first label where the name is complete.
fn dotted(name: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut text = Vec::new();
    let mut first = 0;
    let mut rest = name;
    while let Some((&length, after)) = rest.split_first() {
        if length == 0 {
            return Some((text, first));
        }
        if length > 63 || usize::from(length) > after.len() {
            return None;
        }
        let (label, further) = after.split_at(usize::from(length));
        if text.is_empty() {
            first = label.len();
        } else {
            text.push(b'.');
        }
        text.extend_from_slice(label);
        rest = further;
    }
    let whole = text.len();
    Some((text, whole))
}

impl Evaluator<'_> {
    /// `options.c: parse_vendor_option`: reads option 43 by the space that `vendor-option-space` names.
    pub(super) fn parse_vendor_option(&mut self) {
        let Some(space) = self.reply_option(Options::SERVER, 19) else {
            return;
        };
        let space = space.bytes();
        let config = self.config;
        let Some(option) = config.options.find_code(Options::DHCP, 43) else {
            return;
        };
        let Some(data) = self.request_option(Options::DHCP, 43).map(<[u8]>::to_vec) else {
            return;
        };
        let Some(options) = self.request.take() else {
            return;
        };
        let mut reader = Reader {
            config,
            options,
            depth: 0,
        };
        if !space.is_empty() && !data.is_empty() {
            reader.encapsulated(option, &data, &space);
        }
        self.request = Some(reader.options);
    }
}
