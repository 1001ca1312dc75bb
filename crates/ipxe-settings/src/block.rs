//! Settings blocks: what a node of the tree holds.
//!
//! Every kind is a value that the owner of the settings fills in; nothing is computed behind its
//! back. Blocks are shared between clones of a tree until one of them changes.

mod acpi;
mod builtin;
mod cpuid;
mod dmesg;
mod efi;
mod generic;
mod interface;
mod ipv6;
mod lldp;
mod memmap;
mod ndp;
mod pci;
mod smbios;
mod usb;

use std::sync::Arc;

use ipxe_reference::SettingType;

use crate::dhcp::{DhcpOptions, DhcpPacket, tag_applies};
use crate::dialect::Dialect;
use crate::error::SettingsError;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;
use crate::tree::BlockId;
use ipxe_reference::Scope;

pub use acpi::AcpiTables;
pub use builtin::Builtin;
pub use cpuid::Cpuid;
pub use dmesg::Dmesg;
pub use efi::{EfiPathSettings, EfiVariables};
pub use generic::{GenericBlock, StoredSetting};
pub use interface::Interface;
pub use ipv6::{Dhcpv6Lease, Ipv6Address};
pub use lldp::LldpNeighbour;
pub use memmap::{MemoryMap, MemoryRegion};
pub use ndp::RouterAdvertisement;
pub use pci::PciConfiguration;
pub use smbios::{SmbiosIdentity, SmbiosStructure, SmbiosTables};
pub use usb::{UsbDevice, UsbDevices};

/// What a settings block is made of.
#[derive(Debug, Clone)]
pub enum Block {
    /// A list of whatever was stored (`core/settings.c: generic_settings_operations`).
    Generic(Arc<GenericBlock>),
    /// Stands for another block: `netX` (`net/netdev_settings.c: netdev_redirect`). Without a
    /// target it has no values and cannot be stored to.
    Alias(Option<BlockId>),
    /// The block `builtin`.
    Builtin(Arc<Builtin>),
    /// A network interface: `net0`.
    Interface(Arc<Interface>),
    /// A received DHCP packet: `net0.dhcp`, `proxydhcp`, `pxebs`.
    Dhcp(Arc<DhcpPacket>),
    /// DHCP options outside of a packet: `net0.nvo` (`core/nvo.c`).
    DhcpOptions(Arc<DhcpOptions>),
    /// DHCPv6 options: `net0.dhcpv6`.
    Dhcpv6(Arc<Dhcpv6Lease>),
    /// An IPv6 address that the interface has by itself or from a prefix: `net0.link`,
    /// `net0.ndp.0`.
    Ipv6(Arc<Ipv6Address>),
    /// A router advertisement: `net0.ndp`.
    Ndp(Arc<RouterAdvertisement>),
    /// What the switch announces: `net0.lldp`.
    Lldp(Arc<LldpNeighbour>),
    /// The block `smbios`.
    Smbios(Arc<SmbiosTables>),
    /// The block `cpuid`.
    Cpuid(Arc<Cpuid>),
    /// The block `pci`.
    Pci(Arc<PciConfiguration>),
    /// The block `usb`.
    Usb(Arc<UsbDevices>),
    /// The block `acpi`.
    Acpi(Arc<AcpiTables>),
    /// The block `memmap`.
    Memmap(Arc<MemoryMap>),
    /// The block `efi`.
    Efi(Arc<EfiVariables>),
    /// Addresses from the device path that iPXE was loaded through, on UEFI.
    EfiPath(Arc<EfiPathSettings>),
}

/// A value as a block gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockValue<'a> {
    pub(crate) raw: RawValue<'a>,
    /// The type to use where the setting that is asked for has none.
    pub(crate) setting_type: Option<SettingType>,
}

impl<'a> BlockValue<'a> {
    pub(crate) const fn untyped(raw: RawValue<'a>) -> Self {
        Self {
            raw,
            setting_type: None,
        }
    }

    pub(crate) const fn typed(raw: RawValue<'a>, setting_type: SettingType) -> Self {
        Self {
            raw,
            setting_type: Some(setting_type),
        }
    }
}

impl Block {
    /// An empty list of settings.
    pub fn generic() -> Self {
        Self::Generic(Arc::default())
    }

    /// The scope of numeric names that are looked up in this block
    /// (`include/ipxe/settings.h: struct settings, default_scope`).
    pub fn default_scope(&self) -> Scope {
        match self {
            Self::Dhcpv6(_) => Scope::Dhcpv6,
            Self::Ipv6(address) => address.default_scope(),
            Self::Ndp(_) => Scope::Ndp,
            Self::Lldp(_) => Scope::Lldp,
            Self::Smbios(_) => Scope::Smbios,
            Self::Cpuid(_) => Scope::Cpuid,
            Self::Pci(_) => Scope::Pci,
            Self::Usb(_) => Scope::Usb,
            Self::Acpi(_) => Scope::Acpi,
            Self::Memmap(_) => Scope::Memmap,
            Self::Efi(_) => Scope::Efi,
            Self::Generic(_)
            | Self::Alias(_)
            | Self::Builtin(_)
            | Self::Interface(_)
            | Self::Dhcp(_)
            | Self::DhcpOptions(_)
            | Self::EfiPath(_) => Scope::Default,
        }
    }

    /// Whether the block can have the setting at all (`core/settings.c: setting_applies`).
    pub fn applies(&self, setting: &SettingKey<'_>) -> bool {
        let scope = setting.scope;
        match self {
            Self::Generic(_) | Self::Alias(_) | Self::Interface(_) | Self::EfiPath(_) => true,
            Self::Builtin(_) => scope == Scope::Builtin,
            Self::Dhcp(_) | Self::DhcpOptions(_) => {
                scope == Scope::Default && tag_applies(setting.tag as u32)
            }
            Self::Dhcpv6(_) => matches!(scope, Scope::Dhcpv6 | Scope::Ipv6),
            Self::Ipv6(_) => scope == Scope::Ipv6,
            _ => scope == self.default_scope(),
        }
    }

    /// Whether the block has values at all; an alias without a target has not.
    pub(crate) const fn can_fetch(&self) -> bool {
        !matches!(self, Self::Alias(_))
    }

    /// The value of a setting that applies to the block.
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        match self {
            Self::Generic(block) => block.fetch(setting),
            Self::Alias(_) => None,
            Self::Builtin(block) => block.fetch(setting),
            Self::Interface(block) => block.fetch(setting),
            // Tags are cut to 32 bits, as where iPXE passes them on as `unsigned int`.
            Self::Dhcp(packet) => packet.fetch(setting.tag as u32).map(borrowed),
            Self::DhcpOptions(options) => options.fetch(setting.tag as u32).map(borrowed),
            Self::Dhcpv6(block) => block.fetch(setting),
            Self::Ipv6(block) => block.fetch(setting),
            Self::Ndp(block) => block.fetch(setting),
            Self::Lldp(block) => block.fetch(setting),
            Self::Smbios(block) => block.fetch(setting),
            Self::Cpuid(block) => block.fetch(setting),
            Self::Pci(block) => block.fetch(setting),
            Self::Usb(block) => block.fetch(setting),
            Self::Acpi(block) => block.fetch(setting),
            Self::Memmap(block) => block.fetch(setting),
            Self::Efi(block) => block.fetch(setting),
            Self::EfiPath(block) => block.fetch(setting),
        }
    }

    /// Stores a value, or deletes it if there is none, in a block that the setting applies to.
    pub(crate) fn store(
        &mut self,
        setting: &SettingKey<'_>,
        value: Option<&[u8]>,
        dialect: &Dialect,
    ) -> Result<(), SettingsError> {
        let bytes = value.unwrap_or_default();
        match self {
            Self::Generic(block) => {
                Arc::make_mut(block).store(setting, bytes);
                Ok(())
            }
            Self::Builtin(block) => Arc::make_mut(block).store(setting, bytes, dialect),
            Self::Interface(block) => Arc::make_mut(block).store(setting, value),
            Self::Dhcp(packet) => Arc::make_mut(packet).store(setting.tag as u32, bytes),
            Self::DhcpOptions(options) => Arc::make_mut(options).store(setting.tag as u32, bytes),
            _ => Err(SettingsError::ReadOnlyBlock),
        }
    }

    /// Forgets what was stored, where the block can (`core/settings.c: clear_settings`).
    pub(crate) fn clear(&mut self) {
        match self {
            Self::Generic(block) => Arc::make_mut(block).clear(),
            Self::Interface(block) => Arc::make_mut(block).settings.clear(),
            _ => {}
        }
    }
}

const fn borrowed(bytes: &[u8]) -> BlockValue<'_> {
    BlockValue::untyped(RawValue::borrowed(bytes))
}
