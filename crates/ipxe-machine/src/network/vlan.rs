//! VLAN devices (`net/vlan.c`).

use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::block::{self, LldpNeighbour};
use ipxe_settings::{Block, BlockId};

use super::address::link_local_settings;
use crate::Cx;
use crate::state::{Interface, Vlan};

const NOT_A_TRUNK: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::Vlan, 0);
const NOT_A_VLAN: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::Vlan, 0);
const BAD_NUMBER: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Vlan, 0);
const NAME_EXISTS: ErrorId = ErrorId::new(Posix::Eexist, ErrorFile::Netdevice, 0);

/// Length of an Ethernet address in bytes.
const ETHERNET_ADDRESS: usize = 6;
/// The first tag that is none (`include/ipxe/vlan.h: VLAN_TAG_IS_VALID`).
const TAG_END: u32 = 0xfff;
/// The highest priority (`include/ipxe/vlan.h: VLAN_PRIORITY_IS_VALID`).
const MAX_PRIORITY: u32 = 7;
/// Longest name of a device (`include/ipxe/netdevice.h: NETDEV_NAME_LEN`), without its NUL.
const MAX_NAME: usize = 11;
/// The order of a link-local address among the settings of a device
/// (`include/ipxe/ipv6.h: IPV6_ORDER_LINK_LOCAL`).
const LINK_LOCAL_ORDER: i32 = -3;

impl Cx<'_> {
    /// Creates a VLAN device over a trunk, or changes the priority of one that exists (`vlan_create`). It is open if
    /// the trunk is.
    ///
    /// # Errors
    /// Where the trunk cannot be one, or where tag or priority are out of range.
    pub fn vlan_create(&mut self, trunk: &[u8], tag: u32, priority: u32) -> Result<(), ErrorId> {
        let interfaces = &mut self.machine.interfaces;
        if let Some(vlan) = interfaces.vlan_mut(trunk, tag) {
            vlan.priority = priority;
            return Ok(());
        }
        let Some(trunk) = interfaces.find(trunk) else {
            return Err(NOT_A_TRUNK);
        };
        if trunk.vlan.is_some() || trunk.link_address.len() != ETHERNET_ADDRESS {
            return Err(NOT_A_TRUNK);
        }
        if tag >= TAG_END || priority > MAX_PRIORITY {
            return Err(BAD_NUMBER);
        }
        let trunk = trunk.clone();
        let mut name = [&*trunk.name, format!("-{tag}").as_bytes()].concat();
        name.truncate(MAX_NAME);
        if interfaces.all().iter().any(|device| device.name == name) {
            return Err(NAME_EXISTS);
        }
        interfaces.register(Interface {
            name: name.clone(),
            link_layer: "Ethernet",
            hardware_address: trunk.link_address.clone(),
            is_open: false,
            vlan: Some(Vlan {
                trunk: trunk.name.clone(),
                tag: tag as u16,
                priority,
            }),
            ..trunk.clone()
        });
        self.register_vlan_settings(&trunk, &name);
        self.note_interface(&name, b"created");
        if trunk.is_open {
            self.netdev_open(&name)?;
        }
        Ok(())
    }

    /// Gives a VLAN device the settings that its trunk has because it is a device.
    fn register_vlan_settings(&mut self, trunk: &Interface, name: &[u8]) {
        let settings = &mut self.machine.settings;
        let root = settings.root();
        let Some(trunk_block) = settings.child(root, &trunk.name) else {
            return;
        };
        let properties = match settings.block(trunk_block) {
            Some(Block::Interface(properties)) => (**properties).clone(),
            _ => block::Interface::default(),
        };
        let address = trunk.link_address.clone();
        let properties = block::Interface {
            mac: address.clone(),
            initial_mac: address.clone(),
            hwaddr: address.clone(),
            ifname: Arc::from(name),
            settings: block::GenericBlock::default(),
            ..properties
        };
        // A device is at the first level, so that the tree does not become too deep.
        let Ok(device) = settings.register(root, name, 0, Block::Interface(Arc::new(properties)))
        else {
            return;
        };
        let children: Vec<BlockId> = settings.children(trunk_block).collect();
        for child in children {
            let (order, block) = match settings.block(child) {
                Some(Block::Lldp(_)) => (0, Block::Lldp(Arc::new(LldpNeighbour::default()))),
                Some(Block::Ipv6(known)) if !known.from_router => {
                    let link_local = Arc::new(link_local_settings(&address));
                    (LINK_LOCAL_ORDER, Block::Ipv6(link_local))
                }
                _ => continue,
            };
            let child_name = settings.path(child).and_then(|path| path.last().copied());
            let child_name = child_name.unwrap_or_default().to_vec();
            // As above.
            let _ = settings.register(device, &child_name, order, block);
        }
    }

    /// Takes a VLAN device away (`vlan_destroy`). That closes it, and its trunk with it.
    ///
    /// # Errors
    /// Where it is no VLAN device.
    pub fn vlan_destroy(&mut self, name: &[u8]) -> Result<(), ErrorId> {
        let device = self.machine.interfaces.find(name);
        if device.is_none_or(|device| device.vlan.is_none()) {
            return Err(NOT_A_VLAN);
        }
        self.netdev_close(name);
        let settings = &mut self.machine.settings;
        if let Some(block) = settings.child(settings.root(), name) {
            settings.clear(block);
            settings.unregister(block);
        }
        self.machine.interfaces.unregister(name);
        self.note_interface(name, b"destroyed");
        Ok(())
    }
}
