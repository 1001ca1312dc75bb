//! Settings, their types and scopes.

use crate::generated::settings::{SETTING_TYPES, SETTINGS, SETTINGS_BY_NAME, SettingType};
use crate::{Availability, Platform, Release};

/// What is known about a [`SettingType`].
#[derive(Debug)]
pub struct SettingTypeInfo {
    /// The type.
    pub id: SettingType,
    /// Its name as it follows the colon.
    pub name: &'static str,
    /// The first release that can store a value of it; `None` if none can.
    pub parses_since: Option<Release>,
    /// Width and sign, if it is a number.
    pub numeric: Option<Numeric>,
    /// The build option that it needs.
    pub build_option: Option<&'static str>,
    /// The first release that has it.
    pub since: Release,
    /// One line that says what it is.
    pub summary: &'static str,
}

/// Width and sign of a numeric [`SettingType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Numeric {
    /// Width in bits of a stored value.
    pub bits: u8,
    /// Shown as signed decimal rather than as unsigned hexadecimal.
    pub signed: bool,
}

impl SettingType {
    /// The record of this type.
    #[must_use]
    pub const fn info(self) -> &'static SettingTypeInfo {
        &SETTING_TYPES[self as usize]
    }

    /// The name of this type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// True where this release can store a value of this type from text.
    #[must_use]
    pub fn parses(self, release: Release) -> bool {
        self.info()
            .parses_since
            .is_some_and(|since| since <= release)
    }
}

impl std::fmt::Display for SettingType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Finds a setting type by its exact name.
#[must_use]
pub fn setting_type(name: &[u8]) -> Option<SettingType> {
    SETTING_TYPES
        .iter()
        .find(|info| info.name.as_bytes() == name)
        .map(|info| info.id)
}

/// The scope of a setting's tag: tags of different scopes never match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// DHCP and everything else that has no scope of its own.
    Default,
    /// The `builtin` block.
    Builtin,
    /// DHCPv6 options.
    Dhcpv6,
    /// IPv6 router advertisements.
    Ndp,
    /// IPv6 addresses.
    Ipv6,
    /// SMBIOS structures.
    Smbios,
    /// The processor's feature registers.
    Cpuid,
    /// The memory map.
    Memmap,
    /// PCI configuration space.
    Pci,
    /// USB device descriptors.
    Usb,
    /// ACPI tables.
    Acpi,
    /// UEFI variables.
    Efi,
    /// LLDP announcements.
    Lldp,
}

/// Group of predefined settings; groups decide the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "the names are those of include/ipxe/settings.h"
)]
pub enum SettingGroup {
    Netdev = 1,
    NetdevExtra,
    Ip4,
    Ip4Extra,
    Ip6,
    Ip6Extra,
    Ip,
    IpExtra,
    Boot,
    BootExtra,
    Sanboot,
    SanbootExtra,
    Host,
    HostExtra,
    Auth,
    AuthExtra,
    Crypto,
    Misc,
}

/// A predefined setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name. Several settings may have the same one, in different scopes.
    pub name: &'static str,
    /// Its numeric tag.
    pub tag: Option<u64>,
    /// The scope of its tag.
    pub scope: Scope,
    /// The type that is used where none is given.
    pub setting_type: SettingType,
    /// The label that the settings editor shows.
    pub description: &'static str,
    /// One line that says what it is.
    pub summary: &'static str,
    /// Its group in the table.
    pub order: SettingGroup,
    /// The first release that has it.
    pub since: Release,
    /// The build option that it needs.
    pub build_option: Option<&'static str>,
    /// The value that the build option must have.
    pub build_value: Option<&'static str>,
    /// The [`Part`](crate::Part) that it needs.
    pub part: Option<&'static str>,
    /// The only platforms that have it; empty if all have.
    pub platforms: &'static [Platform],
    /// Where a build without any configuration knows it, provided that it has
    /// the [`part`](Self::part).
    pub defaults: Availability,
    /// The settings blocks that provide it: names of [`BLOCKS`](crate::BLOCKS).
    pub blocks: &'static [&'static str],
    /// The block that provides it refuses to store it.
    pub read_only: bool,
    /// The file of iPXE that defines it.
    pub source: &'static str,
}

impl Setting {
    /// Where iPXE's own documentation of the setting is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("https://ipxe.org/cfg/{}", self.name)
    }
}

/// Finds the predefined setting of this exact name, the first of the table if
/// there are several.
#[must_use]
pub fn setting(name: &[u8]) -> Option<&'static Setting> {
    settings_named(name).next()
}

/// All predefined settings of this exact name, in table order.
pub fn settings_named(name: &[u8]) -> impl Iterator<Item = &'static Setting> {
    let by_name = |&index: &u8| &SETTINGS[usize::from(index)];
    let start = SETTINGS_BY_NAME.partition_point(|index| by_name(index).name.as_bytes() < name);
    SETTINGS_BY_NAME[start..]
        .iter()
        .map(by_name)
        .take_while(move |setting| setting.name.as_bytes() == name)
}

/// All predefined settings with this tag, in table order and whatever the scope.
pub fn settings_by_tag(tag: u64) -> impl Iterator<Item = &'static Setting> {
    SETTINGS
        .iter()
        .filter(move |setting| setting.tag == Some(tag))
}
