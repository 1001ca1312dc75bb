//! How a run goes on, and how it ends.

use crate::{Exhausted, Status, Ticks};

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It did something; there is more to do at once.
    Continued,
    /// Nothing can be done before the deadline, or before a byte arrives from the keyboard.
    Waiting {
        /// When to go on in any case; `None` to wait for the keyboard alone.
        deadline: Option<Ticks>,
        /// Whether the keyboard is looked at.
        wants_input: bool,
    },
    /// The run has ended. Further steps say the same again.
    Ended(Outcome),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was started came to its end.
    Finished(Status),
    /// An image has taken over the machine.
    Booted {
        /// The image's name.
        name: Vec<u8>,
    },
    /// A SAN device has taken over the machine.
    BootedSan {
        /// The drive number.
        drive: u32,
    },
    /// The machine reboots.
    Rebooted,
    /// The machine is powered off.
    PoweredOff,
    /// iPXE itself would crash here.
    Crashed {
        /// What it trips over.
        reason: &'static str,
    },
    /// A limit was reached.
    Exhausted(Exhausted),
}
