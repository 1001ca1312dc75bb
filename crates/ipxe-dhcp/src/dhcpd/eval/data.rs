//! Data: strings of bytes.

use std::net::Ipv4Addr;

use super::Evaluator;
use crate::dhcpd::domain;
use crate::dhcpd::expression::{Expr, ExprId};
use crate::dhcpd::scope::Value;
use crate::dhcpd::state::OptionValue;

/// Data that was worked out. The value of a function is there and yet does not count, except where
/// nobody asks whether it counts.
#[derive(Clone, Debug, Default)]
pub(in crate::dhcpd) struct Data {
    bytes: Vec<u8>,
    counts: bool,
}

impl Data {
    pub(super) const fn null() -> Self {
        Self {
            bytes: Vec::new(),
            counts: false,
        }
    }

    const fn of(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            counts: true,
        }
    }

    /// The bytes, where there are any.
    pub(in crate::dhcpd) fn value(self) -> Option<Vec<u8>> {
        self.counts.then_some(self.bytes)
    }

    /// The bytes, whether or not they count.
    pub(in crate::dhcpd) fn bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl From<Option<Vec<u8>>> for Data {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        bytes.map_or(Self::null(), Self::of)
    }
}

/// What one lower number of `Vec::len` is at most.
fn clamp(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Evaluator<'_> {
    /// The value of an option that is set.
    pub(in crate::dhcpd) fn option_value(&mut self, value: &OptionValue) -> Data {
        match value {
            OptionValue::Bytes(bytes) => Data::of(bytes.clone()),
            OptionValue::Expr(expr) => self.data(*expr),
            OptionValue::Joined(parts) => {
                let mut whole = Some(Vec::new());
                for part in parts {
                    let part = self.option_value(part).value();
                    whole = whole.zip(part).map(|(mut whole, part)| {
                        whole.extend(part);
                        whole
                    });
                }
                whole.into()
            }
            OptionValue::JoinedDomains(parts) => {
                let mut whole: Option<Vec<u8>> = Some(Vec::new());
                for (at, part) in parts.iter().enumerate() {
                    let part = self.option_value(part).value();
                    whole = match (whole, part) {
                        (Some(_), Some(part)) if at == 0 => Some(part),
                        (Some(whole), Some(part)) => domain::join(&whole, &part),
                        _ => None,
                    };
                }
                whole.into()
            }
        }
    }

    /// `tree.c: evaluate_data_expression`.
    pub(in crate::dhcpd) fn data(&mut self, id: ExprId) -> Data {
        let config = self.config;
        match config.expr(id) {
            Expr::Option(option) => {
                let definition = config.options.definition(*option);
                let found = self.request_option(definition.space, definition.code);
                found.map(<[u8]>::to_vec).into()
            }
            Expr::ConfigOption(option) => {
                let definition = config.options.definition(*option);
                self.config_option(definition.space, definition.code)
            }
            Expr::Variable(name) => match self.scopes.get(name) {
                Some(Value::Data(data)) => Data::of(data.clone()),
                Some(_) => {
                    self.note("binding type in evaluate_data_expression.");
                    Data::null()
                }
                None => Data::null(),
            },
            Expr::Call {
                function,
                arguments,
            } => {
                let bytes = match self.call(function, arguments) {
                    Some(Value::Data(data)) => data,
                    _ => Vec::new(),
                };
                self.note("Bogus opcode in evaluate_data_expression");
                Data {
                    bytes,
                    counts: false,
                }
            }
            expr => self.plain_data(expr).into(),
        }
    }

    fn plain_data(&mut self, expr: &Expr) -> Option<Vec<u8>> {
        match expr {
            Expr::Bytes(bytes) => Some(bytes.to_vec()),
            Expr::Substring {
                data,
                offset,
                length,
            } => {
                let data = self.data(*data).value();
                let offset = self.numeric(*offset);
                let length = self.numeric(*length);
                let (data, offset, length) = (data?, clamp(offset?), clamp(length?));
                let rest = data.get(offset..).unwrap_or_default();
                Some(rest[..rest.len().min(length)].to_vec())
            }
            Expr::Suffix { data, length } => {
                let data = self.data(*data).value();
                let length = self.numeric(*length);
                let (data, length) = (data?, clamp(length?));
                Some(data[data.len().saturating_sub(length)..].to_vec())
            }
            Expr::Lower(data) => Some(self.data(*data).value()?.to_ascii_lowercase()),
            Expr::Upper(data) => Some(self.data(*data).value()?.to_ascii_uppercase()),
            Expr::Hardware => self.hardware(),
            Expr::Packet { offset, length } => {
                let Some(raw) = self.raw else {
                    self.note("data: packet: raw packet not available");
                    return None;
                };
                let offset = self.numeric(*offset);
                let length = self.numeric(*length);
                let (offset, length) = (clamp(offset?), clamp(length?));
                let rest = raw.bytes.get(offset..).filter(|rest| !rest.is_empty())?;
                Some(rest[..rest.len().min(length)].to_vec())
            }
            Expr::Concat(parts) => {
                let mut whole = Some(Vec::new());
                for part in parts {
                    let part = self.data(*part).value();
                    whole = whole.zip(part).map(|(mut whole, part)| {
                        whole.extend(part);
                        whole
                    });
                }
                whole
            }
            Expr::EncodeInt { number, bytes } => {
                let number = self.numeric(*number)?.to_be_bytes();
                Some(number[8 - usize::from(*bytes)..].to_vec())
            }
            Expr::ToAscii {
                base,
                width,
                separator,
                data,
            } => self.binary_to_ascii(*base, *width, *separator, *data),
            Expr::Reverse { width, data } => {
                let width = self.numeric(*width);
                let data = self.data(*data).value();
                let (width, data) = (clamp(width?), data?);
                if width == 0 || !data.len().is_multiple_of(width) {
                    let length = data.len();
                    self.note(format!(
                        "reverse: length of buffer {length} not a multiple of width {width}!"
                    ));
                    return None;
                }
                Some(data.rchunks(width).flatten().copied().collect())
            }
            Expr::PickFirst(choices) => {
                choices.iter().find_map(|choice| self.data(*choice).value())
            }
            Expr::LeasedAddress => {
                let address = self.lease.as_ref().map(|lease| lease.address);
                if address.is_none() {
                    self.note("data: \"leased-address\" configuration directive: there is no lease associated with this client.");
                }
                address.map(|address| address.octets().to_vec())
            }
            Expr::HostDeclName => {
                let name = self.lease.as_ref().and_then(|lease| lease.host.as_ref());
                let name = name.map(|name| name.to_vec());
                if name.is_none() {
                    self.note("data: host_decl_name: not available");
                }
                name
            }
            Expr::Filename => self.raw_text(108, 128),
            Expr::ServerName => self.raw_text(44, 64),
            Expr::HostLookup(name) => self.look_up(name),
            Expr::V6Relay { relay, data } => {
                // No packet of DHCPv4 is inside a packet of a relay.
                if self.numeric(*relay)? > 0 {
                    None
                } else {
                    self.data(*data).value()
                }
            }
            // `null`; and the machine's own name, which is not known here.
            _ => None,
        }
    }

    fn hardware(&mut self) -> Option<Vec<u8>> {
        let Some(raw) = self.raw else {
            self.note("data: hardware: no raw packet or lease is available");
            return None;
        };
        let length = usize::from(raw.hlen).min(16);
        let mut hardware = vec![raw.bytes[1]];
        hardware.extend_from_slice(&raw.bytes[28..28 + length]);
        Some(hardware)
    }

    /// A text field of the packet, up to its first zero; none where it is empty.
    fn raw_text(&self, at: usize, length: usize) -> Option<Vec<u8>> {
        let field = self.raw?.bytes.get(at..at + length)?;
        let text = field.split(|&byte| byte == 0).next().unwrap_or_default();
        (!text.is_empty()).then(|| text.to_vec())
    }

    /// Addresses by the resolver (`tree.c: do_host_lookup`).
    fn look_up(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        let name = String::from_utf8_lossy(name);
        // The resolver takes a number as an address.
        if let Ok(number) = name.parse::<u32>() {
            return Some(Ipv4Addr::from_bits(number).octets().to_vec());
        }
        let found = self.machine.names.get(name.trim_end_matches('.'));
        if found.is_none() {
            self.note(format!("{name}: temporary name server failure"));
        }
        Some(found?.iter().flat_map(|address| address.octets()).collect())
    }

    /// `binary-to-ascii`: without leading zeros, whatever the width.
    fn binary_to_ascii(
        &mut self,
        base: ExprId,
        width: ExprId,
        separator: ExprId,
        data: ExprId,
    ) -> Option<Vec<u8>> {
        let base = self.numeric(base);
        let width = self.numeric(width);
        let separator = self.data(separator).value();
        let data = self.data(data).value();
        let (base, width, separator, data) = (base?, width?, separator?, data?);
        let bytes = match width {
            8 => 1,
            16 => 2,
            32 => 4,
            _ => {
                self.note(format!("binary_to_ascii: invalid width {width}!"));
                return None;
            }
        };
        if !data.len().is_multiple_of(bytes) {
            let length = data.len();
            self.note(format!(
                "binary-to-ascii: length of buffer {length} not a multiple of width {bytes}!"
            ));
            return None;
        }
        // With base 0 the daemon divides by zero and is gone.
        let base = u32::try_from(base & 0xffff_ffff)
            .ok()
            .filter(|base| *base > 0)?;
        let mut text = Vec::new();
        for (at, number) in data.chunks(bytes).enumerate() {
            if at > 0 {
                text.extend_from_slice(&separator);
            }
            let number = number
                .iter()
                .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            digits(number, base, &mut text);
        }
        Some(text)
    }
}

/// `convert.c: binary_to_ascii`. Nothing for a base above 16; two zeros for base 1.
fn digits(number: u32, base: u32, into: &mut Vec<u8>) {
    if base > 16 {
        return;
    }
    let mut reversed = Vec::new();
    let mut rest = number;
    loop {
        reversed.push(b"0123456789abcdef"[(rest % base) as usize]);
        rest /= base;
        if rest == 0 || base == 1 {
            break;
        }
    }
    if base == 1 && number > 0 {
        reversed.push(b'0');
    }
    into.extend(reversed.iter().rev());
}
