//! The type `ipv6`.

use crate::error::SettingsError;
use crate::number::{LongWidth, format_hex_digits, strtoul};

/// Length of an address in bytes.
pub(super) const LEN: usize = 16;

const WORDS: usize = LEN / 2;

/// Reads an address without an embedded IPv4 address and without a zone
/// (`net/ipv6.c: inet6_aton`).
pub(super) fn parse(text: &[u8], width: LongWidth) -> Result<[u8; LEN], SettingsError> {
    let mut words = [0u16; WORDS];
    let mut count = 0;
    let mut pad = None;
    let mut start = 0;
    loop {
        let rest = text.get(start..).unwrap_or_default();
        let (value, used) = strtoul(rest, 16, width);
        let word = u16::try_from(value).map_err(|_| SettingsError::BadIpv6)?;
        *words.get_mut(count).ok_or(SettingsError::BadIpv6)? = word;
        count += 1;
        match rest.get(used) {
            None => break,
            Some(b':') => {}
            Some(_) => return Err(SettingsError::BadIpv6),
        }
        if used == 0 && start != 0 && pad.replace(count).is_some() {
            // A second "::".
            return Err(SettingsError::BadIpv6);
        }
        start += used + 1;
    }
    match pad {
        Some(pad) => {
            // The words after the "::" move to the end, and zeros take their place.
            words.copy_within(pad..count, WORDS - (count - pad));
            if let Some(gap) = words.get_mut(pad..WORDS - (count - pad)) {
                gap.fill(0);
            }
        }
        None if count != WORDS => return Err(SettingsError::BadIpv6),
        None => {}
    }
    let mut address = [0; LEN];
    for (bytes, word) in address.chunks_exact_mut(2).zip(words) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    Ok(address)
}

/// Appends the first 16 bytes in the form of RFC 5952: lower case, the first longest run of at
/// least two zero words shortened (`net/ipv6.c: inet6_ntoa`).
pub(super) fn format(raw: &[u8], out: &mut Vec<u8>) -> Result<(), SettingsError> {
    let address = raw.get(..LEN).ok_or(SettingsError::BadIpv6)?;
    let mut words = [0u16; WORDS];
    for (word, bytes) in words.iter_mut().zip(address.chunks_exact(2)) {
        *word = bytes
            .iter()
            .fold(0, |word, &byte| word << 8 | u16::from(byte));
    }
    let (run_start, run_len) = longest_zero_run(&words);
    for (index, &word) in words.iter().enumerate() {
        if run_len > 1 && (run_start..run_start + run_len).contains(&index) {
            if index == run_start {
                out.extend_from_slice(b"::");
            }
            continue;
        }
        if index > 0 && (run_len < 2 || index != run_start + run_len) {
            out.push(b':');
        }
        format_hex_digits(u64::from(word), 1, out);
    }
    Ok(())
}

/// Start and length of the first longest run of zero words.
fn longest_zero_run(words: &[u16; WORDS]) -> (usize, usize) {
    let mut best = (0, 0);
    let mut current = 0;
    for (index, &word) in words.iter().enumerate() {
        current = if word == 0 { current + 1 } else { 0 };
        if current > best.1 {
            best = (index + 1 - current, current);
        }
    }
    best
}
