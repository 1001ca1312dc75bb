//! What commands and activities work with.

use std::ops::ControlFlow;

use ipxe_reference::ErrorId;

use crate::activity::{Polled, Suspend};
use crate::event::{Event, EventKind, EventSink};
use crate::machine::Machine;
use crate::ports::{Host, World};
use crate::{Exhausted, Status, Ticks};

/// The machine, the world and whoever watches, while something runs.
pub struct Cx<'a> {
    /// The machine.
    pub machine: &'a mut Machine,
    world: &'a mut dyn World,
    sink: Option<&'a mut dyn EventSink>,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(
        machine: &'a mut Machine,
        world: &'a mut dyn World,
        sink: Option<&'a mut dyn EventSink>,
    ) -> Self {
        Self {
            machine,
            world,
            sink,
        }
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Ticks {
        self.machine.now
    }

    /// Asks the world something.
    pub fn ask<T>(&mut self, question: impl FnOnce(&mut dyn World, &Host<'_>) -> T) -> T {
        let machine = &*self.machine;
        let host = Host {
            now: machine.now,
            build: &machine.build,
            settings: &machine.settings,
            interfaces: &machine.interfaces,
        };
        question(self.world, &host)
    }

    /// Prints. A line feed also returns the carriage.
    pub fn print(&mut self, text: impl AsRef<[u8]>) {
        let start = self.machine.console.pending().len();
        self.draw(text);
        self.machine.log_messages(start);
    }

    /// Prints what is not for the log of messages: the screens of user interfaces
    /// (`include/ipxe/console.h: CONSOLE_USAGE_TUI`).
    pub fn draw(&mut self, text: impl AsRef<[u8]>) {
        let text = text.as_ref();
        if text.is_empty() {
            return;
        }
        let start = self.machine.console.pending().len();
        self.machine.console.print(text);
        self.emit(|machine| EventKind::Output {
            bytes: &machine.console.pending()[start..],
        });
        let limit = self.machine.budget.output_bytes;
        if self.machine.console.printed() > limit {
            self.machine.exhaust(Exhausted::OutputBytes(limit));
        }
    }

    /// True where someone watches: events that need work to put together are for them only.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.sink.is_some()
    }

    /// Reports an event. It is put together only where someone watches.
    pub fn emit<'s>(&'s mut self, kind: impl FnOnce(&'s Machine) -> EventKind<'s>) {
        if let Some(sink) = self.sink.as_deref_mut() {
            let machine: &'s Machine = self.machine;
            let (time, place) = (machine.now, machine.place());
            sink.event(&Event {
                time,
                place,
                kind: kind(machine),
            });
        }
    }

    /// The status of an error on this platform.
    #[must_use]
    pub fn status(&self, error: ErrorId) -> Status {
        self.machine.build.status(error)
    }

    /// The text of a status, as iPXE prints it (`hci/strerror.c: strerror`).
    #[must_use]
    pub fn strerror(&self, status: Status) -> Vec<u8> {
        self.machine.build.strerror(status)
    }

    /// Says that something failed, and why, in a line of its own. Gives the status of the failure.
    pub fn complain(&mut self, what: impl AsRef<[u8]>, fault: ErrorId) -> Status {
        let status = self.status(fault);
        self.complain_of(what, status);
        status
    }

    /// As [`complain`](Self::complain), for a failure whose status is known.
    pub fn complain_of(&mut self, what: impl AsRef<[u8]>, status: Status) {
        let reason = self.strerror(status);
        self.print([what.as_ref(), b": ", &*reason, b"\n"].concat());
    }

    /// Counts a step within a poll that could go on for ever. Ends the run when a limit has been reached.
    pub fn count_step(&mut self) -> Polled<()> {
        self.machine.count_step();
        match self.machine.outcome.clone() {
            Some(outcome) => ControlFlow::Break(Suspend::Halt(outcome)),
            None => ControlFlow::Continue(()),
        }
    }

    /// Reads a byte from the keyboard, if one was typed.
    pub fn getchar(&mut self) -> Option<i32> {
        let platform = self.machine.build.platform;
        self.machine.keyboard.getchar(platform)
    }
}
