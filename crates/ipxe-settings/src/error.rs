//! Why an operation on settings failed, in iPXE's own terms.

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use thiserror::Error;

/// An operation on settings failed.
///
/// [`id`](Self::id) is what iPXE would return, from which the number and the message that it prints
/// follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum SettingsError {
    /// The settings block of a name does not exist (`core/settings.c: parse_setting_name`).
    #[error("there is no such settings block")]
    NoSuchBlock,
    /// A settings block would be nested deeper than the limit; iPXE would run out of memory or of
    /// stack (`core/settings.c: autovivify_child_settings`).
    #[error("the settings block is nested too deep")]
    TooDeep,
    /// The type after the colon does not exist (`core/settings.c: parse_setting_name`).
    #[error("there is no such setting type")]
    NoSuchType,
    /// No block that was searched has the setting (`core/settings.c: fetch_setting`).
    #[error("the setting has no value")]
    NotFound,
    /// The setting does not exist in this block (`core/settings.c: store_setting`).
    #[error("this settings block cannot hold the setting")]
    NotApplicable,
    /// The block is read-only (`core/settings.c: store_setting`).
    #[error("this settings block is read-only")]
    ReadOnlyBlock,
    /// The block is searched without having values: `netX` while no interface is open
    /// (`core/settings.c: fetch_setting`).
    #[error("this settings block has no values at present")]
    NoValues,
    /// The built-in setting is read-only (`core/settings.c: builtin_store`).
    #[error("this built-in setting is read-only")]
    ReadOnlyBuiltin,
    /// There is no such built-in setting (`core/settings.c: builtin_store`).
    #[error("there is no such built-in setting")]
    NoSuchBuiltin,
    /// `dmesg` can only be cleared (`core/dmesg.c: dmesg_store`).
    #[error("the message log can only be cleared")]
    DmesgOnlyClears,
    /// This property of the interface is read-only (`net/netdev_settings.c: netdev_store`).
    #[error("this property of the interface is read-only")]
    ReadOnlyInterface,
    /// A link-layer address has the wrong length (`net/netdev_settings.c: netdev_store_mac`).
    #[error("a link-layer address of this interface has another length")]
    MacLength,
    /// Values of this type cannot be written as text (`core/settings.c: setting_parse`).
    #[error("a value of this type cannot be given as text")]
    CannotParse,
    /// The build knows the type by name only (`core/settings.c: format_ipv6_setting`).
    #[error("this build cannot handle values of this type")]
    TypeNotBuilt,
    /// The type is not a number (`core/settings.c: setting_numerate`).
    #[error("this type is not a number")]
    NotNumeric,
    /// Not a complete number (`core/settings.c: parse_int_setting`).
    #[error("not a complete integer")]
    BadInteger,
    /// The value has more significant bytes than a `long`
    /// (`core/settings.c: numeric_setting_value`).
    #[error("the number has too many bytes")]
    NumberTooWide,
    /// Text that is not an IPv4 address, or a value that is too short for one (`net/ipv4.c`).
    #[error("not an IPv4 address")]
    BadIpv4,
    /// Text that is not an IPv6 address, or a value that is too short for one (`net/ipv6.c`).
    #[error("not an IPv6 address")]
    BadIpv6,
    /// Text that is not pairs of hexadecimal digits with the right separators
    /// (`core/base16.c: hex_decode`).
    #[error("not pairs of hexadecimal digits with the expected separator")]
    BadHex,
    /// Text that is not Base64 (`core/base64.c: base64_decode`).
    #[error("not Base64")]
    BadBase64,
    /// A UUID of another length than 16 bytes (`core/uuid.c: uuid_aton`).
    #[error("not 16 bytes long, as a UUID is")]
    BadUuid,
    /// A value that is shown as a UUID is not 16 bytes long
    /// (`core/settings.c: format_uuid_setting`).
    #[error("the value is not 16 bytes long, as a UUID is")]
    NotUuidLength,
    /// A value whose length is no multiple of an address
    /// (`core/settings.c: fetch_ipv4_array_setting`).
    #[error("the value is not a whole number of addresses")]
    NotAddressLength,
    /// A value that is not a list of DNS names (`net/udp/dns.c: dns_label`).
    #[error("not a list of DNS names")]
    BadDnsName,
    /// A DHCP option or packet field has no room for the value (`net/dhcpopts.c`).
    #[error("the DHCP options have no room for the value")]
    NoRoomForOption,
    /// A fixed field of a DHCP packet is too short (`net/dhcppkt.c: dhcppkt_store`).
    #[error("the field of the DHCP packet is too short for the value")]
    NoRoomInField,
    /// A padding byte cannot be stored as a DHCP option (`net/dhcpopts.c: set_dhcp_option`).
    #[error("option 0 is padding and cannot be stored")]
    PadOption,
    /// The text of the value would be larger than the limit; iPXE would run out of memory.
    #[error("the text of the value would be too long")]
    TooLong,
}

impl SettingsError {
    /// The error that iPXE returns. None of these errors has a case number within its file.
    pub const fn id(self) -> ErrorId {
        ErrorId::new(self.posix(), self.file(), 0)
    }

    const fn posix(self) -> Posix {
        match self {
            Self::NoSuchBlock | Self::TooDeep => Posix::Enodev,
            Self::NotFound | Self::NoSuchBuiltin => Posix::Enoent,
            Self::NotApplicable | Self::PadOption => Posix::Enotty,
            Self::NoSuchType
            | Self::ReadOnlyBlock
            | Self::NoValues
            | Self::ReadOnlyBuiltin
            | Self::DmesgOnlyClears
            | Self::ReadOnlyInterface
            | Self::CannotParse
            | Self::TypeNotBuilt
            | Self::NotNumeric => Posix::Enotsup,
            Self::MacLength
            | Self::BadInteger
            | Self::BadIpv4
            | Self::BadIpv6
            | Self::BadHex
            | Self::BadBase64
            | Self::BadUuid
            | Self::BadDnsName => Posix::Einval,
            Self::NumberTooWide | Self::NotUuidLength | Self::NotAddressLength => Posix::Erange,
            Self::NoRoomForOption | Self::NoRoomInField => Posix::Enospc,
            Self::TooLong => Posix::Enomem,
        }
    }

    const fn file(self) -> ErrorFile {
        match self {
            Self::NoSuchBlock
            | Self::TooDeep
            | Self::NoSuchType
            | Self::NotFound
            | Self::NotApplicable
            | Self::ReadOnlyBlock
            | Self::NoValues
            | Self::ReadOnlyBuiltin
            | Self::NoSuchBuiltin
            | Self::CannotParse
            | Self::TypeNotBuilt
            | Self::NotNumeric
            | Self::BadInteger
            | Self::NumberTooWide
            | Self::NotUuidLength
            | Self::NotAddressLength
            | Self::TooLong => ErrorFile::Settings,
            Self::DmesgOnlyClears => ErrorFile::Dmesg,
            Self::ReadOnlyInterface | Self::MacLength => ErrorFile::NetdevSettings,
            Self::BadIpv4 => ErrorFile::Ipv4,
            Self::BadIpv6 => ErrorFile::Ipv6,
            Self::BadHex => ErrorFile::Base16,
            Self::BadBase64 => ErrorFile::Base64,
            Self::BadUuid => ErrorFile::Uuid,
            Self::BadDnsName => ErrorFile::Dns,
            Self::NoRoomForOption | Self::PadOption => ErrorFile::Dhcpopts,
            Self::NoRoomInField => ErrorFile::Dhcppkt,
        }
    }
}
