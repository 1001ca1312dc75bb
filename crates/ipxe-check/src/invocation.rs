//! A command of a script with its options read, before expansion.

use ipxe_reference::getopt::{Getopt, GetoptError, GivenOption, OptionReader};
use ipxe_reference::{Command as Spec, Effect, Release, ValueKind, command};
use ipxe_syntax::{Command, Line, Operator, Span, Word};

use crate::flow::Place;

/// A word of a command.
#[derive(Clone, Copy, Debug)]
pub struct Arg<'a> {
    word: Word<'a>,
    text: &'a [u8],
}

impl<'a> Arg<'a> {
    /// The argument made of `word`.
    #[must_use]
    pub fn new(word: Word<'a>) -> Self {
        Self {
            word,
            text: word.text(),
        }
    }

    /// Puts the words of a command in the place of those that `words` holds.
    pub(crate) fn refill(words: &mut Vec<Self>, command: Command<'a>) {
        words.clear();
        command.each_word(|word| words.push(Self::new(word)));
    }

    /// The bytes as written, without splices and not expanded.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    /// The text for a message: decoded, one replacement for each bad byte, and cut if it is long.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(self.text)
    }

    /// The bytes if they are known without running the script.
    #[must_use]
    pub fn known(&self) -> Option<&'a [u8]> {
        (!self.is_dynamic()).then_some(self.text)
    }

    /// True where the word contains an expansion.
    #[must_use]
    pub fn is_dynamic(&self) -> bool {
        self.word.is_dynamic()
    }

    /// The physical span.
    #[must_use]
    pub fn span(&self) -> Span {
        self.word.span()
    }

    /// The physical span of the bytes `start..end` of the text.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Span {
        self.word.part(start as u32, end as u32)
    }

    /// The word in the tree.
    #[must_use]
    pub fn word(&self) -> Word<'a> {
        self.word
    }
}

impl AsRef<[u8]> for Arg<'_> {
    fn as_ref(&self) -> &[u8] {
        self.text
    }
}

/// `text` for a message: decoded, one replacement for each bad byte, and cut if it is long.
#[must_use]
pub fn shown(text: &[u8]) -> String {
    const LONGEST: usize = 60;
    let mut out = String::with_capacity(text.len().min(LONGEST) + 3);
    for chunk in text.utf8_chunks() {
        for c in chunk
            .valid()
            .chars()
            .chain(chunk.invalid().iter().map(|_| '\u{fffd}'))
        {
            if out.chars().count() >= LONGEST {
                out.push_str("...");
                return out;
            }
            out.push(if c.is_control() { '\u{fffd}' } else { c });
        }
    }
    out
}

/// An expansion in a word of a command.
#[derive(Clone, Copy, Debug)]
pub struct Expansion<'e, 'a> {
    /// The command.
    pub invocation: &'e Invocation<'e, 'a>,
    /// The word.
    pub arg: &'e Arg<'a>,
    /// Where it is in the word.
    pub found: ipxe_syntax::expansion::Expansion,
}

impl<'a> Expansion<'_, 'a> {
    /// The bytes between the braces.
    #[must_use]
    pub fn name(&self) -> &'a [u8] {
        self.found.name(self.arg.text())
    }

    /// From the `$` to the `}`.
    #[must_use]
    pub fn span(&self) -> Span {
        self.arg
            .part(self.found.start as usize, self.found.end as usize)
    }

    /// The physical span of the bytes `start..end` of the name.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Span {
        let base = self.found.start as usize + 2;
        self.arg.part(base + start, base + end)
    }

    /// The name if it contains no further expansion.
    #[must_use]
    pub fn known(&self) -> Option<&'a [u8]> {
        (!self.found.nested).then(|| self.name())
    }
}

/// How reading the options ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionsEnd<'i> {
    /// All were read; positional arguments follow.
    Complete,
    /// Help was asked for, by the argument of this index.
    Help(usize),
    /// iPXE refuses the command with this error.
    Error(GetoptError<'i>),
    /// It depends on what an expansion gives, or the command reads no options.
    Uncertain,
}

/// A command with its options read. `'a` is the script's life, `'i` that of the walk's buffers.
#[derive(Debug)]
pub struct Invocation<'i, 'a> {
    /// The line.
    pub line: Line<'a>,
    /// The command in the tree.
    pub command: Command<'a>,
    /// Position among the line's commands, from 0.
    pub position: usize,
    /// The operator after the command.
    pub next_operator: Option<(Operator, Span)>,
    /// The command's name as written.
    pub name: &'i Arg<'a>,
    /// The command's record, if it is one.
    pub spec: Option<&'static Spec>,
    /// The words after the name.
    pub args: &'i [Arg<'a>],
    /// The options read until the end of options or the first error.
    pub options: Vec<GivenOption<'i>>,
    /// How reading the options ended.
    pub end: OptionsEnd<'i>,
    /// Index in `args` of the first positional argument; meaningful after [`OptionsEnd::Complete`].
    pub first_positional: usize,
    /// Where it stands among the others of its line; known only to the hooks of rules.
    pub place: Place,
}

/// What the text is for that a command makes of its last arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUse {
    /// It is shown or sent: prose.
    Shown,
    /// It becomes the value of a setting.
    Stored,
    /// It becomes the command line of an image.
    ImageArguments,
}

impl<'i, 'a> Invocation<'i, 'a> {
    /// Reads the options of a command whose words are `words`, the name first.
    ///
    /// The options known are those of the newest release; what older ones lack is the
    /// business of the target rules.
    #[must_use]
    pub fn read(
        line: Line<'a>,
        command_node: Command<'a>,
        position: usize,
        next_operator: Option<(Operator, Span)>,
        words: &'i [Arg<'a>],
    ) -> Option<Self> {
        let spec = words.first()?.known().and_then(command);
        Self::read_as(spec, line, command_node, position, next_operator, words)
    }

    /// As [`Self::read`], where the command's record is known already.
    #[inline]
    pub(crate) fn read_as(
        spec: Option<&'static Spec>,
        line: Line<'a>,
        command_node: Command<'a>,
        position: usize,
        next_operator: Option<(Operator, Span)>,
        words: &'i [Arg<'a>],
    ) -> Option<Self> {
        let (name, args) = words.split_first()?;
        let mut invocation = Self {
            line,
            command: command_node,
            position,
            next_operator,
            name,
            spec,
            args,
            options: Vec::new(),
            end: OptionsEnd::Uncertain,
            first_positional: 0,
            place: Place::default(),
        };
        if let Some(spec) = spec.filter(|spec| spec.free_form.is_empty()) {
            invocation.read_options(spec);
        }
        Some(invocation)
    }

    fn read_options(&mut self, spec: &'static Spec) {
        if !matches!(self.args.first().map(Arg::text), Some([b'-', ..])) {
            self.end = OptionsEnd::Complete;
            return;
        }
        let mut reader = OptionReader::new(spec, Release::LATEST, self.args);
        self.end = OptionsEnd::Complete;
        for read in reader.by_ref() {
            match read {
                Getopt::Option(given) => self.options.push(given),
                Getopt::Help(index) => self.end = OptionsEnd::Help(index),
                Getopt::Error(error) => self.end = end_of(error, self.args),
            }
        }
        self.first_positional = reader.first_positional();
    }

    /// The positional arguments, once all options were read.
    #[must_use]
    pub fn positionals(&self) -> Option<&'i [Arg<'a>]> {
        (self.end == OptionsEnd::Complete).then(|| &self.args[self.first_positional..])
    }

    /// The option of this long name, the last one given.
    #[must_use]
    pub fn option(&self, long: &str) -> Option<&GivenOption<'i>> {
        self.options
            .iter()
            .rev()
            .find(|given| given.option.long == long)
    }

    /// The value of a given option if it is known without running the script, and its span.
    #[must_use]
    pub fn known_value(&self, given: &GivenOption<'i>) -> Option<(&'a [u8], Span)> {
        let value = given.value?;
        let arg = &self.args[value.index];
        (!arg.is_dynamic() || !ipxe_syntax::expansion::has_expansion(value.text)).then(|| {
            let end = value.offset + value.text.len();
            (&arg.text()[value.offset..end], arg.part(value.offset, end))
        })
    }

    /// From the name to the last argument.
    #[must_use]
    pub fn span(&self) -> Span {
        self.command.span()
    }

    /// The place in the command's positional arguments that a given option takes away.
    #[must_use]
    pub fn omitted_positional(&self) -> Option<u8> {
        self.options
            .iter()
            .find_map(|given| given.option.omits_positional)
    }

    /// The command that this one runs, as `time` does, if it is certain to run it.
    ///
    /// `hci/commands/time_cmd.c: time_exec`
    #[must_use]
    pub fn nested(&self) -> Option<Self> {
        let runs = self.spec?.positional.first()?.kind == ValueKind::Command;
        if !runs || self.end != OptionsEnd::Complete || self.first_positional != 0 {
            return None;
        }
        let inner = Self::read(
            self.line,
            self.command,
            self.position,
            self.next_operator,
            self.args,
        )?;
        Some(Self {
            place: Place {
                unreachable: None,
                ..self.place
            },
            ..inner
        })
    }

    /// The text that the last arguments are joined to: what it is for, and the index of the first
    /// of them. Where the options cannot be read, any argument may belong to it.
    #[must_use]
    pub fn text(&self) -> Option<(TextUse, usize)> {
        let spec = self.spec?;
        let from = usize::from(spec.text_from?);
        let omitted = self.omitted_positional().is_some();
        let start = match self.end {
            OptionsEnd::Complete => self.first_positional + from - usize::from(omitted && from > 0),
            _ => 0,
        };
        let image = [
            Effect::RegistersImage,
            Effect::SelectsImage,
            Effect::ExecutesImage,
        ];
        let text_use = if image.into_iter().any(|effect| spec.has(effect)) {
            TextUse::ImageArguments
        } else if spec.has(Effect::StoresSetting) {
            TextUse::Stored
        } else {
            TextUse::Shown
        };
        Some((text_use, start))
    }

    /// What the text is for that `arg` is part of.
    #[must_use]
    pub fn text_use(&self, arg: &Arg<'_>) -> Option<TextUse> {
        let (text_use, start) = self.text()?;
        let first = self.args.get(start)?;
        (first.span().start <= arg.span().start).then_some(text_use)
    }

    /// True where an operator after the command catches its failure: `||` or `;`, the next one or,
    /// as `&&` passes failures on, a later one.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        let next = self.next_operator.map(|(operator, _)| operator);
        matches!(next, Some(Operator::Or | Operator::Semicolon))
            || self.position < self.place.last_catch
    }
}

/// An error that only an expansion could have made is not certain.
fn end_of<'i>(error: GetoptError<'i>, args: &'i [Arg<'_>]) -> OptionsEnd<'i> {
    let uncertain = match error {
        GetoptError::UnknownLong { text, .. } => {
            let name = text.split(|&byte| byte == b'=').next().unwrap_or(text);
            memchr::memmem::find(name, b"${").is_some()
        }
        GetoptError::UnknownShort { index, offset, .. } => {
            args[index].is_dynamic() && args[index].text()[offset..].starts_with(b"${")
        }
        GetoptError::MissingValue { .. } | GetoptError::UnexpectedValue { .. } => false,
    };
    if uncertain {
        OptionsEnd::Uncertain
    } else {
        OptionsEnd::Error(error)
    }
}
