//! Writing the options of an answer into a packet (`common/options.c: cons_options, store_options`).

use std::collections::BTreeSet;

use super::encapsulate::encapsulate;
use crate::dhcpd::eval::Evaluator;
use crate::dhcpd::options::{Options, SpaceId, encapsulated_space, has_text};
use crate::dhcpd::request::FIXED;

/// Space for options in packets of 576 and of 1500 bytes.
const SMALLEST: usize = 576 - 264;
const LARGEST: usize = 1500 - 264;

/// Most codes that are tried.
const MAX_PRIORITIES: usize = 300;

/// Options that the protocol itself demands, in their order.
const MANDATORY: [u32; 8] = [53, 54, 51, 58, 59, 56, 50, 92];

/// Relay agent information.
const AGENT: u32 = 82;

/// How options are to be written.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Largest packet by the configuration; 0 for none.
    pub(super) max_message_size: u16,
    /// Whether the header fields of the file and of the server's name may take options.
    pub(super) file_is_free: bool,
    pub(super) server_name_is_free: bool,
    /// Whether text ends in a zero.
    pub(super) terminate: bool,
    /// Whether it is an answer to BOOTP, and the length of the request.
    pub(super) bootp: Option<usize>,
    /// Codes that are asked for.
    pub(super) requested: Option<Vec<u8>>,
    /// Whether the client identifier is sent back.
    pub(super) echo_client_id: bool,
    /// Whether the request was a DISCOVER or REQUEST.
    pub(super) wants_mask: bool,
    /// The space of codes from a number on.
    pub(super) site: Option<(SpaceId, u32)>,
}

/// Options as they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// The option field with its cookie; empty where nothing could be written.
    pub(super) options: Vec<u8>,
    pub(super) file: Option<Vec<u8>>,
    pub(super) server_name: Option<Vec<u8>>,
    /// Codes of the options that were written, in their order.
    pub(super) codes: Vec<u32>,
}

/// Where options are written: the option field, and up to two header fields.
struct Areas {
    filled: [Vec<u8>; 3],
    /// Room in each, as the daemon counts it.
    room: [usize; 3],
}

/// Writes the options of the answer.
pub(super) fn write(evaluator: &mut Evaluator<'_>, plan: &Plan) -> Written {
    let mut size = option_room(evaluator, plan);
    let mut agent = Areas {
        filled: Default::default(),
        room: [1024, 0, 0],
    };
    let mut written = Written::default();
    store(evaluator, plan, &[AGENT], &mut agent, &mut written.codes);
    let agent = std::mem::take(&mut agent.filled[0]);
    size = (size + agent.len()).min(LARGEST);
    let priorities = priorities(evaluator, plan);
    let main = if size > agent.len() {
        size - agent.len()
    } else {
        size
    };
    let room = [
        main - 4,
        if plan.file_is_free { 128 } else { 0 },
        if plan.server_name_is_free { 64 } else { 0 },
    ];
    let mut areas = Areas {
        filled: Default::default(),
        room,
    };
    store(evaluator, plan, &priorities, &mut areas, &mut written.codes);
    let [options, file, name] = areas.filled;
    if options.is_empty() {
        return Written::default();
    }
    let mut bytes = vec![99, 130, 83, 99];
    bytes.extend(options);
    let overload = u8::from(!file.is_empty()) | u8::from(!name.is_empty()) << 1;
    if overload != 0 {
        bytes.extend([52, 1, overload]);
    }
    if !agent.is_empty() {
        if size - bytes.len() >= agent.len() {
            bytes.extend(agent);
        } else {
            evaluator
                .log
                .push("Unable to store relay agent information in reply packet.".into());
        }
    }
    if bytes.len() < size {
        bytes.push(255);
    }
    written.options = bytes;
    written.file = (!file.is_empty()).then_some(file);
    written.server_name = (!name.is_empty()).then_some(name);
    written
}

/// How many bytes the option field may have.
fn option_room(evaluator: &Evaluator<'_>, plan: &Plan) -> usize {
    let mut limit = usize::from(plan.max_message_size);
    if let Some([high, low, ..]) = evaluator.request_option(Options::DHCP, 57) {
        let asked = usize::from(u16::from_be_bytes([*high, *low]));
        if limit == 0 || asked < limit {
            limit = asked;
        }
    }
    match (limit, plan.bootp) {
        (0, Some(length)) if length >= FIXED + 64 => length - FIXED,
        (0, Some(_)) => 64,
        (0..576, _) => SMALLEST,
        (limit, _) => (limit - 264).min(LARGEST),
    }
}

/// The codes to try, without repetitions.
fn priorities(evaluator: &Evaluator<'_>, plan: &Plan) -> Vec<u32> {
    let mut list: Vec<u32> = MANDATORY.into();
    if let Some(requested) = plan.requested.as_ref().filter(|list| !list.is_empty()) {
        if evaluator.reply.get(Options::DHCP, 118).is_some() {
            list.push(118);
        }
        if plan.echo_client_id {
            list.push(61);
        }
        let room = MAX_PRIORITIES - list.len();
        let codes = requested.iter().take(room).map(|code| u32::from(*code));
        list.extend(codes.filter(|code| *code != AGENT));
        if list.len() < MAX_PRIORITIES && evaluator.request_option(Options::FQDN, 3).is_some() {
            list.push(81);
        }
        if list.len() < MAX_PRIORITIES && plan.wants_mask {
            list.push(1);
        }
    } else {
        list.extend([1, 3, 6, 12, 81]);
        list.extend(all_codes(evaluator, plan));
        list.truncate(MAX_PRIORITIES);
    }
    let mut seen = BTreeSet::new();
    let mut small = [false; 256];
    list.retain(
        |code| match usize::try_from(*code).ok().filter(|code| *code < 256) {
            Some(code) => !std::mem::replace(&mut small[code], true),
            None => seen.insert(*code),
        },
    );
    // The mask stands before the routers (RFC 2132, 3.3).
    let place = |wanted: u32| list.iter().position(|code| *code == wanted);
    if let (Some(mask), Some(routers)) = (place(1), place(3))
        && routers < mask
    {
        list.swap(mask, routers);
    }
    list
}

/// The codes of all that is set, for clients that ask for nothing.
fn all_codes(evaluator: &Evaluator<'_>, plan: &Plan) -> Vec<u32> {
    let options = &evaluator.config.options;
    let mut codes = Vec::new();
    let (site, lowest) = plan.site.unwrap_or((Options::DHCP, 0));
    if lowest > 0 {
        let listed = evaluator.reply.listed(options, Options::DHCP);
        codes.extend(
            listed
                .iter()
                .map(|entry| entry.code)
                .filter(|code| *code < lowest),
        );
    }
    let listed = evaluator.reply.listed(options, site);
    codes.extend(
        listed
            .iter()
            .map(|entry| entry.code)
            .filter(|code| *code >= lowest),
    );
    for (_, space) in options.spaces() {
        let carrier = space.carrier.map(|carrier| options.definition(carrier));
        codes.extend(
            carrier
                .filter(|carrier| carrier.space == Options::DHCP)
                .map(|carrier| carrier.code),
        );
    }
    codes.push(43);
    codes.retain(|code| *code != AGENT);
    codes
}

/// Writes those of `codes` that have a value and a place (`options.c: store_options`).
fn store(
    evaluator: &mut Evaluator<'_>,
    plan: &Plan,
    codes: &[u32],
    areas: &mut Areas,
    written: &mut Vec<u32>,
) {
    for (at, &code) in codes.iter().enumerate() {
        let (space, lowest) = plan.site.unwrap_or((Options::DHCP, 0));
        let space = if code >= lowest { space } else { Options::DHCP };
        let Some(mut data) = value_of(evaluator, space, code) else {
            continue;
        };
        if plan.terminate && ends_in_text(evaluator, space, code) {
            data.push(0);
        }
        let last = at + 1 == codes.len();
        if areas.put(code, &data, last) {
            written.push(code);
        }
    }
    areas.finish();
}

/// The value of an option, with the options inside it.
fn value_of(evaluator: &mut Evaluator<'_>, space: SpaceId, code: u32) -> Option<Vec<u8>> {
    let config = evaluator.config;
    if let Some(value) = evaluator.reply_option(space, code) {
        let value = value.bytes();
        return (!value.is_empty()).then_some(value);
    }
    let option = config.options.find_code(space, code)?;
    let format = &config.options.definition(option).format;
    if !format.starts_with(b"E") {
        return None;
    }
    let name = match encapsulated_space(format)? {
        // The vendor's space, by its name.
        b"" => evaluator.reply_option(Options::SERVER, 19)?.bytes(),
        name => name.to_vec(),
    };
    if name.is_empty() {
        return None;
    }
    let Some(inner) = config.options.find_space(&name) else {
        let name = String::from_utf8_lossy(&name);
        evaluator.log.push(format!(
            "option_space_encapsulate: option space '{name}' does not exist, but is configured."
        ));
        return None;
    };
    encapsulate(evaluator, inner, 0).filter(|value| !value.is_empty())
}

fn ends_in_text(evaluator: &Evaluator<'_>, space: SpaceId, code: u32) -> bool {
    let options = &evaluator.config.options;
    let entry = evaluator.reply.get(space, code);
    let option = entry.map_or_else(|| options.find_code(space, code), |entry| entry.option);
    option.is_some_and(|option| has_text(&options.definition(option).format))
}

impl Areas {
    /// Puts an option into the areas, whole or in pieces. False where there is no room, and then
    /// nothing of it is left.
    fn put(&mut self, code: u32, data: &[u8], last: bool) -> bool {
        let before = self.filled.each_ref().map(Vec::len);
        // Only the low eight bits of a code have a place.
        #[allow(clippy::cast_possible_truncation)]
        let code = code as u8;
        let mut split = data.len() > 255;
        let mut rest = data;
        while !rest.is_empty() {
            let Some((area, length)) = self.place(rest.len(), last, &mut split) else {
                for (area, length) in self.filled.iter_mut().zip(before) {
                    area.truncate(length);
                }
                return false;
            };
            let (piece, further) = rest.split_at(length.min(rest.len()).min(255));
            let length = u8::try_from(piece.len()).expect("a piece has at most 255 bytes");
            self.filled[area].extend([code, length]);
            self.filled[area].extend_from_slice(piece);
            rest = further;
        }
        true
    }

    /// The area for the next piece, and how long it may be.
    fn place(&self, length: usize, last: bool, split: &mut bool) -> Option<(usize, usize)> {
        let [main, file, name] = self.filled.each_ref().map(Vec::len);
        let [main_room, file_room, name_room] = self.room;
        if !*split {
            let alone = file == 0 && name == 0 && last;
            if (alone && main + 2 + length < main_room) || main + 5 + length < main_room {
                return Some((0, length));
            }
            if file_room > 0 && file + 3 + length < file_room {
                return Some((1, length));
            }
            if name_room > 0 && name + 3 + length < name_room {
                return Some((2, length));
            }
        }
        *split = true;
        if main + 6 < main_room {
            Some((0, main_room - main - 5))
        } else if file_room > 0 && file + 4 < file_room {
            Some((1, file_room - file - 3))
        } else if name_room > 0 && name + 4 < name_room {
            Some((2, name_room - name - 3))
        } else {
            None
        }
    }

    /// Ends the header fields that took options.
    fn finish(&mut self) {
        for (area, room) in self.filled.iter_mut().zip(self.room).skip(1) {
            if !area.is_empty() {
                area.push(255);
                area.resize(room.max(area.len()), 0);
            }
        }
    }
}
