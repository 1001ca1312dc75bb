//! Scripts in executable form.
//!
//! A script is read once. Its lines become flat tables of commands and words; labels become an index;
//! commands whose name needs no expansion are looked up.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use ipxe_reference::CommandName;
use ipxe_syntax::{Operator, Script, Span};

use ipxe_settings::Dialect;
use ipxe_settings::expand::Template;

/// A script or a command line, ready to run.
#[derive(Clone, Debug, Default)]
pub struct Program {
    source: Arc<[u8]>,
    lines: Vec<Line>,
    commands: Vec<Command>,
    words: Vec<Word>,
    labels: HashMap<Box<[u8]>, u32>,
    unterminated: bool,
}

/// A logical line.
#[derive(Clone, Copy, Debug)]
struct Line {
    first: u32,
    end: u32,
    span: Span,
}

/// A command of a line.
#[derive(Clone, Debug)]
pub struct Command {
    words: Range<u32>,
    /// The operator before it.
    pub operator: Option<Operator>,
    /// Its place in the source.
    pub span: Span,
    /// What it is, if its name is literal.
    pub name: Name,
}

/// What is known about a command's name before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// There is no word at all: the empty command, which succeeds.
    Empty,
    /// The name is this command's.
    Known(CommandName),
    /// The name is not a command's.
    Unknown,
    /// The name is known only after expansion.
    Dynamic,
}

/// A word of a command.
#[derive(Clone, Debug)]
pub enum Word {
    /// It stands for itself.
    Literal(Box<[u8]>),
    /// It contains expansions.
    Dynamic(Template),
}

impl Program {
    /// Reads the text of a script.
    #[must_use]
    pub fn script(source: Arc<[u8]>, dialect: &Dialect) -> Self {
        let mut program = Self::default();
        program.read(&ipxe_syntax::parse(&source), dialect);
        program.source = source;
        program
    }

    /// Reads one command line, as typed into the shell.
    #[must_use]
    pub fn command_line(text: &[u8], dialect: &Dialect) -> Self {
        // A command line is a C string.
        let text = memchr::memchr(0, text).map_or(text, |nul| &text[..nul]);
        let mut program = Self::default();
        program.read(&ipxe_syntax::parse_command_line(text), dialect);
        program.source = text.into();
        program
    }

    fn read(&mut self, script: &Script<'_>, dialect: &Dialect) {
        self.unterminated = script.is_unterminated();
        for line in script.lines().filter(|line| !line.is_dropped()) {
            if let Some(label) = line.label() {
                let at = self.lines.len() as u32;
                self.labels.entry(label.name().into()).or_insert(at);
            }
            let first = self.commands.len() as u32;
            for command in line.commands() {
                let first_word = self.words.len() as u32;
                self.words.extend(command.words().map(|word| {
                    if word.is_dynamic() {
                        Word::Dynamic(Template::new(word.text(), dialect))
                    } else {
                        Word::Literal(word.text().into())
                    }
                }));
                let name = match self.words.get(first_word as usize) {
                    None => Name::Empty,
                    Some(Word::Dynamic(_)) => Name::Dynamic,
                    Some(Word::Literal(name)) => Name::of(name),
                };
                self.commands.push(Command {
                    words: first_word..self.words.len() as u32,
                    operator: command.operator().map(|(operator, _)| operator),
                    span: command.span(),
                    name,
                });
            }
            self.lines.push(Line {
                first,
                end: self.commands.len() as u32,
                span: line.span(),
            });
        }
    }

    /// The text that it was read from.
    #[must_use]
    pub fn source(&self) -> &Arc<[u8]> {
        &self.source
    }

    /// How many lines can be run.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.lines.len() as u32
    }

    /// True where the text ends in the middle of a line: iPXE drops that line and reports
    /// `Invalid argument` in the end.
    #[must_use]
    pub fn is_unterminated(&self) -> bool {
        self.unterminated
    }

    /// The indices of the commands of a line; none for a blank line, and for a line that is not there.
    #[must_use]
    pub fn commands_of(&self, line: u32) -> Range<u32> {
        self.lines
            .get(line as usize)
            .map_or(0..0, |line| line.first..line.end)
    }

    /// The place of a line.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        self.lines
            .get(line as usize)
            .map_or(Span::default(), |line| line.span)
    }

    /// A command by its index.
    #[must_use]
    pub fn command(&self, index: u32) -> Option<&Command> {
        self.commands.get(index as usize)
    }

    /// The words of a command, its name the first.
    #[must_use]
    pub fn words(&self, command: &Command) -> &[Word] {
        &self.words[command.words.start as usize..command.words.end as usize]
    }

    /// The line of a label, the first of that name.
    #[must_use]
    pub fn label(&self, name: &[u8]) -> Option<u32> {
        self.labels.get(name).copied()
    }
}

impl Name {
    /// What a name that needs no expansion stands for.
    #[must_use]
    pub fn of(name: &[u8]) -> Self {
        ipxe_reference::command(name).map_or(Self::Unknown, |command| Self::Known(command.id))
    }
}
