//! `ifopen`, `ifclose`, `ifstat`, `ifconf` and `dhcp`, `iflinkwait` (`hci/commands/ifmgmt_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Call, Polled, call};
use crate::arguments::Arguments;
use crate::network::{Configuration, LinkWait};
use crate::options::Options;
use crate::{Cx, Status, Ticks};

const NO_DEVICE: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::IfmgmtCmd, 0);

/// `ifopen_exec`
pub(super) fn ifopen(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    for_each(&options, AtOnce(|cx, device| cx.ifopen(device)))
}

/// `ifclose_exec`
pub(super) fn ifclose(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let close = AtOnce(|cx, device| {
        cx.netdev_close(device);
        Ok(())
    });
    for_each(&options, close)
}

/// `ifstat_exec`
pub(super) fn ifstat(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let show = AtOnce(|cx, device| {
        cx.ifstat(device);
        Ok(())
    });
    for_each(&options, show)
}

/// `ifconf_exec`
pub(super) fn ifconf(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let configurator = match options.text("configurator") {
        Some(name) => Some(cx.parse_configurator(name)?),
        None => None,
    };
    let timeout = options.timeout("timeout");
    for_each(
        &options,
        Configure {
            configurator,
            timeout,
        },
    )
}

/// `iflinkwait_exec`
pub(super) fn iflinkwait(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    for_each(&options, WaitForLink(options.timeout("timeout")))
}

/// What a command does with each device (`hci/ifmgmt_cmd.h: struct ifcommon_command_descriptor`).
pub(super) trait Payload: Clone + std::fmt::Debug + Send + Sync + 'static {
    /// Whether one success is enough.
    const STOPS_ON_FIRST_SUCCESS: bool;

    /// Does it with one device.
    fn start(&self, cx: &mut Cx<'_>, device: &[u8]) -> CommandResult;
}

/// Something that takes no time.
#[derive(Clone, Debug)]
pub(super) struct AtOnce(pub(super) fn(&mut Cx<'_>, &[u8]) -> Result<(), Status>);

impl Payload for AtOnce {
    const STOPS_ON_FIRST_SUCCESS: bool = false;

    fn start(&self, cx: &mut Cx<'_>, device: &[u8]) -> CommandResult {
        (self.0)(cx, device).map(|()| Next::Done)
    }
}

/// `ifconf_payload`
#[derive(Clone, Debug)]
struct Configure {
    configurator: Option<&'static str>,
    timeout: Ticks,
}

impl Payload for Configure {
    const STOPS_ON_FIRST_SUCCESS: bool = true;

    fn start(&self, cx: &mut Cx<'_>, device: &[u8]) -> CommandResult {
        let part = Configuration::start(cx, device, self.configurator, self.timeout);
        open_or_close(cx, device, part.map(Part::Configuration))
    }
}

/// `iflinkwait_payload`
#[derive(Clone, Debug)]
struct WaitForLink(Ticks);

impl Payload for WaitForLink {
    const STOPS_ON_FIRST_SUCCESS: bool = true;

    fn start(&self, cx: &mut Cx<'_>, device: &[u8]) -> CommandResult {
        let part = LinkWait::start(cx, device, self.0, true);
        open_or_close(cx, device, part.map(Part::Link))
    }
}

/// Goes on, or closes a device that failed, to save memory.
fn open_or_close(cx: &mut Cx<'_>, device: &[u8], part: Result<Part, Status>) -> CommandResult {
    let part = part.inspect_err(|_| cx.netdev_close(device))?;
    let device = device.to_vec();
    Next::run(ClosingOnFailure { device, part })
}

/// Something that takes time, and closes the device if it fails.
#[derive(Clone, Debug)]
struct ClosingOnFailure {
    device: Vec<u8>,
    part: Part,
}

#[derive(Clone, Debug)]
enum Part {
    Configuration(Configuration),
    Link(LinkWait),
}

impl Activity for ClosingOnFailure {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let result = match &mut self.part {
            Part::Configuration(part) => part.poll(cx)?,
            Part::Link(part) => part.poll(cx)?,
        };
        if result.is_err() {
            cx.netdev_close(&self.device);
        }
        ControlFlow::Continue(result.err().unwrap_or(Status::OK))
    }
}

/// Does something with the devices that are named, or with all (`ifcommon_exec`).
pub(super) fn for_each(options: &Options<'_>, payload: impl Payload) -> CommandResult {
    let named: Vec<Vec<u8>> = options.from(0).map(<[u8]>::to_vec).collect();
    Next::run(ForEach {
        all: named.is_empty(),
        devices: (!named.is_empty()).then(|| named.into_iter()),
        status: Status::OK,
        payload,
    })
}

#[derive(Clone, Debug)]
struct ForEach<P> {
    /// Whether all devices are meant, rather than those that are named.
    all: bool,
    /// The devices that are still to come, once that is known.
    devices: Option<std::vec::IntoIter<Vec<u8>>>,
    /// The status of the last device.
    status: Status,
    payload: P,
}

impl<P: Payload> Activity for ForEach<P> {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        if let Some(status) = cx.take_returned() {
            self.status = status;
            if status.is_ok() && P::STOPS_ON_FIRST_SUCCESS {
                return ControlFlow::Continue(status);
            }
        }
        if self.devices.is_none() {
            self.status = cx.status(NO_DEVICE);
            let devices = cx.machine.interfaces.all();
            let names: Vec<Vec<u8>> = devices.iter().map(|device| device.name.clone()).collect();
            self.devices = Some(names.into_iter());
        }
        while let Some(name) = self.devices.as_mut().and_then(Iterator::next) {
            let result = if self.all {
                // A device may have gone in the meantime.
                match cx.machine.interfaces.find(&name) {
                    Some(_) => self.payload.start(cx, &name),
                    None => continue,
                }
            } else {
                cx.parse_netdev(&name)
                    .and_then(|device| self.payload.start(cx, &device))
            };
            self.status = match result {
                Ok(Next::Done) => Status::OK,
                Err(status) => status,
                Ok(Next::Run(activity)) => return call(Call::Activity(activity)),
                Ok(Next::Halt(outcome)) => {
                    return ControlFlow::Break(crate::activity::Suspend::Halt(outcome));
                }
            };
            if self.status.is_ok() && P::STOPS_ON_FIRST_SUCCESS {
                break;
            }
        }
        ControlFlow::Continue(self.status)
    }
}
