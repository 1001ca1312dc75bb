//! SLAM, a multicast protocol (`net/udp/slam.c`). No simulated server speaks it.

use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use crate::net::{Failure, Schedule, Talk};

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Slam, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Slam, 0);

/// What is checked before anything is sent (`slam_open`).
pub(crate) fn check(uri: &Uri) -> Result<(), ErrorId> {
    match &uri.host {
        Some(_) => Ok(()),
        None => Err(INVALID),
    }
}

impl Talk<'_, '_> {
    /// Waits in vain: the timer of a slave client starts at a second (`SLAM_SLAVE_TIMEOUT`).
    pub(crate) fn slam(&mut self, uri: &Uri) -> Result<Arc<[u8]>, Failure> {
        self.mute(true);
        let resolved = self.resolve(uri.host.as_deref().unwrap_or_default());
        self.mute(false);
        resolved?;
        self.pass(Schedule::seconds(1, 10).end());
        Err(TIMED_OUT.into())
    }
}
