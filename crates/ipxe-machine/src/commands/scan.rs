//! `pciscan`, `usbscan` (`hci/commands/pci_cmd.c`, `usb_cmd.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix, SettingType};

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::options::Options;

const NO_MORE_PCI: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Pci, 0);
const PCI_WRAPPED: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::PciCmd, 0);
const NO_MORE_USB: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Usb, 0);
const USB_WRAPPED: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::UsbCmd, 0);

/// `pciscan_exec`
pub(super) fn pciscan(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let find = |cx: &mut Cx<'_>, from| cx.ask(|world, host| world.next_pci(host, from));
    scan(
        cx,
        name,
        arguments,
        u32::MAX,
        find,
        [NO_MORE_PCI, PCI_WRAPPED],
    )
}

/// `usbscan_exec`
pub(super) fn usbscan(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let find = |cx: &mut Cx<'_>, from| cx.ask(|world, host| world.next_usb(host, from));
    let last = u32::from(u16::MAX);
    scan(cx, name, arguments, last, find, [NO_MORE_USB, USB_WRAPPED])
}

/// Stores the first device after the one that the setting names, or the first of all. `last` is the highest
/// possible number; the errors are for no further device, and for a setting that holds that number.
fn scan(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
    last: u32,
    find: impl FnOnce(&mut Cx<'_>, u32) -> Option<u32>,
    [no_more, wrapped]: [ErrorId; 2],
) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let (block, mut key) = cx.parse_setting_key(named, true)?;
    let mut from = 0;
    if let Ok((fetched, number)) = cx.machine.settings.fetch_number(block, key) {
        // What was found decides the type, whether it is a number or not.
        key = fetched.typed_setting();
        if let Ok(number) = number {
            from = (number as u32).wrapping_add(1) & last;
            if from == 0 {
                return Err(cx.status(wrapped));
            }
        }
    }
    let Some(found) = find(cx, from) else {
        return Err(cx.status(no_more));
    };
    let key = key.with_type(key.setting_type.unwrap_or(SettingType::Uint16));
    let stored = cx
        .machine
        .settings
        .store_number(block, key, u64::from(found));
    stored.map_err(|error| {
        let what = [b"Could not store \"", key.name, b"\""].concat();
        cx.complain(what, error.id())
    })?;
    cx.note_added(named.len());
    let value = found.to_string();
    cx.emit(|_| EventKind::SettingStored {
        name: named,
        value: value.as_bytes(),
    });
    Ok(Next::Done)
}
