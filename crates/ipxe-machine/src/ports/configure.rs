//! Configuration of interfaces: DHCP, router discovery, boot servers.

use ipxe_settings::block::Block;

use super::{Host, Started};

/// A settings block to register or to take away.
#[derive(Clone, Debug)]
pub enum SettingsUpdate {
    /// Registers a block, replacing one of the same name.
    Register {
        /// The parent's full name: `net0`, or empty for the root.
        parent: Vec<u8>,
        /// The name below the parent: `dhcp`, `proxydhcp`, `ndp`.
        name: Vec<u8>,
        /// The position among siblings; 0 for all but IPv6 blocks.
        order: i32,
        /// What it holds: a DHCP packet, a router advertisement, an address.
        block: Block,
    },
    /// Takes a block away, if it is there.
    Unregister {
        /// The full name: `proxydhcp`.
        name: Vec<u8>,
    },
}

/// What configuring an interface brought.
#[derive(Clone, Debug, Default)]
pub struct Configured {
    /// Changes to the settings, in order.
    pub settings: Vec<SettingsUpdate>,
}

/// Configuration by DHCP and other configurators (`net/netdev_settings.c`, `net/udp/dhcp.c`, `net/ndp.c`).
pub trait Configure {
    /// Names of the configurators that apply to the interface, in order: `dhcp`, `ipv6`.
    fn configurators(&self, host: &Host<'_>, interface: &[u8]) -> Vec<&'static str>;

    /// Runs one configurator on an open interface. All configurators of an interface run side by
    /// side; the machine asks for each of them at the same time.
    ///
    /// # Errors
    /// Where the configurator cannot be started.
    fn configure(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        configurator: &str,
    ) -> Started<Configured>;

    /// Looks for a PXE boot server of a type (`net/udp/dhcp.c: start_pxebs`).
    ///
    /// # Errors
    /// Where the search cannot be started.
    fn discover_boot_server(
        &mut self,
        host: &Host<'_>,
        interface: &[u8],
        server_type: u16,
    ) -> Started<Configured>;
}
