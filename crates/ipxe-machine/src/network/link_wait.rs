//! Waiting for a link to come up.

use std::ops::ControlFlow;

use crate::activity::{Polled, Suspend};
use crate::monojob::MonoJob;
use crate::ports::Job;
use crate::{Cx, Status, Ticks};

/// Opens a device and waits until its link is up (`usr/ifmgmt.c: iflinkwait`).
#[derive(Clone, Debug)]
pub struct LinkWait {
    device: Vec<u8>,
    /// The wait that is shown; `None` if the link is up and there is nothing to say.
    job: Option<MonoJob<()>>,
}

impl LinkWait {
    /// Begins to wait. A link that is up is mentioned only if `verbose`. A timeout of zero is for ever.
    ///
    /// # Errors
    /// Where the device cannot be opened; that has been printed.
    pub fn start(
        cx: &mut Cx<'_>,
        device: &[u8],
        timeout: Ticks,
        verbose: bool,
    ) -> Result<Self, Status> {
        cx.ifopen(device)?;
        let waits = verbose || cx.link_status(device).state.is_err();
        let job = waits.then(|| {
            cx.print([b"Waiting for link-up on ", device].concat());
            let endless = Job {
                duration: None,
                progress: Vec::new(),
                result: Ok(()),
            };
            MonoJob::start(cx, Some(b""), timeout, endless)
        });
        let device = device.to_vec();
        Ok(Self { device, job })
    }

    /// Gives success when the link is up, or why it is not; that has been printed.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<(), Status>> {
        let Some(job) = &mut self.job else {
            return ControlFlow::Continue(Ok(()));
        };
        let link = cx.link_status(&self.device);
        match link.state {
            Ok(()) => job.end(cx, Ok(())),
            Err(fault) => job.set_ongoing(fault),
        }
        match job.poll(cx) {
            ControlFlow::Break(Suspend::Wait(mut wait)) => {
                wait.deadline = [wait.deadline, link.changes_at].into_iter().flatten().min();
                ControlFlow::Break(Suspend::Wait(wait))
            }
            other => other,
        }
    }
}
