//! What an argument means and when iPXE looks at it.

/// The meaning of an option's argument or of a positional argument.
///
/// The names in `core/parseopt.c` are given where one of its functions reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueKind {
    /// No value: the option is present or not (`parse_flag`).
    Flag,
    /// Any bytes (`parse_string`).
    String,
    /// Free text, shown or sent as it is.
    Text,
    /// A value that is only compared or tested (`isset`, `iseq`).
    Value,
    /// A C integer in base 0, truncated to 32 bits (`parse_integer`).
    Integer,
    /// A drive number; read like [`Integer`](Self::Integer).
    Drive,
    /// An integer that counts 1/1024 seconds (`parse_timeout`).
    Timeout,
    /// One character, or an integer that names a key (`parse_key`).
    Key,
    /// A setting name whose settings block must exist (`parse_existing_setting`).
    Setting,
    /// A setting name whose settings block is created if it does not exist
    /// (`parse_autovivified_setting`).
    SettingAutovivify,
    /// The text form of a value, read by the type of the setting it is for.
    SettingValue,
    /// The name of an existing settings block (`parse_settings`).
    SettingsScope,
    /// The name of a network interface (`parse_netdev`).
    NetDevice,
    /// The name of a configurator (`parse_netdev_configurator`).
    Configurator,
    /// A UUID (`parse_uuid`).
    Uuid,
    /// The name of an existing menu or form (`parse_dynui`).
    UserInterface,
    /// The name for a new menu or form.
    UserInterfaceName,
    /// The name of an item of a menu or form; for `present` also a setting.
    ItemName,
    /// The name of an existing request parameter list (`parse_parameters`).
    Parameters,
    /// The name for a new request parameter list.
    ParametersName,
    /// The name of a registered image (`core/image.c: find_image`).
    Image,
    /// The name for a new image.
    ImageName,
    /// The name of a registered image, else a URI to download
    /// (`usr/imgmgmt.c: imgacquire`).
    ImageOrUri,
    /// A URI to download (`usr/imgmgmt.c: imgdownload_string`).
    Uri,
    /// The URI of a SAN device.
    RootPath,
    /// A host name or address.
    Host,
    /// A label of the current script.
    Label,
    /// A command with its arguments.
    Command,
    /// The name of a Fibre Channel port.
    FcPort,
    /// A Fibre Channel port number.
    FcPortId,
    /// The name of a Fibre Channel extended link service.
    FcEls,
    /// The name of a debugger transport.
    GdbTransport,
}

/// When a wrong value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Checked {
    /// Every value is accepted.
    Never,
    /// Before the command does anything: an option's argument as soon as it is
    /// met, a positional argument after the number of arguments was checked,
    /// from left to right.
    Parsing,
    /// While the command runs, when the value is needed.
    Running,
}

impl ValueKind {
    /// When a wrong value of this kind is found, unless an option or argument
    /// says otherwise.
    #[must_use]
    pub const fn checked(self) -> Checked {
        match self {
            Self::Flag
            | Self::String
            | Self::Text
            | Self::Value
            | Self::UserInterfaceName
            | Self::ItemName
            | Self::ParametersName
            | Self::ImageName => Checked::Never,
            Self::Integer
            | Self::Drive
            | Self::Timeout
            | Self::Key
            | Self::Setting
            | Self::SettingAutovivify
            | Self::SettingsScope
            | Self::NetDevice
            | Self::Configurator
            | Self::Uuid
            | Self::FcPort
            | Self::FcPortId
            | Self::FcEls
            | Self::GdbTransport => Checked::Parsing,
            Self::SettingValue
            | Self::UserInterface
            | Self::Parameters
            | Self::Image
            | Self::ImageOrUri
            | Self::Uri
            | Self::RootPath
            | Self::Host
            | Self::Label
            | Self::Command => Checked::Running,
        }
    }

    /// True where the value is read by `parse_integer` (`core/parseopt.c`).
    #[must_use]
    pub const fn is_integer(self) -> bool {
        matches!(self, Self::Integer | Self::Drive | Self::Timeout)
    }

    /// True where the value names a setting.
    #[must_use]
    pub const fn is_setting(self) -> bool {
        matches!(self, Self::Setting | Self::SettingAutovivify)
    }
}
