//! Commands that take time or run other things.
//!
//! A command that is done at once is a function. One that waits, or that runs a script or a line, is an
//! [`Activity`]: a state machine that is polled by [`Machine::step`](crate::Machine::step). Nothing blocks and
//! nothing recurses, so the machine can be stopped, cloned and looked at between any two polls.

use std::fmt::Debug;
use std::ops::ControlFlow;

use crate::cx::Cx;
use crate::state::ImageId;
use crate::ui::View;
use crate::{Machine, Outcome, Status, Ticks};

/// What polling gives: `Continue` with a value that is ready, or `Break` with why it is not.
///
/// With `?` a part of an activity that cannot go on suspends the whole of it.
pub type Polled<T> = ControlFlow<Suspend, T>;

/// Why an activity cannot go on.
#[derive(Debug)]
pub enum Suspend {
    /// It waits for time to pass, for the keyboard, or for either.
    Wait(Wait),
    /// It waits for something else to run. When it is polled next, [`Cx::take_returned`] has its status.
    Call(Call),
    /// The machine ends here.
    Halt(Outcome),
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The time at which to go on in any case.
    pub deadline: Option<Ticks>,
    /// Whether a byte from the keyboard is of interest.
    pub wants_input: bool,
}

/// Something to run within an activity.
#[derive(Debug)]
pub enum Call {
    /// The lines of a script image (`image/script.c: script_exec`).
    Script(ImageId),
    /// One command line (`core/exec.c: system`).
    Line(Vec<u8>),
    /// One command whose arguments are final, its name the first (`core/exec.c: execv`).
    Command(Vec<Vec<u8>>),
    /// Another activity.
    Activity(Box<dyn Activity>),
}

/// A command that takes time or runs other things.
///
/// Implement `Clone` and `Debug` (derive them) and [`poll`](Self::poll).
pub trait Activity: CloneActivity + Debug + Send + Sync {
    /// Goes on as far as possible: to the end, with the status, or until it must wait.
    ///
    /// It is polled again when what it waited for has happened, and perhaps earlier.
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status>;

    /// What it shows, if it is a user interface that fills the screen.
    fn view(&self, _machine: &Machine) -> Option<View> {
        None
    }
}

/// Clones an activity behind a pointer. There is nothing to implement.
pub trait CloneActivity {
    /// A copy of the activity.
    fn clone_activity(&self) -> Box<dyn Activity>;
}

impl<T: Activity + Clone + 'static> CloneActivity for T {
    fn clone_activity(&self) -> Box<dyn Activity> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Activity> {
    fn clone(&self) -> Self {
        (**self).clone_activity()
    }
}

/// Waits until a time.
pub const fn wait_until<T>(deadline: Ticks, wants_input: bool) -> Polled<T> {
    ControlFlow::Break(Suspend::Wait(Wait {
        deadline: Some(deadline),
        wants_input,
    }))
}

/// Waits for the keyboard, until a time if there is one.
pub const fn wait_for_input<T>(deadline: Option<Ticks>) -> Polled<T> {
    ControlFlow::Break(Suspend::Wait(Wait {
        deadline,
        wants_input: true,
    }))
}

/// Runs something and goes on when it has ended.
pub const fn call<T>(call: Call) -> Polled<T> {
    ControlFlow::Break(Suspend::Call(call))
}
