//! Link-layer addresses, and the IPv6 addresses that are made from them.

use std::sync::Arc;

use ipxe_settings::block::Ipv6Address;
use ipxe_settings::{Block, BlockId, Settings};

use crate::Machine;

/// Prefix length of a link-local address.
const LINK_LOCAL_PREFIX: u8 = 64;

/// The link-local IPv6 address of an Ethernet address (`net/ipv6.c: ipv6_link_local`).
#[must_use]
pub fn link_local_address(mac: [u8; 6]) -> [u8; 16] {
    let [a, b, c, d, e, f] = mac;
    let mut address = [0; 16];
    address[..2].copy_from_slice(&[0xfe, 0x80]);
    address[8..].copy_from_slice(&[a ^ 0x02, b, c, 0xff, 0xfe, d, e, f]);
    address
}

/// What the block `link` of a device with this link-layer address holds.
pub(super) fn link_local_settings(link_address: &[u8]) -> Ipv6Address {
    Ipv6Address {
        ip6: link_address.try_into().ok().map(link_local_address),
        len6: LINK_LOCAL_PREFIX,
        gateway6: None,
        from_router: false,
    }
}

/// The block of the link-local address of a device, if there is one.
pub(super) fn link_local_block(settings: &Settings, device: BlockId) -> Option<BlockId> {
    settings.children(device).find(|&child| {
        matches!(settings.block(child), Some(Block::Ipv6(address)) if !address.from_router)
    })
}

impl Machine {
    /// Makes `set net0/mac` take effect on the devices and on their link-local addresses, which iPXE computes each
    /// time.
    pub(crate) fn apply_link_addresses(&mut self) {
        for at in 0..self.interfaces.all().len() {
            let device = &self.interfaces.all()[at];
            let settings = &self.settings;
            let Some(block) = settings.child(settings.root(), &device.name) else {
                continue;
            };
            let Some(Block::Interface(properties)) = settings.block(block) else {
                continue;
            };
            if properties.mac == device.link_address {
                continue;
            }
            let mac = properties.mac.clone();
            let link_local = link_local_block(settings, block);
            let name = device.name.clone();
            if let Some(link_local) = link_local.and_then(|id| self.settings.block_mut(id)) {
                *link_local = Block::Ipv6(Arc::new(link_local_settings(&mac)));
            }
            if let Some(device) = self.interfaces.get_mut(&name) {
                device.link_address = mac;
            }
        }
    }
}
