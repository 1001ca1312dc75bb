//! Network devices.

/// A network device (`include/ipxe/netdevice.h: struct net_device`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name: `net0`, `net0-5`.
    pub name: Vec<u8>,
    /// Name of its driver: `slirp`, `virtio-net`.
    pub driver: Vec<u8>,
    /// Name of the device on its bus: `host`, `0000:00:03.0`.
    pub bus_device: Vec<u8>,
    /// Name of its link-layer protocol: `Ethernet`.
    pub link_layer: &'static str,
    /// The address that the hardware has.
    pub hardware_address: Vec<u8>,
    /// The address that it uses; `set net0/mac` changes it.
    pub link_address: Vec<u8>,
    /// Whether it is open.
    pub is_open: bool,
    /// What it is if it is a VLAN.
    pub vlan: Option<Vlan>,
}

/// A VLAN device (`net/vlan.c`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vlan {
    /// Name of the device that it runs over.
    pub trunk: Vec<u8>,
    /// The tag.
    pub tag: u16,
    /// The default priority.
    pub priority: u32,
}

impl Interface {
    /// An Ethernet device that is closed.
    pub fn ethernet(
        name: impl Into<Vec<u8>>,
        address: [u8; 6],
        driver: impl Into<Vec<u8>>,
        bus_device: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            name: name.into(),
            driver: driver.into(),
            bus_device: bus_device.into(),
            link_layer: "Ethernet",
            hardware_address: address.to_vec(),
            link_address: address.to_vec(),
            is_open: false,
            vlan: None,
        }
    }

    /// Name of the device that its packets go through: the trunk of a VLAN, else the device itself.
    #[must_use]
    pub fn trunk(&self) -> &[u8] {
        self.vlan.as_ref().map_or(&self.name, |vlan| &vlan.trunk)
    }

    /// The address as iPXE prints it: `52:54:00:12:34:56`.
    #[must_use]
    pub fn address_text(&self) -> String {
        let bytes: Vec<String> = self
            .link_address
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        bytes.join(":")
    }
}

/// The network devices, in order of their registration.
#[derive(Clone, Debug, Default)]
pub struct Interfaces {
    list: Vec<Interface>,
    /// Names of the open ones, the most recently opened first (`net/netdevice.c: open_net_devices`).
    open: Vec<Vec<u8>>,
}

impl Interfaces {
    /// All devices.
    #[must_use]
    pub fn all(&self) -> &[Interface] {
        &self.list
    }

    /// The device of this name, where `netX` is the most recently opened one (`net/netdevice.c: find_netdev`).
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<&Interface> {
        if name == b"netX" {
            return self.last_opened();
        }
        self.list.iter().find(|interface| interface.name == name)
    }

    /// The device of exactly this name.
    pub fn get_mut(&mut self, name: &[u8]) -> Option<&mut Interface> {
        self.list
            .iter_mut()
            .find(|interface| interface.name == name)
    }

    /// The most recently opened device that is still open (`net/netdevice.c: last_opened_netdev`).
    #[must_use]
    pub fn last_opened(&self) -> Option<&Interface> {
        let name = self.open.first()?;
        self.list.iter().find(|interface| interface.name == *name)
    }

    /// Whether there is a device of exactly this name that is open.
    #[must_use]
    pub fn is_open(&self, name: &[u8]) -> bool {
        self.open.iter().any(|open| open == name)
    }

    /// Names of the VLAN devices over a trunk, in order.
    #[must_use]
    pub fn vlans_over(&self, trunk: &[u8]) -> Vec<Vec<u8>> {
        let over = |device: &&Interface| device.vlan.is_some() && device.trunk() == trunk;
        self.list
            .iter()
            .filter(over)
            .map(|device| device.name.clone())
            .collect()
    }

    /// The VLAN over a trunk that has this tag (`net/vlan.c: vlan_find`).
    pub fn vlan_mut(&mut self, trunk: &[u8], tag: u32) -> Option<&mut Vlan> {
        self.list
            .iter_mut()
            .filter_map(|device| device.vlan.as_mut())
            .find(|vlan| vlan.trunk == trunk && u32::from(vlan.tag) == tag)
    }

    /// Adds a device at the end of the list.
    pub fn register(&mut self, interface: Interface) {
        let (name, is_open) = (interface.name.clone(), interface.is_open);
        self.list.push(interface);
        if is_open {
            self.open.insert(0, name);
        }
    }

    /// Takes a device away.
    pub fn unregister(&mut self, name: &[u8]) -> Option<Interface> {
        let at = self
            .list
            .iter()
            .position(|interface| interface.name == name)?;
        self.open.retain(|open| open != name);
        Some(self.list.remove(at))
    }

    /// Notes that a device is open; it becomes `netX`. Nothing happens if it was open before.
    pub fn set_open(&mut self, name: &[u8]) {
        let Some(interface) = self.get_mut(name) else {
            return;
        };
        if !std::mem::replace(&mut interface.is_open, true) {
            self.open.insert(0, name.to_vec());
        }
    }

    /// Notes that a device is closed.
    pub fn set_closed(&mut self, name: &[u8]) {
        if let Some(interface) = self.get_mut(name) {
            interface.is_open = false;
        }
        self.open.retain(|open| open != name);
    }
}
