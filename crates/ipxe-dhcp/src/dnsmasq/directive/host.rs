//! `dhcp-host`.

use super::{Outcome, Refusal, Scene, with_unit};
use crate::dnsmasq::config::HostEntry;
use crate::dnsmasq::names::{canonical, is_legal_host_name, split_host_name};
use crate::dnsmasq::text::{Text, atoi, parse_hex};

/// Bytes of a hardware address that are read (`dhcp-protocol.h: DHCP_CHADDR_MAX`).
const MAC_LIMIT: usize = 16;

impl Scene<'_> {
    /// Hardware addresses, `id:`, tags, address, name, lease time and `ignore`, in any order.
    pub(in crate::dnsmasq) fn host_entry(&mut self, text: Text<'_>) -> Outcome {
        let mut host = HostEntry {
            place: Some(self.place),
            ..HostEntry::default()
        };
        let mut address_text = None;
        for piece in text.pieces() {
            if piece.contains(b':') {
                self.colon_piece(&mut host, piece)?;
            } else if let Some(address) = piece.ipv4() {
                if self.config.host_addresses.contains_key(&address) {
                    let message = format!("duplicate dhcp-host IP address {address}");
                    return Err(Refusal::new(message).at(piece));
                }
                host.address = Some(address);
                address_text = Some(address);
            } else {
                plain_piece(&mut host, piece)?;
            }
        }
        if let Some(address) = address_text {
            self.config
                .host_addresses
                .insert(address, self.config.hosts.len());
        }
        self.config.hosts.push(host);
        Ok(())
    }

    fn colon_piece(&mut self, host: &mut HostEntry, piece: Text<'_>) -> Outcome {
        let hex = || Refusal::new("bad hex constant").at(piece);
        if let [b'i' | b'I', b'd' | b'D', b':', rest @ ..] = piece.chars() {
            if rest.first() == Some(&b'*') {
                host.ignores_client_id = true;
            } else if rest.contains(&b':') {
                host.client_id = Some(parse_hex(rest, usize::MAX, false).ok_or_else(hex)?.bytes);
            } else {
                host.client_id = Some(piece.from(3).revealed());
            }
            return Ok(());
        }
        let set = piece
            .strip_prefix(b"net:")
            .or_else(|| piece.strip_prefix(b"set:"));
        if let Some(name) = set {
            let tag = self.tag(name);
            host.sets.push(tag);
        } else if let Some(name) = piece.strip_prefix(b"tag:") {
            let condition = self.condition(name);
            host.needs.push(condition);
        } else if let [b'[', inner @ .., b']'] = piece.chars() {
            ipv6_piece(host, inner).map_err(|message| Refusal::new(message).at(piece))?;
        } else {
            host.macs
                .push(parse_hex(piece.chars(), MAC_LIMIT, true).ok_or_else(hex)?);
        }
        Ok(())
    }
}

fn ipv6_piece(host: &mut HostEntry, inner: &[u8]) -> Result<(), &'static str> {
    let (address, prefix) = match inner.iter().position(|&byte| byte == b'/') {
        Some(slash) => (&inner[..slash], Some(&inner[slash + 1..])),
        None => (inner, None),
    };
    let address: Option<std::net::Ipv6Addr> = std::str::from_utf8(address)
        .ok()
        .and_then(|text| text.trim_end().parse().ok());
    let address = address.ok_or("bad IPv6 address")?;
    if let Some(prefix) = prefix {
        let digits = prefix.iter().all(u8::is_ascii_digit);
        let length = u32::try_from(atoi(prefix)).unwrap_or(u32::MAX);
        // A shift by 64 shifts by nothing.
        let host_bits = 1_u64.wrapping_shl(128_u32.wrapping_sub(length));
        let low =
            (address.to_bits() & u128::from(u64::MAX)) & u128::from(host_bits.wrapping_sub(1));
        if !digits || length > 128 || low != 0 {
            return Err("bad IPv6 prefix");
        }
    }
    host.has_ipv6_address = true;
    Ok(())
}

/// A lease time, `infinite`, `ignore` or a name.
fn plain_piece(host: &mut HostEntry, piece: Text<'_>) -> Outcome {
    let (digits, factor) = if piece.len() > 1 {
        with_unit(piece)
    } else {
        (piece, 1)
    };
    if digits
        .chars()
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b' ')
    {
        if digits.chars().iter().any(u8::is_ascii_digit) {
            let seconds = atoi(digits.chars()).cast_unsigned().wrapping_mul(factor);
            host.lease_time = Some(seconds.max(120));
        }
        return Ok(());
    }
    if piece.is(b"infinite") {
        host.lease_time = Some(u32::MAX);
    } else if piece.is(b"ignore") {
        host.ignored = true;
    } else {
        let name = canonical(&piece.revealed()).filter(|name| is_legal_host_name(name));
        let name = name.ok_or_else(|| Refusal::new("bad DHCP host name").at(piece))?;
        let (name, domain) = split_host_name(&name);
        host.name = Some(name);
        host.domain = domain;
    }
    Ok(())
}
