//! Commands for hardware that is not there: Fibre Channel, Infiniband, wireless networks
//! (`hci/commands/fcmgmt_cmd.c`, `ibmgmt_cmd.c`, `iwmgmt_cmd.c`).
//!
//! They find no such device, and say what iPXE says then.

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix, ValueKind, values_of_kind};

use super::interface::{AtOnce, for_each};
use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::options::Options;

const NO_SUCH_REQUEST: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::FcmgmtCmd, 0);
const NO_PORTS: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::FcmgmtCmd, 0);

/// `fcstat_exec`, `ibstat_exec`: there is nothing to list
pub(super) fn nothing_to_list(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    Ok(Next::Done)
}

/// `fcels_exec`
pub(super) fn fcels(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let request = options.get(0).unwrap_or_default();
    let (release, build) = (cx.machine.build.release, &cx.machine.build);
    let known = values_of_kind(ValueKind::FcEls)
        .and_then(|known| known.find(request))
        .filter(|known| known.since <= release)
        .is_some_and(|known| {
            known
                .build_option
                .is_none_or(|option| build.has_option(option))
        });
    if !known {
        cx.print([b"\"", request, b"\": unrecognised ELS\n"].concat());
        return Err(cx.status(NO_SUCH_REQUEST));
    }
    cx.print("No ports\n");
    Err(cx.status(NO_PORTS))
}

/// `iwstat_exec`, `iwlist_exec`: no network device is a wireless one
pub(super) fn wireless(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    for_each(&options, AtOnce(|_, _| Ok(())))
}
