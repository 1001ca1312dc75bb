//! Opening and closing network devices (`net/netdevice.c`).
//!
//! A VLAN device is open if and only if its trunk is: whichever of them is opened or closed takes the others along
//! (`net/vlan.c: vlan_open`, `vlan_close`, `vlan_sync`).

use ipxe_reference::ErrorId;
use ipxe_settings::Block;

use crate::event::EventKind;
use crate::{Cx, Machine, Status};

impl Machine {
    /// Lets the settings block `netX` stand for the most recently opened device
    /// (`net/netdev_settings.c: netdev_redirect`).
    pub fn follow_last_opened(&mut self) {
        let settings = &self.settings;
        let alias = settings
            .children(settings.root())
            .find(|&block| matches!(settings.block(block), Some(Block::Alias(_))));
        let last = self.interfaces.last_opened();
        let target = last.and_then(|device| settings.child(settings.root(), &device.name));
        if let Some(alias) = alias {
            self.settings.set_alias_target(alias, target);
        }
    }
}

impl Cx<'_> {
    /// Opens a device (`net/netdevice.c: netdev_open`).
    ///
    /// # Errors
    /// Where its driver cannot open it.
    pub fn netdev_open(&mut self, name: &[u8]) -> Result<(), ErrorId> {
        let Some(device) = self.machine.interfaces.find(name) else {
            return Ok(());
        };
        if device.is_open {
            return Ok(());
        }
        let name = device.name.clone();
        let trunk = device.trunk().to_vec();
        if !self.machine.interfaces.is_open(&trunk) {
            self.ask(|world, host| world.open(host, &trunk))?;
            self.note_open(&trunk);
            for vlan in self.machine.interfaces.vlans_over(&trunk) {
                if vlan != name {
                    self.note_open(&vlan);
                }
            }
        }
        self.note_open(&name);
        self.machine.follow_last_opened();
        Ok(())
    }

    fn note_open(&mut self, name: &[u8]) {
        if !self.machine.interfaces.is_open(name) {
            self.machine.interfaces.set_open(name);
            self.note_interface(name, b"opened");
        }
    }

    /// Closes a device (`net/netdevice.c: netdev_close`).
    pub fn netdev_close(&mut self, name: &[u8]) {
        let Some(device) = self.machine.interfaces.find(name) else {
            return;
        };
        if !device.is_open {
            return;
        }
        let trunk = device.trunk().to_vec();
        let mut others = self.machine.interfaces.vlans_over(&trunk);
        others.push(trunk.clone());
        for device in others {
            if self.machine.interfaces.is_open(&device) {
                self.machine.interfaces.set_closed(&device);
                self.note_interface(&device, b"closed");
            }
        }
        self.ask(|world, host| world.close(host, &trunk));
        self.machine.follow_last_opened();
    }

    /// Opens a device, and says so where that fails (`usr/ifmgmt.c: ifopen`).
    ///
    /// # Errors
    /// As [`netdev_open`](Self::netdev_open); it has been printed.
    pub fn ifopen(&mut self, name: &[u8]) -> Result<(), Status> {
        self.netdev_open(name)
            .map_err(|fault| self.complain([b"Could not open ", name].concat(), fault))
    }

    /// Reports something that happened to a device.
    pub(crate) fn note_interface(&mut self, name: &[u8], what: &[u8]) {
        if self.is_watched() {
            let text = [name, b" ", what].concat();
            self.emit(|_| EventKind::Note {
                subject: "interface",
                text: &text,
            });
        }
    }
}
