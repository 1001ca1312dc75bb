//! What happens while the machine runs.
//!
//! The machine reports one stream of events. Console transcripts, traces, stories, debuggers and
//! pictures are views of it. Without a sink nothing is put together and nothing is reported.

use ipxe_reference::CommandName;
use ipxe_syntax::Span;

use crate::state::ImageId;
use crate::{Status, Ticks};

/// Takes events.
pub trait EventSink {
    /// Takes one event. Its borrowed parts are gone afterwards.
    fn event(&mut self, event: &Event<'_>);
}

impl<F: FnMut(&Event<'_>)> EventSink for F {
    fn event(&mut self, event: &Event<'_>) {
        self(event);
    }
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// When.
    pub time: Ticks,
    /// The place in the script that was being run, if a script was.
    pub place: Option<Place>,
    /// What.
    pub kind: EventKind<'a>,
}

/// A place in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The script; `None` for a line typed into the shell.
    pub script: Option<ImageId>,
    /// Index of the logical line, from 0.
    pub line: u32,
    /// The bytes of the command, or of the line where no single command is meant.
    pub span: Span,
    /// How many scripts and commands this one is nested in.
    pub depth: u32,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventKind<'a> {
    /// A script begins.
    ScriptStarted {
        /// Its image.
        image: ImageId,
        /// Its name.
        name: &'a [u8],
        /// Its text.
        source: &'a [u8],
    },
    /// A script ended.
    ScriptEnded {
        /// Its image.
        image: ImageId,
        /// How it ended.
        status: Status,
    },
    /// A line of a script, or of the shell, is about to be run.
    Line,
    /// A word was expanded.
    Expanded {
        /// The word as written.
        word: &'a [u8],
        /// What became of it.
        value: &'a [u8],
    },
    /// A command is about to be run.
    CommandStarted {
        /// Which; `None` if there is no such command.
        command: Option<CommandName>,
        /// Its arguments after expansion, its name the first.
        arguments: &'a [&'a [u8]],
    },
    /// A command was skipped because of the operator before it.
    CommandSkipped,
    /// A command ended.
    CommandEnded {
        /// Which; `None` if there is no such command.
        command: Option<CommandName>,
        /// How it ended.
        status: Status,
    },
    /// A script continues at a label.
    Jumped {
        /// Index of the label's line.
        line: u32,
    },
    /// A setting was stored.
    SettingStored {
        /// Its name as given, with block and type.
        name: &'a [u8],
        /// Its new value.
        value: &'a [u8],
    },
    /// A setting was deleted.
    SettingCleared {
        /// Its name as given.
        name: &'a [u8],
    },
    /// A download begins.
    FetchStarted {
        /// The URI, resolved.
        uri: &'a [u8],
    },
    /// A download ended.
    FetchEnded {
        /// The URI, resolved.
        uri: &'a [u8],
        /// Where it was redirected to.
        redirected: Option<&'a [u8]>,
        /// Length of what was downloaded, in bytes.
        length: usize,
        /// How it ended.
        status: Status,
    },
    /// An image was registered.
    ImageRegistered {
        /// The image.
        image: ImageId,
        /// Its name.
        name: &'a [u8],
    },
    /// An image was selected for execution.
    ImageSelected {
        /// The image.
        image: ImageId,
    },
    /// An image is about to be executed.
    ImageExecuted {
        /// The image.
        image: ImageId,
        /// Its name.
        name: &'a [u8],
        /// Its type, if it has one.
        image_type: Option<&'static str>,
    },
    /// An image was taken out of the list.
    ImageFreed {
        /// The image.
        image: ImageId,
    },
    /// Bytes were printed.
    Output {
        /// The bytes, with carriage returns.
        bytes: &'a [u8],
    },
    /// A byte arrived from the keyboard.
    Key {
        /// The byte.
        byte: u8,
    },
    /// Time went by.
    TimePassed {
        /// The time before.
        from: Ticks,
    },
    /// Something else that a command family reports: an interface was opened, a lease was obtained.
    Note {
        /// What it is about: `interface`, `menu`, `san`.
        subject: &'static str,
        /// What happened.
        text: &'a [u8],
    },
    /// The run ended.
    Ended,
}
