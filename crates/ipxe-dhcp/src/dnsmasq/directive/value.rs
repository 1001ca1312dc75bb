//! Values of options: what is meant follows from how they are written.

use super::Refusal;
use crate::dnsmasq::config::Shape;
use crate::dnsmasq::names::canonical;
use crate::dnsmasq::option_table::Kind;
use crate::dnsmasq::text::{Text, atoi, parse_hex};

/// Number of the option with search domains.
const DOMAIN_SEARCH: u32 = 119;
/// Number of the option with SIP servers, whose first byte says whether names or addresses follow.
const SIP_SERVERS: u32 = 120;
/// DHCPv6 option of NTP servers.
const NTP_SERVERS6: u32 = 56;

/// An option whose value is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    pub(super) code: u32,
    pub(super) kind: Kind,
    pub(super) six: bool,
    /// Whether it stands for itself, not inside another option.
    pub(super) itself: bool,
    pub(super) matching: bool,
}

/// A value as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) bytes: Vec<u8>,
    pub(super) shape: Shape,
}

/// What a value may be, by its characters.
#[derive(Clone, Copy, Debug)]
struct Looks {
    addresses: bool,
    addresses6: bool,
    hex: bool,
    decimal: bool,
    text: bool,
    digits: bool,
    /// Number of groups between colons.
    groups: usize,
    dots: usize,
    /// Letter behind a number that says its size: b, s or i.
    size: u8,
}

impl Given {
    pub(super) fn read(mut self, value: Text<'_>) -> Result<Value, Refusal> {
        let mut looks = looks(value.chars(), self.matching);
        let value = if looks.size == 0 {
            value
        } else {
            value.to(value.len() - 1)
        };
        if self.six && self.code == NTP_SERVERS6 && !looks.hex {
            self.kind.addresses |= looks.addresses6;
            self.kind.dns_names |= !looks.addresses6;
        }
        self.limit_by_kind(&mut looks, value)?;
        let plain = |bytes| {
            Ok(Value {
                bytes,
                shape: Shape::Plain,
            })
        };
        if looks.digits && self.kind.time && !value.is_empty() {
            let (number, factor) = super::with_unit(value);
            let seconds = atoi(number.chars()).cast_unsigned().wrapping_mul(factor);
            return plain(seconds.to_be_bytes().to_vec());
        }
        if looks.hex && looks.groups > 1 {
            let hex = parse_hex(value.chars(), looks.groups, false).unwrap_or_default();
            let mut bytes = hex.bytes;
            bytes.resize(looks.groups, 0);
            let wildcards = if self.matching { hex.wildcards } else { 0 };
            return Ok(Value {
                bytes,
                shape: Shape::Hex(wildcards),
            });
        }
        if looks.decimal {
            return self.number(value, looks.size);
        }
        if looks.addresses && !self.six {
            return self.addresses(value);
        }
        if looks.addresses6 && self.six {
            return addresses6(value);
        }
        if looks.text {
            return self.text(value);
        }
        plain(Vec::new())
    }

    /// Options of a known kind have values of that kind.
    fn limit_by_kind(self, looks: &mut Looks, value: Text<'_>) -> Result<(), Refusal> {
        if self.kind.addresses {
            looks.text = false;
            looks.decimal = false;
            looks.hex = false;
            if !self.six && (!looks.addresses || looks.dots == 0) {
                return Err(Refusal::new("bad IP address").at(value));
            }
            if self.six && !looks.addresses6 {
                return Err(Refusal::new("bad IPv6 address").at(value));
            }
        } else if self.kind.name || self.kind.dns_names || self.kind.counted {
            looks.addresses = false;
            looks.addresses6 = false;
            looks.decimal = false;
            looks.hex = false;
        }
        Ok(())
    }

    /// A number takes as many bytes as its option has, or as it needs.
    fn number(self, value: Text<'_>, size: u8) -> Result<Value, Refusal> {
        let number = atoi(value.chars());
        let length = match (size, number.cast_unsigned()) {
            (b'b', _) => 1,
            (b's', _) => 2,
            (b'i', _) => 4,
            // The flag of internal options is mistaken for a length.
            _ if self.kind.internal => {
                return Err(Refusal::new("dhcp-option too long").at(value));
            }
            _ if self.kind.bytes != 0 => self.kind.bytes,
            (_, 0x1_0000..) => 4,
            (_, 0x100..) => 2,
            _ => 1,
        };
        let bytes = number.to_be_bytes()[4 - length..].to_vec();
        Ok(Value {
            bytes,
            shape: Shape::Plain,
        })
    }

    /// Addresses, or networks such as `10.0.0.0/8`, which take only the bytes they need (RFC 3442).
    fn addresses(self, value: Text<'_>) -> Result<Value, Refusal> {
        let mut bytes = Vec::new();
        let mut shape = Shape::Addresses;
        if self.itself && self.code == SIP_SERVERS {
            bytes.push(1);
            shape = Shape::Plain;
        }
        for piece in value.pieces() {
            let (address, length) = piece.split(b'/');
            let octets = address.ipv4().map(|address| address.octets());
            let octets = octets.ok_or_else(|| Refusal::new("bad IPv4 address").at(address))?;
            match length {
                None => bytes.extend(octets),
                Some(length) => {
                    let length = atoi(length.chars());
                    let needed = usize::try_from(length).map_or(0, |bits| bits.div_ceil(8).min(4));
                    bytes.push(u8::try_from(length & 255).expect("masked to a byte"));
                    bytes.extend(&octets[..needed]);
                    shape = Shape::Plain;
                }
            }
        }
        Ok(Value { bytes, shape })
    }

    fn text(self, value: Text<'_>) -> Result<Value, Refusal> {
        let listed = self.itself && !self.six && matches!(self.code, DOMAIN_SEARCH | SIP_SERVERS);
        let bytes = if listed {
            let mut bytes = if self.code == SIP_SERVERS {
                vec![0]
            } else {
                Vec::new()
            };
            bytes.extend(compressed_names(value)?);
            bytes
        } else if self.kind.counted {
            counted(value)
        } else if self.kind.dns_names {
            plain_names(value)?
        } else {
            return Ok(Value {
                bytes: value.revealed(),
                shape: Shape::Text,
            });
        };
        Ok(Value {
            bytes,
            shape: Shape::Plain,
        })
    }
}

fn looks(chars: &[u8], matching: bool) -> Looks {
    let mut looks = Looks {
        addresses: true,
        addresses6: true,
        hex: true,
        decimal: true,
        text: true,
        digits: false,
        groups: 1,
        dots: 0,
        size: 0,
    };
    let mut colon = false;
    for (at, &byte) in chars.iter().enumerate() {
        match byte {
            b',' => (looks.decimal, looks.hex) = (false, false),
            b':' => {
                looks.groups += 1;
                colon = true;
                (looks.decimal, looks.addresses) = (false, false);
            }
            b'/' => {
                (looks.addresses6, looks.decimal, looks.hex) = (false, false, false);
                // A leading slash is the start of a path.
                looks.addresses &= at != 0;
            }
            b'.' => {
                looks.dots += 1;
                (looks.decimal, looks.hex) = (false, false);
            }
            b'-' => (looks.hex, looks.addresses, looks.addresses6) = (false, false, false),
            b' ' => (looks.decimal, looks.hex) = (false, false),
            b'0'..=b'9' => looks.digits = true,
            _ => {
                looks.addresses = false;
                if at + 1 == chars.len() && looks.decimal && matches!(byte, b'b' | b's' | b'i') {
                    looks.size = byte;
                } else {
                    looks.decimal = false;
                }
                if !(byte.is_ascii_hexdigit() || (byte == b'*' && matching)) {
                    looks.hex = false;
                    looks.addresses6 &= matches!(byte, b'[' | b']');
                }
            }
        }
    }
    looks.decimal &= looks.digits;
    looks.addresses &= looks.digits;
    looks.addresses6 &= colon;
    looks
}

fn addresses6(value: Text<'_>) -> Result<Value, Refusal> {
    let mut bytes = Vec::new();
    for piece in value.pieces() {
        let inner = piece.strip_prefix(b"[").unwrap_or(piece);
        let inner = if inner.last() == Some(b']') {
            inner.to(inner.len() - 1)
        } else {
            inner
        };
        let address = inner
            .ipv6()
            .ok_or_else(|| Refusal::new("bad IPv6 address").at(piece))?;
        bytes.extend(address.octets());
    }
    Ok(Value {
        bytes,
        shape: Shape::Plain,
    })
}

/// Strings with their lengths in two bytes in front.
fn counted(value: Text<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for piece in value.pieces().take_while(|piece| !piece.is_empty()) {
        let text = piece.revealed();
        bytes.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(text);
    }
    bytes
}

fn domain(piece: Text<'_>) -> Result<Vec<u8>, Refusal> {
    canonical(&piece.revealed()).ok_or_else(|| Refusal::new("bad domain in dhcp-option").at(piece))
}

fn push_labels(bytes: &mut Vec<u8>, name: &[u8]) {
    for label in name.split(|&byte| byte == b'.') {
        bytes.push(u8::try_from(label.len()).expect("a checked label has at most 63 bytes"));
        bytes.extend_from_slice(label);
    }
    bytes.push(0);
}

fn plain_names(value: Text<'_>) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    for piece in value.pieces().take_while(|piece| !piece.is_empty()) {
        push_labels(&mut bytes, &domain(piece)?);
    }
    Ok(bytes)
}

/// Names as DNS encodes them, the end of each replaced by a pointer to an earlier name where that is possible.
/// Earlier names are only searched up to the first pointer.
fn compressed_names(value: Text<'_>) -> Result<Vec<u8>, Refusal> {
    let mut bytes: Vec<u8> = Vec::new();
    for piece in value.pieces().take_while(|piece| !piece.is_empty()) {
        let start = bytes.len();
        if piece.is(b".") {
            bytes.push(0);
        } else {
            push_labels(&mut bytes, &domain(piece)?);
        }
        let mut tail = start;
        while bytes[tail] != 0 {
            if let Some(earlier) = earlier_name(&bytes[..start], &bytes[tail..]) {
                bytes.truncate(tail);
                let pointer = 0xc000 | u16::try_from(earlier & 0x3fff).expect("masked to 14 bits");
                bytes.extend(pointer.to_be_bytes());
                break;
            }
            tail += usize::from(bytes[tail]) + 1;
        }
    }
    Ok(bytes)
}

/// Where in `earlier` the labels `tail` stand.
fn earlier_name(earlier: &[u8], tail: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < earlier.len() {
        if earlier[at..].starts_with(tail) {
            return Some(at);
        }
        at += usize::from(earlier[at]) + 1;
    }
    None
}
