//! Commands that look at the inside of iPXE: `profstat`, `gdbstub`, `startpxe`, `stoppxe`
//! (`hci/commands/profstat_cmd.c`, `gdbstub_cmd.c`, `arch/x86/hci/commands/pxe_cmd.c`).

use std::net::Ipv4Addr;
use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix, ValueKind, values_of_kind};

use super::interface::{AtOnce, for_each};
use super::{CommandResult, Next};
use crate::activity::{Activity, Polled, Suspend, Wait};
use crate::arguments::Arguments;
use crate::options::Options;
use crate::{Cx, Status};

const NO_SUCH_TRANSPORT: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::GdbstubCmd, 0);
/// What a transport fails with; it is no error number.
const NOT_READY: Status = Status(1);

/// `profstat_exec`. Only debug builds have profilers (`include/ipxe/profile.h: PROFILING`).
pub(super) fn profstat(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    Ok(Next::Done)
}

/// `startpxe_exec`. Offering the PXE interface to the BIOS shows nothing.
pub(super) fn startpxe(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    for_each(&options, AtOnce(|_, _| Ok(())))
}

/// `stoppxe_exec`
pub(super) fn stoppxe(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    Ok(Next::Done)
}

/// `gdbstub_exec`
pub(super) fn gdbstub(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let transport = options.get(0).unwrap_or_default();
    let build = &cx.machine.build;
    let built = values_of_kind(ValueKind::GdbTransport)
        .and_then(|known| known.find(transport))
        .is_some_and(|known| {
            known
                .build_option
                .is_none_or(|option| build.has_option(option))
        });
    if !built {
        let complaint = b"\": no such transport (is it compiled in?)\n";
        cx.print([b"\"", transport, complaint].concat());
        return Err(cx.status(NO_SUCH_TRANSPORT));
    }
    let complaint = match (transport, options.get(1), options.len()) {
        (b"udp", Some(device), 2) if has_address(cx, device) => return Next::run(Debugged),
        (b"udp", Some(device), 2) => {
            [device, b": device does not exist or has no IP address\n"].concat()
        }
        (b"udp", _, _) => b"udp: missing <interface> argument\n".to_vec(),
        // There is no serial port.
        (_, Some(_), 2) => b"serial: unable to configure\n".to_vec(),
        _ => b"serial: syntax <port>\n".to_vec(),
    };
    cx.print(complaint);
    Err(NOT_READY)
}

/// `core/gdbudp.c: gdbudp_configure`
fn has_address(cx: &Cx<'_>, device: &[u8]) -> bool {
    let settings = &cx.machine.settings;
    let device = cx.machine.interfaces.find(device);
    let block = device.and_then(|device| settings.child(settings.root(), &device.name));
    let key = settings.dialect().key("ip");
    let address = block
        .zip(key)
        .and_then(|(block, key)| settings.fetch_ipv4(block, key).ok());
    address.is_some_and(|address| !Ipv4Addr::from(address).is_unspecified())
}

/// Waits for a debugger, which never comes.
#[derive(Clone, Debug)]
struct Debugged;

impl Activity for Debugged {
    fn poll(&mut self, _: &mut Cx<'_>) -> Polled<Status> {
        ControlFlow::Break(Suspend::Wait(Wait {
            deadline: None,
            wants_input: false,
        }))
    }
}
