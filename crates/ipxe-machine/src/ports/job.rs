//! Things that take time.

use crate::Ticks;
use ipxe_reference::ErrorId;

/// Something that takes time, with its end known in advance.
#[derive(Clone, Debug)]
pub struct Job<T> {
    /// How long it takes; `None` for something that never ends by itself.
    pub duration: Option<Ticks>,
    /// How far it is at which time, in order of time. Before the first point nothing is known.
    pub progress: Vec<ProgressPoint>,
    /// How it ends.
    pub result: Result<T, ErrorId>,
}

/// A job, or why it could not be started: iPXE reports that differently from a job that fails.
pub type Started<T> = Result<Job<T>, ErrorId>;

/// How far a job is from some time on (`include/ipxe/job.h: struct job_progress`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgressPoint {
    /// From when on, counted from the start of the job.
    pub at: Ticks,
    /// Bytes (or other units) done so far.
    pub completed: u64,
    /// Bytes (or other units) in all; 0 if unknown.
    pub total: u64,
    /// What is going on, at most 31 bytes: `connecting`. Empty if there is nothing to say.
    pub message: Vec<u8>,
    /// The failure that a timeout at this time is reported as, in place of "Connection timed out".
    pub ongoing: Option<ErrorId>,
}

impl<T> Job<T> {
    /// A job that takes `duration` and shows no progress.
    pub const fn new(duration: Ticks, result: Result<T, ErrorId>) -> Self {
        Self {
            duration: Some(duration),
            progress: Vec::new(),
            result,
        }
    }

    /// A job that is done at once.
    pub const fn done(value: T) -> Self {
        Self::new(Ticks::ZERO, Ok(value))
    }

    /// A job that fails at once. (iPXE still shows it as started.)
    pub const fn failed(fault: ErrorId) -> Self {
        Self::new(Ticks::ZERO, Err(fault))
    }

    /// A job that never ends by itself.
    pub const fn endless(fault: ErrorId) -> Self {
        Self {
            duration: None,
            progress: Vec::new(),
            result: Err(fault),
        }
    }
}
