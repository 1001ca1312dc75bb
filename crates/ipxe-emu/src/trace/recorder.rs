//! Takes events and makes entries of them.

use std::collections::VecDeque;
use std::sync::Arc;

use ipxe_machine::event::{Event, EventKind, EventSink};
use ipxe_machine::{Build, Status, Ticks, event};
use ipxe_sim::net::{NetEvent, since_start};

use super::source::{Sources, lossy};
use super::{Entry, Expansion, Kind, Place};

/// How many of the commands that ran last are remembered.
const RECENT: usize = 512;
/// Longest text that an entry keeps, in bytes: values of settings may be large.
const LONGEST: usize = 4096;

/// Takes events and makes entries of them.
#[derive(Clone, Debug)]
pub struct Recorder {
    build: Arc<Build>,
    sources: Sources,
    /// Whether entries are made at all, rather than only the last commands remembered.
    is_detailed: bool,
    entries: Vec<Entry>,
    /// Words of the command that comes next.
    expanded: Vec<Expansion>,
    /// The commands that are running, by name.
    commands: Vec<String>,
    fetch_started: Ticks,
    recent: VecDeque<event::Place>,
    has_ended_job: bool,
}

impl Recorder {
    /// A recorder for runs of a build. Without details it only remembers which commands ran last.
    #[must_use]
    pub fn new(build: Arc<Build>, is_detailed: bool) -> Self {
        Self {
            build,
            sources: Sources::default(),
            is_detailed,
            entries: Vec::new(),
            expanded: Vec::new(),
            commands: Vec::new(),
            fetch_started: Ticks::ZERO,
            recent: VecDeque::new(),
            has_ended_job: false,
        }
    }

    /// The entries since this was last asked.
    pub fn take(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    /// Whether a download or a command has ended since this was last asked: what was under way is over.
    pub fn take_ended(&mut self) -> bool {
        std::mem::take(&mut self.has_ended_job)
    }

    /// Adds what happened on the network: before the end of the download that it belongs to.
    pub fn add_network(&mut self, events: Vec<NetEvent>) {
        if events.is_empty() || !self.is_detailed {
            return;
        }
        let is_end = |entry: &Entry| matches!(entry.kind, Kind::FetchEnded { .. });
        let at = self
            .entries
            .iter()
            .position(is_end)
            .unwrap_or(self.entries.len());
        let place = match self.entries.get(at) {
            Some(entry) => entry.place.clone(),
            None => self.recent.back().map(|place| self.sources.place(place)),
        };
        let entries = events.into_iter().map(|event| Entry {
            time: event.at.as_secs_f64(),
            place: place.clone(),
            kind: Kind::Net(event.kind),
        });
        self.entries.splice(at..at, entries);
    }

    /// The commands that ran last: where, with their text, and how often, the most frequent first.
    #[must_use]
    pub fn recent(&self) -> Vec<(Place, String, usize)> {
        let mut found: Vec<(Place, String, usize)> = Vec::new();
        for place in &self.recent {
            let known = self.sources.place(place);
            let text = self.sources.text(place);
            match found.iter_mut().find(|(p, t, _)| *p == known && *t == text) {
                Some((_, _, count)) => *count += 1,
                None => found.push((known, text, 1)),
            }
        }
        found
    }

    fn error(&self, status: Status) -> String {
        lossy(&self.build.strerror(status))
    }

    fn push(&mut self, event: &Event<'_>, kind: Kind) {
        let place = event.place.as_ref().map(|place| self.sources.place(place));
        self.entries.push(Entry {
            time: since_start(event.time).as_secs_f64(),
            place,
            kind,
        });
    }

    fn command_started(&mut self, event: &Event<'_>, arguments: &[&[u8]], known: bool) {
        let arguments: Vec<String> = arguments.iter().map(|argument| short(argument)).collect();
        self.commands
            .push(arguments.first().cloned().unwrap_or_default());
        let expanded = std::mem::take(&mut self.expanded);
        self.push(
            event,
            Kind::Command {
                arguments,
                expanded,
                known,
            },
        );
    }

    fn detail(&mut self, event: &Event<'_>) {
        let kind = match event.kind {
            EventKind::ScriptStarted { name, .. } => Kind::ScriptStarted { name: lossy(name) },
            EventKind::ScriptEnded { image, status } => Kind::ScriptEnded {
                name: self.sources.name(image),
                status: status.number(),
                error: (!status.is_ok()).then(|| self.error(status)),
            },
            EventKind::Expanded { word, value } => {
                if word != value {
                    self.expanded.push(Expansion {
                        word: short(word),
                        value: short(value),
                    });
                }
                return;
            }
            EventKind::CommandStarted { command, arguments } => {
                return self.command_started(event, arguments, command.is_some());
            }
            EventKind::CommandSkipped => {
                self.expanded.clear();
                let text = event.place.as_ref().map(|place| self.sources.text(place));
                Kind::CommandSkipped {
                    text: text.unwrap_or_default(),
                }
            }
            EventKind::CommandEnded { status, .. } => {
                let command = self.commands.pop().unwrap_or_default();
                if status.is_ok() {
                    return;
                }
                Kind::CommandFailed {
                    command,
                    status: status.number(),
                    error: self.error(status),
                }
            }
            EventKind::Jumped { line } => Kind::Jumped {
                to: event
                    .place
                    .as_ref()
                    .map_or(1, |place| self.sources.physical_line(place, line)),
            },
            EventKind::SettingStored { name, value } => Kind::SettingStored {
                name: lossy(name),
                value: text_or_hex(value),
            },
            EventKind::SettingCleared { name } => Kind::SettingCleared { name: lossy(name) },
            EventKind::FetchStarted { uri } => {
                self.fetch_started = event.time;
                Kind::FetchStarted { uri: lossy(uri) }
            }
            EventKind::FetchEnded {
                uri,
                redirected,
                length,
                status,
            } => Kind::FetchEnded {
                uri: lossy(uri),
                redirected: redirected.map(lossy),
                length,
                took: since_start(event.time.since(self.fetch_started)).as_secs_f64(),
                error: (!status.is_ok()).then(|| self.error(status)),
            },
            EventKind::ImageRegistered { name, .. } => Kind::ImageRegistered { name: lossy(name) },
            EventKind::ImageSelected { .. } => Kind::ImageSelected,
            EventKind::ImageExecuted {
                name, image_type, ..
            } => Kind::ImageExecuted {
                name: lossy(name),
                image_type: image_type.map(str::to_owned),
            },
            EventKind::ImageFreed { .. } => Kind::ImageFreed,
            EventKind::Output { bytes } => Kind::Output { text: lossy(bytes) },
            EventKind::Note { subject, text } => Kind::Note {
                subject: subject.to_owned(),
                text: lossy(text),
            },
            EventKind::Line
            | EventKind::Key { .. }
            | EventKind::TimePassed { .. }
            | EventKind::Ended => return,
        };
        self.push(event, kind);
    }
}

/// A value as text, or in hexadecimal where it is none.
fn text_or_hex(bytes: &[u8]) -> String {
    let is_text = |text: &str| !text.contains(|c: char| c.is_control() && c != '\n');
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text(text) => short(bytes),
        _ => {
            let bytes = bytes.iter().take(LONGEST / 3);
            bytes
                .map(|byte| format!("{byte:02x}"))
                .collect::<Vec<_>>()
                .join(":")
        }
    }
}

/// Bytes as text, at most so many of them.
fn short(bytes: &[u8]) -> String {
    match bytes.get(..LONGEST) {
        Some(start) if bytes.len() > LONGEST => lossy(start) + "...",
        _ => lossy(bytes),
    }
}

impl EventSink for Recorder {
    fn event(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::ScriptStarted {
                image,
                name,
                source,
            } => self.sources.add(image, name, source),
            EventKind::CommandStarted { .. } => {
                if let Some(place) = event.place {
                    if self.recent.len() == RECENT {
                        self.recent.pop_front();
                    }
                    self.recent.push_back(place);
                }
            }
            EventKind::CommandEnded { .. } | EventKind::FetchEnded { .. } => {
                self.has_ended_job = true
            }
            _ => {}
        }
        if self.is_detailed {
            self.detail(event);
        }
    }
}
