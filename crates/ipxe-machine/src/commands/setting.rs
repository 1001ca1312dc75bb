//! `show`, `set`, `clear`, `read`, `inc` (`hci/commands/nvo_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::CommandName;
use ipxe_settings::number::until_nul;
use ipxe_settings::{BlockId, SettingKey, SettingsError};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::input::ReadLine;
use crate::options::{NamedSetting, Options};
use crate::{Cx, Status};

/// `show_exec`
pub(super) fn show(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let (block, key) = cx.parse_setting_key(options.get(0).unwrap_or_default(), false)?;
    let settings = &cx.machine.settings;
    let mut value = Vec::new();
    let line = match settings.fetch_text(block, key, &mut value) {
        Ok(fetched) => {
            let shown = match options.flag("quiet") {
                true => Vec::new(),
                false => [
                    &*settings.shown_name(fetched.origin, fetched.typed_setting()),
                    b" = ",
                ]
                .concat(),
            };
            [&*shown, until_nul(&value), b"\n"].concat()
        }
        Err(error) => return Err(complain(cx, b"find", key, error)),
    };
    cx.print(line);
    Ok(Next::Done)
}

/// Says that a setting could not be found or stored.
fn complain(cx: &mut Cx<'_>, verb: &[u8], key: SettingKey<'_>, error: SettingsError) -> Status {
    let status = cx.status(error.id());
    let reason = cx.strerror(status);
    cx.print(
        [
            b"Could not ",
            verb,
            b" \"",
            key.name,
            b"\": ",
            &*reason,
            b"\n",
        ]
        .concat(),
    );
    status
}

/// Stores text, and says so where that fails.
pub(super) fn store(
    cx: &mut Cx<'_>,
    named: &[u8],
    block: BlockId,
    key: SettingKey<'_>,
    text: Option<&[u8]>,
) -> Result<(), Status> {
    match cx.machine.settings.store_text(block, key, text) {
        Ok(()) => {
            cx.note_added(named.len() + text.map_or(0, <[u8]>::len));
            cx.emit(|_| match text {
                Some(value) if !value.is_empty() => EventKind::SettingStored { name: named, value },
                _ => EventKind::SettingCleared { name: named },
            });
            Ok(())
        }
        Err(error) => Err(complain(cx, b"store", key, error)),
    }
}

/// `set_exec`
pub(super) fn set(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let (block, key) = cx.parse_setting_key(named, true)?;
    match (options.get(1), options.len()) {
        // A single word needs no joining.
        (Some(value), 2) => store(cx, named, block, key, Some(value))?,
        _ => store(cx, named, block, key, Some(&options.text_from(1)))?,
    }
    Ok(Next::Done)
}

/// `clear_exec`
pub(super) fn clear(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let (block, key) = cx.parse_setting_key(named, true)?;
    store(cx, named, block, key, None)?;
    Ok(Next::Done)
}

/// `inc_exec`
pub(super) fn inc(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let (block, key) = cx.parse_setting_key(named, false)?;
    let increment = match options.get(1) {
        Some(text) => cx.parse_integer(text)?,
        None => 1,
    };
    if let Err(error) = cx.machine.settings.increment(block, key, increment) {
        return Err(complain(cx, b"store", key, error));
    }
    if cx.is_watched() {
        let mut value = Vec::new();
        // What was just stored can be shown, or there is nothing to show.
        let _ = cx.machine.settings.fetch_text(block, key, &mut value);
        cx.emit(|_| EventKind::SettingStored {
            name: named,
            value: &value,
        });
    }
    Ok(Next::Done)
}

/// `read_exec`
pub(super) fn read(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let mut setting = cx.parse_setting(named, true)?;
    // The value that is there fills the line, and its type is what the new one is read as.
    let mut existing = Vec::new();
    let settings = &cx.machine.settings;
    if let Ok(fetched) = settings.fetch_text(setting.block, setting.key(), &mut existing) {
        let SettingKey {
            name,
            tag,
            scope,
            setting_type,
        } = fetched.typed_setting();
        let (name, block) = (name.to_vec(), setting.block);
        setting = NamedSetting {
            block,
            name,
            tag,
            scope,
            setting_type,
        };
    }
    let timeout = options.timeout("timeout");
    let line = ReadLine::start(cx, b"", until_nul(&existing), timeout);
    Next::run(Read {
        named: named.to_vec(),
        setting,
        line,
    })
}

/// Reads a line and stores it.
#[derive(Clone, Debug)]
struct Read {
    /// The setting as it was named.
    named: Vec<u8>,
    setting: NamedSetting,
    line: ReadLine,
}

impl Activity for Read {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let status = match self.line.poll(cx, None)? {
            Ok(text) => {
                let NamedSetting { block, .. } = self.setting;
                let stored = store(cx, &self.named, block, self.setting.key(), Some(&text));
                stored.err().unwrap_or(Status::OK)
            }
            Err(fault) => cx.status(fault),
        };
        ControlFlow::Continue(status)
    }
}
