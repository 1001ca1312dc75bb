//! Options and arguments of a command at run time (`core/parseopt.c`).
//!
//! Which options there are and what they take is in the tables; this reads their values as soon as they are met,
//! so that messages come in the order of the command line.

use ipxe_reference::getopt::{Getopt, GetoptError, OptionReader};
use ipxe_reference::{
    CommandName, CommandOption, ErrorFile, ErrorId, Posix, Release, Scope, SettingType, ValueKind,
};
use ipxe_settings::number::{parse_integer, strtoul};
use ipxe_settings::{BlockId, SettingKey, SettingName, types};

use crate::arguments::{Arguments, concat_args};
use crate::input::keys::KEY_MIN;
use crate::{Cx, Status, Ticks};

const HELP: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Parseopt, 1);
const BAD_INTEGER: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Parseopt, 1);
const UNKNOWN_OPTION: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Parseopt, 2);
const MISSING_ARGUMENT: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Parseopt, 3);
const ARGUMENT_COUNT: ErrorId = ErrorId::new(Posix::Erange, ErrorFile::Parseopt, 0);
const NO_SUCH_INTERFACE: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Parseopt, 0);
const NO_SUCH_CONFIGURATOR: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Parseopt, 0);
const NO_SUCH_PORT: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::FcmgmtCmd, 0);
const BAD_PORT_ID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::FcmgmtCmd, 0);
const NO_SUCH_SCOPE: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Parseopt, 0);

/// The options and arguments of a command, read and checked.
#[derive(Debug)]
pub struct Options<'a> {
    arguments: &'a Arguments,
    /// Index of the first positional argument.
    first: usize,
    given: Vec<(&'static str, Value<'a>)>,
}

/// The value of an option.
#[derive(Clone, Debug)]
enum Value<'a> {
    Flag,
    Text(&'a [u8]),
    Number(u32),
    Setting(NamedSetting),
    Block(BlockId),
    Uuid([u8; 16]),
}

/// A setting that was named, and its block (`include/ipxe/settings.h: struct named_setting`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSetting {
    /// The block.
    pub block: BlockId,
    /// The name without block and type.
    pub name: Vec<u8>,
    /// The tag; 0 if there is none.
    pub tag: u64,
    /// The scope of the tag.
    pub scope: Scope,
    /// The type, if one was given or the setting is predefined.
    pub setting_type: Option<SettingType>,
}

impl NamedSetting {
    /// A setting of a block.
    #[must_use]
    pub fn new(block: BlockId, key: SettingKey<'_>) -> Self {
        Self {
            block,
            name: key.name.to_vec(),
            tag: key.tag,
            scope: key.scope,
            setting_type: key.setting_type,
        }
    }

    /// The setting within its block.
    #[must_use]
    pub fn key(&self) -> SettingKey<'_> {
        SettingKey {
            name: &self.name,
            tag: self.tag,
            scope: self.scope,
            setting_type: self.setting_type,
        }
    }
}

impl<'a> Options<'a> {
    /// Reads the options of a command and counts its arguments (`parse_options`).
    ///
    /// # Errors
    /// Where something is wrong with them, or help is asked for; what is to be said has been printed.
    pub fn parse(
        cx: &mut Cx<'_>,
        command: CommandName,
        arguments: &'a Arguments,
    ) -> Result<Self, Status> {
        let mut options = Self {
            arguments,
            first: 1,
            given: Vec::new(),
        };
        if arguments
            .get(1)
            .is_some_and(|first| first.starts_with(b"-"))
        {
            options.read(cx, command)?;
        }
        let record = command.get();
        let count = options.len();
        if count < usize::from(record.min_args) || count > usize::from(record.max_args) {
            cx.print_usage(command, arguments.name());
            return Err(cx.status(ARGUMENT_COUNT));
        }
        Ok(options)
    }

    /// `reparse_options`
    fn read(&mut self, cx: &mut Cx<'_>, command: CommandName) -> Result<(), Status> {
        let arguments = self.arguments;
        let words: Vec<&[u8]> = arguments.iter().skip(1).collect();
        let mut reader = OptionReader::new(command.get(), cx.machine.build.release, &words);
        for item in reader.by_ref() {
            let fault = match item {
                Getopt::Option(given) => {
                    let at = given.value.map(|value| (value.index, value.offset));
                    let text =
                        at.map_or(&b""[..], |(index, offset)| &arguments[1 + index][offset..]);
                    let value = cx.parse_value(given.option, text)?;
                    self.given.push((given.option.long, value));
                    continue;
                }
                Getopt::Help(_) => HELP,
                Getopt::Error(error) => {
                    cx.print([&*error.message(), b"\n"].concat());
                    match error {
                        GetoptError::UnknownLong { .. } | GetoptError::UnknownShort { .. } => {
                            UNKNOWN_OPTION
                        }
                        GetoptError::MissingValue { .. } | GetoptError::UnexpectedValue { .. } => {
                            MISSING_ARGUMENT
                        }
                    }
                }
            };
            cx.print_usage(command, self.arguments.name());
            return Err(cx.status(fault));
        }
        self.first = 1 + reader.first_positional();
        Ok(())
    }

    fn value(&self, long: &str) -> Option<&Value<'a>> {
        self.given
            .iter()
            .rev()
            .find(|(name, _)| *name == long)
            .map(|(_, value)| value)
    }

    /// True where a flag is given.
    #[must_use]
    pub fn flag(&self, long: &str) -> bool {
        self.value(long).is_some()
    }

    /// The value of an option that takes any text.
    #[must_use]
    pub fn text(&self, long: &str) -> Option<&'a [u8]> {
        match self.value(long)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of the last one given of several options that take any text and stand for the same.
    #[must_use]
    pub fn last_text(&self, longs: &[&str]) -> Option<&'a [u8]> {
        let mut given = self.given.iter().rev();
        match given.find(|(name, _)| longs.contains(name))? {
            (_, Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of an option that takes an integer, a drive, a key or a timeout.
    #[must_use]
    pub fn number(&self, long: &str) -> Option<u32> {
        match self.value(long)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The value of an option that takes a timeout; zero if it is not given, which is for ever.
    #[must_use]
    pub fn timeout(&self, long: &str) -> Ticks {
        Ticks(u64::from(self.number(long).unwrap_or(0)))
    }

    /// The value of an option that takes a setting.
    #[must_use]
    pub fn setting(&self, long: &str) -> Option<&NamedSetting> {
        match self.value(long)? {
            Value::Setting(setting) => Some(setting),
            _ => None,
        }
    }

    /// The value of an option that takes a settings block.
    #[must_use]
    pub fn block(&self, long: &str) -> Option<BlockId> {
        match self.value(long)? {
            Value::Block(block) => Some(*block),
            _ => None,
        }
    }

    /// The value of an option that takes a UUID.
    #[must_use]
    pub fn uuid(&self, long: &str) -> Option<[u8; 16]> {
        match self.value(long)? {
            Value::Uuid(uuid) => Some(*uuid),
            _ => None,
        }
    }

    /// How many positional arguments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arguments.len() - self.first
    }

    /// True where there is no positional argument.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The positional argument at `index`, counted from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        self.arguments.get(self.first + index)
    }

    /// The positional arguments from `index` on.
    pub fn from(&self, index: usize) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        let arguments = self.arguments;
        (self.first + index..arguments.len()).map(|index| &arguments[index])
    }

    /// The positional arguments from `index` on, joined by single blanks.
    #[must_use]
    pub fn text_from(&self, index: usize) -> Vec<u8> {
        concat_args(self.from(index))
    }
}

impl Cx<'_> {
    /// Prints how a command is used (`print_usage`).
    pub fn print_usage(&mut self, command: CommandName, argv0: &[u8]) {
        let release = self.machine.build.release;
        self.print(command.get().usage_text(argv0, release));
    }

    /// Reads the value of an option according to its kind.
    fn parse_value<'a>(
        &mut self,
        option: &CommandOption,
        text: &'a [u8],
    ) -> Result<Value<'a>, Status> {
        Ok(match option.kind {
            ValueKind::Flag => Value::Flag,
            ValueKind::Integer | ValueKind::Drive | ValueKind::Timeout => {
                Value::Number(self.parse_integer(text)?)
            }
            ValueKind::Key => Value::Number(self.parse_key(text)?),
            ValueKind::Setting => Value::Setting(self.parse_setting(text, false)?),
            ValueKind::SettingAutovivify => Value::Setting(self.parse_setting(text, true)?),
            ValueKind::SettingsScope => Value::Block(self.parse_settings(text)?),
            ValueKind::Uuid => Value::Uuid(self.parse_uuid(text)?),
            ValueKind::NetDevice => {
                self.parse_netdev(text)?;
                Value::Text(text)
            }
            ValueKind::Configurator => {
                self.parse_configurator(text)?;
                Value::Text(text)
            }
            // There is no Fibre Channel port to find (`hci/commands/fcmgmt_cmd.c: parse_fc_port`).
            ValueKind::FcPort => return Err(self.refuse(text, "no such port", NO_SUCH_PORT)),
            ValueKind::FcPortId if !self.is_fc_port_id(text) => {
                return Err(self.refuse(text, "invalid port ID", BAD_PORT_ID));
            }
            _ => Value::Text(text),
        })
    }

    /// Whether a text is three hexadecimal numbers with dots between them (`net/fc.c: fc_id_aton`).
    fn is_fc_port_id(&self, text: &[u8]) -> bool {
        let width = self.machine.settings.dialect().long_width();
        let mut parts = text.split(|&byte| byte == b'.');
        let is_number = |part: &[u8]| strtoul(part, 16, width).1 == part.len();
        parts.clone().count() == 3 && parts.all(is_number)
    }

    fn refuse(&mut self, text: &[u8], complaint: &str, fault: ErrorId) -> Status {
        self.print([b"\"", text, b"\": ", complaint.as_bytes(), b"\n"].concat());
        self.status(fault)
    }

    /// Reads an integer (`parse_integer`).
    ///
    /// # Errors
    /// Where the text is no integer; that has been printed.
    pub fn parse_integer(&mut self, text: &[u8]) -> Result<u32, Status> {
        let width = self.machine.settings.dialect().long_width();
        let empty_is_zero = self.machine.build.release < Release::V1_21_1;
        parse_integer(text, width, empty_is_zero)
            .map_err(|_| self.refuse(text, "invalid integer value", BAD_INTEGER))
    }

    /// Reads a key (`parse_key`).
    ///
    /// # Errors
    /// As [`parse_integer`](Self::parse_integer).
    pub fn parse_key(&mut self, text: &[u8]) -> Result<u32, Status> {
        if let [character] = text {
            // A C `char` that is an `unsigned int`.
            return Ok(*character as i8 as u32);
        }
        let key = self.parse_integer(text)?;
        let is_relative = key > 0x7f && key < KEY_MIN;
        Ok(if is_relative {
            key.wrapping_add(KEY_MIN)
        } else {
            key
        })
    }

    /// Finds a settings block (`parse_settings`).
    ///
    /// # Errors
    /// Where there is no such block; that has been printed.
    pub fn parse_settings(&mut self, text: &[u8]) -> Result<BlockId, Status> {
        let found = self.machine.settings.find_block(text);
        found.ok_or_else(|| self.refuse(text, "no such scope", NO_SUCH_SCOPE))
    }

    /// Finds a setting by its name (`parse_existing_setting`, `parse_autovivified_setting`). `create` is for
    /// making a block that does not exist.
    ///
    /// # Errors
    /// Where the block or type does not exist; that has been printed.
    pub fn parse_setting(&mut self, text: &[u8], create: bool) -> Result<NamedSetting, Status> {
        let (block, key) = self.parse_setting_key(text, create)?;
        let SettingKey {
            name,
            tag,
            scope,
            setting_type,
        } = key;
        Ok(NamedSetting {
            block,
            name: name.to_vec(),
            tag,
            scope,
            setting_type,
        })
    }

    /// The same without a copy of the name.
    ///
    /// # Errors
    /// As [`parse_setting`](Self::parse_setting).
    pub fn parse_setting_key<'n>(
        &mut self,
        text: &'n [u8],
        create: bool,
    ) -> Result<(BlockId, SettingKey<'n>), Status> {
        if create {
            self.note_added(text.len());
        }
        let settings = &mut self.machine.settings;
        let name = SettingName::parse(text, settings.dialect());
        let found = if create {
            settings.find_or_create(name)
        } else {
            settings.find(name)
        };
        found.map_err(|error| self.refuse(text, "invalid setting", error.id()))
    }

    /// Reads a UUID (`parse_uuid`).
    ///
    /// # Errors
    /// Where the text is no UUID; that has been printed.
    pub fn parse_uuid(&mut self, text: &[u8]) -> Result<[u8; 16], Status> {
        let parsed = types::parse(SettingType::Uuid, text, self.machine.settings.dialect());
        let parsed = parsed.map(|raw| raw.into_vec());
        match parsed {
            Ok(raw) => {
                let mut uuid = [0; 16];
                let length = raw.len().min(16);
                uuid[..length].copy_from_slice(&raw[..length]);
                Ok(uuid)
            }
            Err(error) => Err(self.refuse(text, "invalid UUID", error.id())),
        }
    }

    /// Finds a network device, and gives its own name where `netX` was asked for (`parse_netdev`).
    ///
    /// # Errors
    /// Where there is no such device; that has been printed.
    pub fn parse_netdev(&mut self, text: &[u8]) -> Result<Vec<u8>, Status> {
        let found = self
            .machine
            .interfaces
            .find(text)
            .map(|interface| interface.name.clone());
        found.ok_or_else(|| self.refuse(text, "no such network device", NO_SUCH_INTERFACE))
    }

    /// Finds a configurator (`parse_netdev_configurator`).
    ///
    /// # Errors
    /// Where there is no such configurator; that has been printed.
    pub fn parse_configurator(&mut self, text: &[u8]) -> Result<&'static str, Status> {
        let known = &self.machine.build.configurators;
        let found = known.iter().copied().find(|name| name.as_bytes() == text);
        found.ok_or_else(|| self.refuse(text, "no such configurator", NO_SUCH_CONFIGURATOR))
    }
}
