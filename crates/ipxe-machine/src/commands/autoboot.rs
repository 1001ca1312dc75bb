//! `autoboot`, `pxebs` (`hci/commands/autoboot_cmd.c`, `dhcp_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::CommandName;

use super::interface::{Payload, for_each};
use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::boot::{BootServerDiscovery, NetBoot};
use crate::options::Options;
use crate::{Cx, Status};

/// `autoboot_exec`
pub(super) fn autoboot(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    for_each(&options, Boot)
}

/// `autoboot_payload`
#[derive(Clone, Debug)]
struct Boot;

impl Payload for Boot {
    const STOPS_ON_FIRST_SUCCESS: bool = false;

    fn start(&self, _: &mut Cx<'_>, device: &[u8]) -> CommandResult {
        Next::run(NetBoot::new(device))
    }
}

/// `pxebs_exec`
pub(super) fn pxebs(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let device = cx.parse_netdev(options.get(0).unwrap_or_default())?;
    let server_type = cx.parse_integer(options.get(1).unwrap_or_default())?;
    match BootServerDiscovery::start(cx, &device, server_type) {
        Ok(discovery) => Next::run(FindBootServer { device, discovery }),
        Err(status) => Err(complain(cx, &device, status)),
    }
}

fn complain(cx: &mut Cx<'_>, device: &[u8], status: Status) -> Status {
    cx.complain_of(
        [b"Could not discover boot server on ", device].concat(),
        status,
    );
    status
}

/// Looks for a boot server.
#[derive(Clone, Debug)]
struct FindBootServer {
    device: Vec<u8>,
    discovery: BootServerDiscovery,
}

impl Activity for FindBootServer {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        ControlFlow::Continue(match self.discovery.poll(cx)? {
            Ok(()) => Status::OK,
            Err(status) => complain(cx, &self.device, status),
        })
    }
}
