//! `time`, `ntp`, `sync` (`hci/commands/time_cmd.c`, `ntp_cmd.c`, `sync_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::CommandName;

use super::{CommandResult, Next};
use crate::activity::{Activity, Call, Polled, call};
use crate::arguments::Arguments;
use crate::monojob::MonoJob;
use crate::options::Options;
use crate::ports::Job;
use crate::{Cx, Status, Ticks};

/// `time_exec`
pub(super) fn time(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    let command = arguments.iter().skip(1).map(<[u8]>::to_vec).collect();
    Next::run(Timed {
        name: arguments.name().to_vec(),
        command: Some(command),
        start: cx.now(),
    })
}

/// Runs a command and prints how long it took.
#[derive(Clone, Debug)]
struct Timed {
    /// The name that `time` itself was called by.
    name: Vec<u8>,
    /// The command, until it is run.
    command: Option<Vec<Vec<u8>>>,
    start: Ticks,
}

impl Activity for Timed {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        if let Some(command) = self.command.take() {
            return call(Call::Command(command));
        }
        let status = cx.take_returned().unwrap_or(Status::OK);
        let elapsed = cx.now().since(self.start);
        let tenths = elapsed.0.saturating_mul(10) / Ticks::PER_SECOND;
        let text = format!(": {}.{}s\n", tenths / 10, tenths % 10);
        cx.print([&*self.name, text.as_bytes()].concat());
        ControlFlow::Continue(status)
    }
}

/// `ntp_exec`
pub(super) fn ntp(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let server = options.get(0).unwrap_or_default();
    match cx.ask(|world, host| world.ntp(host, server)) {
        Ok(job) => Next::run(Ntp(MonoJob::start(cx, None, Ticks::ZERO, job))),
        Err(fault) => Err(cx.complain(NO_TIME, fault)),
    }
}

const NO_TIME: &str = "Could not get time and date";

/// Asks a time server and sets the clock (`usr/ntpmgmt.c: ntp`).
#[derive(Clone, Debug)]
struct Ntp(MonoJob<i64>);

impl Activity for Ntp {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        ControlFlow::Continue(match self.0.poll(cx)? {
            Ok(seconds) => {
                cx.machine.set_clock(seconds);
                Status::OK
            }
            Err(status) => {
                cx.complain_of(NO_TIME, status);
                status
            }
        })
    }
}

/// `sync_exec`
pub(super) fn sync(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let duration = cx.ask(|world, host| world.pending(host));
    let job = Job::new(duration, Ok(()));
    let job = MonoJob::start(cx, None, options.timeout("timeout"), job);
    Next::run(Sync(job))
}

/// Waits until nothing is going on in the background (`usr/sync.c: sync`).
#[derive(Clone, Debug)]
struct Sync(MonoJob<()>);

impl Activity for Sync {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let status = self.0.poll(cx)?.err().unwrap_or(Status::OK);
        if !status.is_ok() {
            cx.complain_of("Operations did not complete", status);
        }
        ControlFlow::Continue(status)
    }
}
