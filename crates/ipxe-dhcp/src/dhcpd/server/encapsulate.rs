//! Options inside an option.

use crate::dhcpd::eval::Evaluator;
use crate::dhcpd::options::{Kind, Options, SpaceId};
use crate::dhcpd::state::Entry;

/// How deep spaces may be inside each other.
const MAX_NESTING: u32 = 8;

/// The options of a space one after the other. None where there are none.
pub(super) fn encapsulate(
    evaluator: &mut Evaluator<'_>,
    space: SpaceId,
    depth: u32,
) -> Option<Vec<u8>> {
    if depth > MAX_NESTING || !evaluator.reply.has_space(space) {
        return None;
    }
    let config = evaluator.config;
    match config.options.space(space).kind {
        Kind::Fqdn => fqdn(evaluator),
        Kind::Nwip => Some(nwip(evaluator, space)),
        Kind::Hashed | Kind::Linked => {
            let mut bytes = Vec::new();
            let own = own_options(evaluator, space, &mut bytes);
            let inner = inner_spaces(evaluator, space, depth, &mut bytes);
            (own || inner).then_some(bytes)
        }
    }
}

/// `options.c: append_option`. False where there is nothing to append.
fn append(
    evaluator: &Evaluator<'_>,
    space: SpaceId,
    (code, is_empty_by_design): (u32, bool),
    data: &[u8],
    bytes: &mut Vec<u8>,
) -> bool {
    if data.is_empty() && !is_empty_by_design {
        return false;
    }
    let space = evaluator.config.options.space(space);
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    // What has no place in a field is cut off.
    bytes.extend_from_slice(&code.to_be_bytes()[4 - space.tag_size..]);
    bytes.extend_from_slice(&length.to_be_bytes()[4 - space.length_size..]);
    bytes.extend_from_slice(data);
    true
}

/// The options that are set in the space itself.
fn own_options(evaluator: &mut Evaluator<'_>, space: SpaceId, bytes: &mut Vec<u8>) -> bool {
    let config = evaluator.config;
    let entries = evaluator.reply.listed(&config.options, space);
    let entries: Vec<Entry> = entries.into_iter().cloned().collect();
    let mut any = false;
    for entry in entries {
        let Some(data) = evaluator.option_value(&entry.value).value() else {
            continue;
        };
        let format = entry
            .option
            .map(|option| &config.options.definition(option).format);
        let empty = format.is_some_and(|format| format.starts_with(b"Z"));
        any |= append(evaluator, space, (entry.code, empty), &data, bytes);
    }
    any
}

/// The spaces whose carriers are options of this one and are not set themselves
/// (`options.c: search_subencapsulation`).
fn inner_spaces(
    evaluator: &mut Evaluator<'_>,
    space: SpaceId,
    depth: u32,
    bytes: &mut Vec<u8>,
) -> bool {
    let config = evaluator.config;
    let mut any = false;
    for (inner, found) in config.options.spaces() {
        let Some(carrier) = found
            .carrier
            .map(|carrier| config.options.definition(carrier))
        else {
            continue;
        };
        let carries = carrier.space == space && carrier.format.starts_with(b"E");
        if !carries || evaluator.reply.get(space, carrier.code).is_some() {
            continue;
        }
        if let Some(data) = encapsulate(evaluator, inner, depth + 1) {
            any |= append(evaluator, space, (carrier.code, false), &data, bytes);
        }
    }
    any
}

/// `options.c: nwip_option_space_encapsulate`: says first whether there is anything.
fn nwip(evaluator: &mut Evaluator<'_>, space: SpaceId) -> Vec<u8> {
    let mut bytes = vec![2, 0];
    if own_options(evaluator, space, &mut bytes) {
        bytes
    } else {
        vec![1, 2, 1, 0]
    }
}

/// `options.c: fqdn_option_space_encapsulate`.
fn fqdn(evaluator: &mut Evaluator<'_>) -> Option<Vec<u8>> {
    let mut field = |code| {
        let value = evaluator.reply_option(Options::FQDN, code);
        value.map(|value| value.bytes()).unwrap_or_default()
    };
    let first = |data: &[u8]| data.first().copied().unwrap_or(0);
    let (no_client, server, encoded) = (field(1), field(2), field(3));
    let (rcode1, rcode2, name) = (field(4), field(5), field(8));
    let mut flags = u8::from(first(&server) != 0) | u8::from(first(&no_client) != 0) << 1;
    let mut bytes = name;
    if first(&encoded) != 0 {
        flags |= 4;
        if !bytes.is_empty() {
            bytes = encode_name(&bytes)?;
        }
    }
    let mut whole = vec![flags, first(&rcode1), first(&rcode2)];
    whole.append(&mut bytes);
    Some(whole)
}

/// `options.c: fqdn_encode`.
fn encode_name(name: &[u8]) -> Option<Vec<u8>> {
    let mut encoded = Vec::new();
    for label in name.split(|byte| matches!(byte, b'.' | 0)) {
        if label.is_empty() {
            break;
        }
        encoded.push(u8::try_from(label.len()).ok()?);
        encoded.extend_from_slice(label);
    }
    encoded.push(0);
    Some(encoded)
}
