//! The machine that a server runs on.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// What a server learns from its operating system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// Its interfaces in the order in which the system lists them, without the loopback interface.
    pub interfaces: Vec<Interface>,
    /// IPv4 addresses of host names that its resolver finds, in the resolver's order.
    pub names: BTreeMap<String, Vec<Ipv4Addr>>,
}

impl Host {
    /// The interface of that name.
    #[must_use]
    pub fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces
            .iter()
            .find(|interface| interface.name == name)
    }

    /// All addresses of all interfaces.
    pub fn addresses(&self) -> impl Iterator<Item = InterfaceAddress> + '_ {
        let addresses = |interface: &'_ Interface| interface.addresses.clone();
        self.interfaces.iter().flat_map(addresses)
    }
}

/// A network interface with its IPv4 addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, such as `eth0`.
    pub name: String,
    /// Its addresses, the primary one first.
    pub addresses: Vec<InterfaceAddress>,
}

/// An address with the length of its network's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InterfaceAddress {
    /// The address.
    pub address: Ipv4Addr,
    /// Number of leading one bits in the netmask, at most 32.
    pub prefix: u8,
}

impl InterfaceAddress {
    /// The netmask.
    #[must_use]
    pub fn netmask(self) -> Ipv4Addr {
        let zeros = 32 - u32::from(self.prefix.min(32));
        Ipv4Addr::from_bits(u32::MAX.checked_shl(zeros).unwrap_or(0))
    }

    /// The broadcast address.
    #[must_use]
    pub fn broadcast(self) -> Ipv4Addr {
        self.address | !self.netmask()
    }
}
