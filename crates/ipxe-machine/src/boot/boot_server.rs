//! PXE boot servers.

use std::ops::ControlFlow;

use crate::activity::Polled;
use crate::monojob::MonoJob;
use crate::ports::Configured;
use crate::{Cx, Status, Ticks};

/// Looks for a PXE boot server of a type (`usr/dhcpmgmt.c: pxebs`).
#[derive(Clone, Debug)]
pub struct BootServerDiscovery(MonoJob<Configured>);

impl BootServerDiscovery {
    /// Begins to look.
    ///
    /// # Errors
    /// Where the search cannot be started. What was printed is not a whole line then.
    pub fn start(cx: &mut Cx<'_>, device: &[u8], server_type: u32) -> Result<Self, Status> {
        let kind = format!(" type {})", server_type as i32);
        cx.print([b"PXEBS (", device, kind.as_bytes()].concat());
        let kind = server_type as u16;
        let job = cx.ask(|world, host| world.discover_boot_server(host, device, kind));
        let job = job.map_err(|fault| cx.status(fault))?;
        Ok(Self(MonoJob::start(cx, Some(b""), Ticks::ZERO, job)))
    }

    /// Gives success when what the server said has been stored.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<(), Status>> {
        let found = self.0.poll(cx)?;
        ControlFlow::Continue(found.map(|configured| cx.apply_configuration(configured)))
    }
}
