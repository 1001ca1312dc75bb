//! What each piece of a line is: a command's name, an option, an argument, an expansion.

use ipxe_check::{Arg, Invocation};
use ipxe_reference::{Command as Spec, CommandOption, Positional, ValueKind};
use ipxe_syntax::{Line, Operator, Script, Span, Word};

/// What a piece is.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    /// A label where it is defined, without its colon.
    Label,
    /// An operator.
    Operator(Operator),
    /// A comment, or what follows a NUL byte.
    Comment,
    /// The name of a command; none where there is no such command, or it is known only at run time.
    Command(Option<&'static Spec>),
    /// The name of an option, hyphens included.
    Option(&'static Spec, &'static CommandOption),
    /// An argument.
    Argument(&'static Spec, Parameter),
    /// From `${` to `}`.
    Expansion {
        /// Its name holds further expansions.
        nested: bool,
    },
    /// A word of which nothing is known.
    Word,
}

/// What an argument is given for.
#[derive(Clone, Copy, Debug)]
pub enum Parameter {
    /// It is the value of an option.
    Option(&'static CommandOption),
    /// It stands on its own.
    Positional(&'static Positional),
}

impl Parameter {
    /// What the argument means.
    #[must_use]
    pub fn kind(self) -> ValueKind {
        match self {
            Self::Option(option) => option.kind,
            Self::Positional(positional) => positional.kind,
        }
    }
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The physical span.
    pub span: Span,
    /// The bytes, without splices; of an expansion what is between the braces.
    pub text: &'a [u8],
    /// What it is.
    pub role: Role,
    /// The word that it is of, and where in it `text` begins.
    within: Option<(Word<'a>, u32)>,
}

impl Piece<'_> {
    /// The physical span of the bytes `start..end` of the text.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Span {
        match self.within {
            Some((word, base)) => word.part(base + start as u32, base + end as u32),
            None => self.span,
        }
    }
}

/// `time` before `time` is followed so often.
const MOST_NESTED: usize = 4;

/// Expansions that are longer name nothing, and nested ones would cost much time.
const LONGEST_NAME: u32 = 1024;

/// The pieces of a line in the order in which they begin, the larger before what it contains.
#[must_use]
pub fn pieces<'a>(line: Line<'a>) -> Vec<Piece<'a>> {
    let mut found = Vec::new();
    let source = line.script().source();
    let mut plain = |span: Span, role| {
        let text = &source[span.range()];
        found.push(Piece {
            span,
            text,
            role,
            within: None,
        });
    };
    for span in line.comment().into_iter().chain(line.ignored()) {
        plain(span, Role::Comment);
    }
    for (operator, span) in line.commands().filter_map(|command| command.operator()) {
        plain(span, Role::Operator(operator));
    }
    if let Some(label) = line.label() {
        found.push(Piece {
            span: label.name_span(),
            text: label.name(),
            role: Role::Label,
            within: None,
        });
    }
    for (position, command) in line.commands().enumerate() {
        let words: Vec<Arg<'a>> = command.words().map(Arg::new).collect();
        let mut next = Invocation::read(line, command, position, None, &words);
        for _ in 0..MOST_NESTED {
            let Some(invocation) = next else { break };
            next = invocation.nested();
            add_command(&invocation, next.is_some(), &mut found);
        }
        for arg in &words {
            add_expansions(arg, &mut found);
        }
    }
    found.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    found
}

/// The smallest piece that the byte at `offset` is in, or that ends there.
#[must_use]
pub fn piece_at<'a>(script: &'a Script<'a>, offset: u32) -> Option<Piece<'a>> {
    let at = |offset: u32, inside: bool| {
        let pieces = pieces(script.line_at(offset)?);
        pieces.into_iter().rev().find(|piece| {
            let Span { start, end } = piece.span;
            start <= offset && (offset < end || !inside && offset == end)
        })
    };
    at(offset, true).or_else(|| at(offset, false))
}

fn add_command<'a>(invocation: &Invocation<'_, 'a>, nests: bool, found: &mut Vec<Piece<'a>>) {
    let mut add = |arg: &Arg<'a>, start: usize, end: usize, role| {
        found.push(Piece {
            span: arg.part(start, end),
            text: &arg.text()[start..end],
            role,
            within: Some((arg.word(), start as u32)),
        });
    };
    let name = invocation.name;
    add(name, 0, name.text().len(), Role::Command(invocation.spec));
    let Some(spec) = invocation.spec else {
        for arg in invocation.args {
            add(arg, 0, arg.text().len(), Role::Word);
        }
        return;
    };
    let mut last = None;
    let mut letters = 0;
    for given in &invocation.options {
        let arg = &invocation.args[given.index];
        letters = if last == Some(given.index) {
            letters + 1
        } else {
            0
        };
        last = Some(given.index);
        let inline = given.value.filter(|value| value.index == given.index);
        let (start, end) = if arg.text().starts_with(b"--") {
            let end = inline.map(|value| value.offset - 1);
            (0, end.unwrap_or(arg.text().len()))
        } else {
            (if letters == 0 { 0 } else { letters + 1 }, letters + 2)
        };
        add(arg, start, end, Role::Option(spec, given.option));
        if let Some(value) = given.value {
            let arg = &invocation.args[value.index];
            let role = Role::Argument(spec, Parameter::Option(given.option));
            add(arg, value.offset, value.offset + value.text.len(), role);
        }
    }
    let omitted = invocation.omitted_positional();
    let positionals = invocation.positionals().filter(|_| !nests);
    for (place, arg) in positionals.unwrap_or(&[]).iter().enumerate() {
        let role = match spec.positional(place, omitted) {
            Some(positional) => Role::Argument(spec, Parameter::Positional(positional)),
            None => Role::Word,
        };
        add(arg, 0, arg.text().len(), role);
    }
}

fn add_expansions<'a>(arg: &Arg<'a>, found: &mut Vec<Piece<'a>>) {
    for expansion in arg.word().expansions().list {
        let (start, end) = (expansion.start, expansion.end);
        if end - start > LONGEST_NAME {
            continue;
        }
        found.push(Piece {
            span: arg.part(start as usize, end as usize),
            text: expansion.name(arg.text()),
            role: Role::Expansion {
                nested: expansion.nested,
            },
            within: Some((arg.word(), start + 2)),
        });
    }
}
