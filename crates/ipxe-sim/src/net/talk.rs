//! A job while it is worked out: how much time has passed, what its progress looks like.

use std::time::Duration;

use ipxe_machine::Ticks;
use ipxe_machine::ports::{Host, Job, ProgressPoint};
use ipxe_reference::ErrorId;

use crate::world::SimWorld;

/// Why something did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It failed.
    Error(ErrorId),
    /// It goes on for ever.
    Never,
}

impl From<ErrorId> for Failure {
    fn from(error: ErrorId) -> Self {
        Self::Error(error)
    }
}

/// A job while it is worked out.
pub(crate) struct Talk<'a, 'h> {
    /// The world.
    pub(crate) world: &'a mut SimWorld,
    /// The computer.
    pub(crate) host: &'a Host<'h>,
    elapsed: Duration,
    progress: Vec<ProgressPoint>,
    is_mute: bool,
}

/// Time since the start of the computer.
#[must_use]
pub fn since_start(now: Ticks) -> Duration {
    let nanos = u128::from(now.0) * 1_000_000_000 / u128::from(Ticks::PER_SECOND);
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// A time in ticks; every fraction of a tick counts as one.
pub(crate) fn ticks(time: Duration) -> Ticks {
    let ticks = (time.as_nanos() * u128::from(Ticks::PER_SECOND)).div_ceil(1_000_000_000);
    Ticks(u64::try_from(ticks).unwrap_or(u64::MAX))
}

impl<'a, 'h> Talk<'a, 'h> {
    /// Begins a job.
    pub(crate) const fn new(world: &'a mut SimWorld, host: &'a Host<'h>) -> Self {
        Self {
            world,
            host,
            elapsed: Duration::ZERO,
            progress: Vec::new(),
            is_mute: false,
        }
    }

    /// The present time, counted from the start of the computer.
    pub(crate) fn now(&self) -> Duration {
        since_start(self.host.now).saturating_add(self.elapsed)
    }

    /// Time since the job began.
    pub(crate) const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, time: Duration) {
        self.elapsed = self.elapsed.saturating_add(time);
    }

    /// Whether messages are kept from being shown: not every protocol passes on those of the protocols
    /// below it.
    pub(crate) const fn mute(&mut self, is_mute: bool) {
        self.is_mute = is_mute;
    }

    /// From now on the job says what it is doing.
    pub(crate) fn say(&mut self, message: &[u8]) {
        if self.is_mute {
            return;
        }
        let before = self.progress.last().cloned().unwrap_or_default();
        if before.message != message {
            self.push(ProgressPoint {
                message: message.to_vec(),
                ..before
            });
        }
    }

    /// From now on the job is so far.
    pub(crate) fn advance(&mut self, completed: u64, total: u64) {
        let before = self.progress.last().cloned().unwrap_or_default();
        self.push(ProgressPoint {
            completed,
            total,
            ..before
        });
    }

    fn push(&mut self, point: ProgressPoint) {
        let at = ticks(self.elapsed);
        match self.progress.last_mut() {
            Some(last) if last.at == at => *last = ProgressPoint { at, ..point },
            _ => self.progress.push(ProgressPoint { at, ..point }),
        }
    }

    /// Ends the job.
    pub(crate) fn finish<T>(self, result: Result<T, Failure>) -> Job<T> {
        let (duration, result) = match result {
            Ok(value) => (Some(ticks(self.elapsed)), Ok(value)),
            Err(Failure::Error(error)) => (Some(ticks(self.elapsed)), Err(error)),
            // The error is never seen.
            Err(Failure::Never) => (None, Err(NEVER)),
        };
        Job {
            duration,
            progress: self.progress,
            result,
        }
    }
}

const NEVER: ErrorId = ErrorId::new(
    ipxe_reference::Posix::Etimedout,
    ipxe_reference::ErrorFile::Monojob,
    0,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_ticks_count() {
        assert_eq!(ticks(Duration::ZERO), Ticks(0));
        assert_eq!(ticks(Duration::from_nanos(1)), Ticks(1));
        assert_eq!(ticks(Duration::from_secs(3)), Ticks(3072));
        assert_eq!(ticks(since_start(Ticks(1))), Ticks(1));
        assert_eq!(since_start(Ticks(1024)), Duration::from_secs(1));
    }
}
