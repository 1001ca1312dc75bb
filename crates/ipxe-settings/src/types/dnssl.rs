//! The type `dnssl`: a list of DNS names in wire format.

use crate::error::SettingsError;

/// Most bytes of text, and most labels and pointers to follow, for one value.
///
/// A few hundred kilobytes of compression pointers can stand for gigabytes of text, for which
/// iPXE would have no memory.
const LIMIT: usize = 1 << 20;

/// Appends the names with one blank between them (`net/udp/dns.c: format_dnssl_setting`).
pub(super) fn format(raw: &[u8], out: &mut Vec<u8>) -> Result<(), SettingsError> {
    let start = out.len();
    let mut steps = LIMIT;
    let mut offset = 0;
    while offset < raw.len() {
        decode(raw, offset, &mut steps, out)?;
        if out.len() - start > LIMIT {
            return Err(SettingsError::TooLong);
        }
        offset = skip(raw, offset, &mut steps)?;
        // Empty names, which the padding of router advertisements consists of, are left out.
        offset += raw
            .iter()
            .skip(offset)
            .take_while(|&&byte| byte == 0)
            .count();
        if offset != raw.len() {
            out.push(b' ');
        }
    }
    Ok(())
}

/// Appends the name at `offset` (`net/udp/dns.c: dns_decode`).
fn decode(
    raw: &[u8],
    mut offset: usize,
    steps: &mut usize,
    out: &mut Vec<u8>,
) -> Result<(), SettingsError> {
    let start = out.len();
    for _ in 0..raw.len() {
        let label = label(raw, offset, steps)?;
        if label.text.is_empty() {
            return Ok(());
        }
        if out.len() > start {
            out.push(b'.');
        }
        out.extend_from_slice(label.text);
        if out.len() - start > LIMIT {
            return Err(SettingsError::TooLong);
        }
        offset = label.end();
    }
    // The labels go round in circles.
    Err(SettingsError::BadDnsName)
}

/// Where the name after the one at `offset` starts (`net/udp/dns.c: dns_skip`).
fn skip(raw: &[u8], mut offset: usize, steps: &mut usize) -> Result<usize, SettingsError> {
    for _ in 0..raw.len() {
        let label = label(raw, offset, steps)?;
        if label.offset != offset {
            // A compression pointer ends the name.
            return Ok(offset + 2);
        }
        offset = label.end();
        if label.text.is_empty() {
            return Ok(offset);
        }
    }
    Err(SettingsError::BadDnsName)
}

struct Label<'a> {
    /// Where its length byte is.
    offset: usize,
    text: &'a [u8],
}

impl Label<'_> {
    const fn end(&self) -> usize {
        self.offset + 1 + self.text.len()
    }
}

/// The label at `offset`, compression pointers followed (`net/udp/dns.c: dns_label`).
fn label<'a>(
    raw: &'a [u8],
    mut offset: usize,
    steps: &mut usize,
) -> Result<Label<'a>, SettingsError> {
    loop {
        *steps = steps.checked_sub(1).ok_or(SettingsError::TooLong)?;
        let &length = raw.get(offset).ok_or(SettingsError::BadDnsName)?;
        if length & 0xc0 == 0 {
            let text = raw.get(offset + 1..offset + 1 + usize::from(length));
            return Ok(Label {
                offset,
                text: text.ok_or(SettingsError::BadDnsName)?,
            });
        }
        let &low = raw.get(offset + 1).ok_or(SettingsError::BadDnsName)?;
        let target = usize::from(length & 0x3f) << 8 | usize::from(low);
        if target >= offset {
            // Only pointers backwards are accepted, so the chain of pointers ends.
            return Err(SettingsError::BadDnsName);
        }
        offset = target;
    }
}
