//! IPv6 addresses and DHCPv6 options of an interface.

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;
use ipxe_reference::Scope;

/// An address that needs no server: link-local, or from the prefix of a router
/// (`net/ipv6.c: ipv6_fetch`, `net/ndp.c: ndp_prefix_fetch`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ipv6Address {
    /// Setting `ip6`; absent if the prefix is no longer valid.
    pub ip6: Option<[u8; 16]>,
    /// Setting `len6`.
    pub len6: u8,
    /// Setting `gateway6`; absent for the link-local address.
    pub gateway6: Option<[u8; 16]>,
    /// Whether it comes from a router advertisement rather than being link-local.
    pub from_router: bool,
}

impl Ipv6Address {
    pub(super) const fn default_scope(&self) -> Scope {
        if self.from_router {
            Scope::Ndp
        } else {
            Scope::Ipv6
        }
    }

    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        Some(BlockValue::untyped(match setting.name {
            b"ip6" => RawValue::borrowed(self.ip6.as_ref()?),
            b"len6" => RawValue::copied(&[self.len6]),
            b"gateway6" => RawValue::borrowed(self.gateway6.as_ref()?),
            _ => return None,
        }))
    }
}

/// What a DHCPv6 server gave: the block `net0.dhcpv6` (`net/udp/dhcpv6.c: dhcpv6_fetch`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dhcpv6Lease {
    /// The leased address; all zeros if there is none.
    pub lease: [u8; 16],
    /// The router that was found.
    pub router: [u8; 16],
    /// The options in wire format: code and length of two bytes each, then the value.
    pub options: Vec<u8>,
}

impl Dhcpv6Lease {
    /// The only prefix length that iPXE assumes for a leased address: the whole address.
    const PREFIX_LEN: u8 = 128;

    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let address = match setting.name {
            b"ip6" => Some(RawValue::borrowed(&self.lease)),
            b"len6" => Some(RawValue::copied(&[Self::PREFIX_LEN])),
            b"gateway6" => Some(RawValue::borrowed(&self.router)),
            _ => None,
        };
        let raw = match address {
            Some(_) if self.lease == [0; 16] => return None,
            Some(raw) => raw,
            None => RawValue::borrowed(self.option(setting.tag as u16)?),
        };
        Some(BlockValue::untyped(raw))
    }

    /// The value of the first option with this code (`dhcpv6_option`).
    pub fn option(&self, code: u16) -> Option<&[u8]> {
        let mut rest = self.options.as_slice();
        loop {
            let ([c0, c1, l0, l1], after) = rest.split_first_chunk::<4>()?;
            let (value, next) = after.split_at_checked(u16::from_be_bytes([*l0, *l1]).into())?;
            if u16::from_be_bytes([*c0, *c1]) == code {
                return Some(value);
            }
            rest = next;
        }
    }
}
