//! Where a script stops.

use std::fmt;

use ipxe_machine::Machine;
use ipxe_machine::event::Place;
use ipxe_reference::CommandName;

/// Where a script stops: before which lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Breakpoint {
    /// At a label.
    Label(String),
    /// At a line, of any script or of one.
    Line(Option<String>, usize),
    /// Before a command of this name.
    Command(CommandName),
}

impl Breakpoint {
    /// Reads `:LABEL`, `LINE`, `SCRIPT:LINE` or a command's name; another word is a label.
    pub(super) fn parse(text: &str) -> Self {
        if let Ok(line) = text.parse() {
            return Self::Line(None, line);
        }
        if let Some(label) = text.strip_prefix(':') {
            return Self::Label(label.to_owned());
        }
        if let Some((script, line)) = text.rsplit_once(':')
            && let Ok(line) = line.parse()
        {
            return Self::Line(Some(script.to_owned()), line);
        }
        match ipxe_reference::command(text.as_bytes()) {
            Some(command) => Self::Command(command.id),
            None => Self::Label(text.to_owned()),
        }
    }

    /// Whether it is at this line.
    pub(super) fn is_at(&self, at: &Location) -> bool {
        match self {
            Self::Label(label) => at.label.as_ref() == Some(label),
            Self::Line(script, line) => {
                *line == at.line && script.as_ref().is_none_or(|script| *script == at.script)
            }
            Self::Command(command) => at.commands.contains(command),
        }
    }
}

impl fmt::Display for Breakpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(label) => write!(f, "label {label}"),
            Self::Line(None, line) => write!(f, "line {line} of any script"),
            Self::Line(Some(script), line) => write!(f, "line {line} of {script}"),
            Self::Command(command) => write!(f, "command {}", command.name()),
        }
    }
}

/// A line of a script that is about to be run.
#[derive(Clone, Debug)]
pub(super) struct Location {
    /// Name of the script.
    pub script: String,
    /// The line, from 1.
    pub line: usize,
    /// The logical line.
    pub text: String,
    label: Option<String>,
    commands: Vec<CommandName>,
    /// Whether there is anything to run.
    pub has_commands: bool,
}

impl Location {
    /// The line at a place.
    pub(super) fn of(machine: &Machine, place: &Place) -> Option<Self> {
        let image = machine.images.get(place.script?)?;
        let source = &image.data[..];
        let start = (place.span.start as usize).min(source.len());
        let line_feeds = |text: &[u8]| text.iter().filter(|&&byte| byte == b'\n').count();
        // The place may be that of the line's first command: the line begins before it.
        let begin = source[..start]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let mut end = begin;
        loop {
            let Some(at) = source[end..].iter().position(|&byte| byte == b'\n') else {
                end = source.len();
                break;
            };
            end += at;
            if end == begin || source[end - 1] != b'\\' {
                break;
            }
            end += 1;
        }
        let raw = String::from_utf8_lossy(&source[begin..end]).replace("\\\n", "");
        let text = raw.trim().to_owned();
        let script = ipxe_syntax::parse_command_line(text.as_bytes());
        let commands = script.lines().flat_map(|line| {
            let names = line.commands().filter_map(|command| command.name());
            names
                .filter_map(|word| ipxe_reference::command(word.text()).map(|found| found.id))
                .collect::<Vec<_>>()
        });
        let has_commands = script
            .lines()
            .any(|line| line.commands().any(|command| !command.is_empty()));
        Some(Self {
            has_commands,
            script: String::from_utf8_lossy(image.name()).into_owned(),
            line: 1 + line_feeds(&source[..start]),
            label: text.strip_prefix(':').map(|rest| {
                let name = rest.split_ascii_whitespace().next();
                name.unwrap_or_default().to_owned()
            }),
            commands: commands.collect(),
            text,
        })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.script, self.line, self.text)
    }
}
