//! `reboot`, `poweroff` (`hci/commands/reboot_cmd.c`, `poweroff_cmd.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Platform, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled, Suspend, Wait};
use crate::arguments::Arguments;
use crate::options::Options;
use crate::ports::PowerRequest;
use crate::{Cx, Outcome, Status};
use std::ops::ControlFlow;

const NO_POWER_OFF: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::NullReboot, 0);

/// `reboot_exec`
pub(super) fn reboot(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let request = PowerRequest::Reboot {
        warm: options.flag("warm"),
        setup: options.flag("setup"),
    };
    match ask(cx, request) {
        Ok(()) => Ok(Next::Halt(Outcome::Rebooted)),
        Err(_) => {
            cx.print("Cannot reboot; not implemented\n");
            Next::run(Hang)
        }
    }
}

/// `poweroff_exec`
pub(super) fn poweroff(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    match ask(cx, PowerRequest::PowerOff) {
        Ok(()) => Ok(Next::Halt(Outcome::PoweredOff)),
        Err(fault) => Err(cx.complain("Could not power off", fault)),
    }
}

/// Userspace has no power to switch off (`core/null_reboot.c`).
fn ask(cx: &mut Cx<'_>, request: PowerRequest) -> Result<(), ErrorId> {
    match cx.machine.build.platform {
        Platform::Linux => Err(NO_POWER_OFF),
        _ => cx.ask(|world, host| world.power(host, request)),
    }
}

/// Does nothing for ever (`core/null_reboot.c: null_reboot`).
#[derive(Clone, Debug)]
struct Hang;

impl Activity for Hang {
    fn poll(&mut self, _: &mut Cx<'_>) -> Polled<Status> {
        ControlFlow::Break(Suspend::Wait(Wait {
            deadline: None,
            wants_input: false,
        }))
    }
}
