//! The tree of a script, and read-only views of it.
//!
//! [`Tree`] owns flat tables and no text; [`Script`] pairs it with its source.
//! [`Line`], [`Command`], [`Label`] and [`Word`] are cheap views.

use std::ops::Range;

use crate::expansion::{self, Expansions};
use crate::splice::Splices;
use crate::{Magic, Span, Token, TokenKind};

/// How a command follows the one before it (`core/exec.c: command_terminator`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `||`: run if the status so far is a failure.
    Or,
    /// `&&`: run if the status so far is success.
    And,
    /// `;`: run always.
    Semicolon,
}

impl Operator {
    /// The operator as it is written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Semicolon => ";",
        }
    }
}

/// A logical line: where its tokens and commands begin, and the token of its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineNode {
    pub first_token: u32,
    pub first_command: u32,
    pub label: Option<u32>,
}

/// A command: its tokens `first..end`, and the operator before it with its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommandNode {
    pub first: u32,
    pub end: u32,
    pub operator: Option<(Operator, u32)>,
}

/// The tables of a parsed script. Use through [`Script`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    pub(crate) tokens: Vec<Token>,
    pub(crate) lines: Vec<LineNode>,
    pub(crate) commands: Vec<CommandNode>,
    pub(crate) splices: Splices,
    /// The texts of tokens that contain a splice, in the order of the tokens.
    pub(crate) joined: Vec<(u32, Box<[u8]>)>,
    pub(crate) unterminated: bool,
}

/// A source and its tree.
#[derive(Clone, Debug)]
pub struct Script<'s> {
    source: &'s [u8],
    tree: Tree,
}

impl<'s> Script<'s> {
    /// Pairs a tree with the source that it was made from.
    #[must_use]
    pub fn new(source: &'s [u8], tree: Tree) -> Self {
        Self { source, tree }
    }

    /// The tree without its source.
    #[must_use]
    pub fn into_tree(self) -> Tree {
        self.tree
    }

    /// The bytes of the file.
    #[must_use]
    pub fn source(&self) -> &'s [u8] {
        self.source
    }

    /// What the file starts with.
    #[must_use]
    pub fn magic(&self) -> Magic {
        Magic::of(self.source)
    }

    /// All tokens; joined together they are the source.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tree.tokens
    }

    /// The physical span of the token at `index`.
    #[must_use]
    pub fn token_span(&self, index: u32) -> Span {
        Span::new(
            self.token_start(index),
            self.tree.tokens[index as usize].end,
        )
    }

    /// Offset of the token at `index`.
    fn token_start(&self, index: u32) -> u32 {
        match index.checked_sub(1) {
            Some(before) => self.tree.tokens[before as usize].end,
            None => 0,
        }
    }

    /// The ranges that joining physical lines removed.
    #[must_use]
    pub fn splices(&self) -> &Splices {
        &self.tree.splices
    }

    /// True where the last line asks for a further line that is not there.
    ///
    /// iPXE does not run that line and ends the script with `Invalid argument`.
    #[must_use]
    pub fn is_unterminated(&self) -> bool {
        self.tree.unterminated
    }

    /// The logical lines, the magic line first.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> + DoubleEndedIterator {
        (0..self.tree.lines.len()).map(|index| Line {
            script: self,
            index,
        })
    }

    /// The logical line at `index`.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<Line<'_>> {
        (index < self.tree.lines.len()).then_some(Line {
            script: self,
            index,
        })
    }

    /// The logical line that the byte at `offset` belongs to; the last one for offsets after the end.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> Option<Line<'_>> {
        let starts = |line: &LineNode| {
            let first = line.first_token;
            first == 0 || self.tree.tokens[first as usize - 1].end <= offset
        };
        let index = self.tree.lines.partition_point(starts).checked_sub(1)?;
        self.line(index)
    }

    /// The labels in file order. `goto` takes the first that matches.
    pub fn labels(&self) -> impl Iterator<Item = Label<'_>> {
        self.lines().filter_map(|line| line.label())
    }

    /// The source again, from the tokens. Equal to [`Script::source`].
    #[must_use]
    pub fn print(&self) -> Vec<u8> {
        let mut printed = Vec::with_capacity(self.source.len());
        for index in 0..self.tree.tokens.len() as u32 {
            printed.extend_from_slice(&self.source[self.token_span(index).range()]);
        }
        printed
    }

    /// The text of a token that contains a splice.
    fn joined_text(&self, token: u32) -> Option<&[u8]> {
        let joined = &self.tree.joined;
        let found = joined.binary_search_by_key(&token, |(token, _)| *token);
        found.ok().map(|index| &*joined[index].1)
    }

    fn word(&self, index: u32) -> Word<'_> {
        Word {
            script: self,
            index,
            span: self.token_span(index),
            token: self.tree.tokens[index as usize],
        }
    }
}

/// A logical line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    script: &'a Script<'a>,
    index: usize,
}

impl<'a> Line<'a> {
    /// Position among the logical lines of the file, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    fn node(&self) -> LineNode {
        self.script.tree.lines[self.index]
    }

    fn token_range(&self) -> Range<u32> {
        let tree = &self.script.tree;
        let end = tree
            .lines
            .get(self.index + 1)
            .map_or(tree.tokens.len() as u32, |l| l.first_token);
        self.node().first_token..end
    }

    /// The indices of the line's tokens.
    #[must_use]
    pub fn tokens(&self) -> Range<u32> {
        self.token_range()
    }

    /// The whole line, its line feed included.
    #[must_use]
    pub fn span(&self) -> Span {
        let tokens = self.token_range();
        if tokens.is_empty() {
            return Span::at(self.script.source.len() as u32);
        }
        self.script
            .token_span(tokens.start)
            .to(self.script.token_span(tokens.end - 1))
    }

    /// The label that the line defines.
    #[must_use]
    pub fn label(&self) -> Option<Label<'a>> {
        self.node().label.map(|token| Label {
            word: self.script.word(token),
            line: self.index,
        })
    }

    /// The commands, in order. A blank line, a comment and a bare label have none; a
    /// line with N operators has N + 1, some of them perhaps without words.
    pub fn commands(
        &self,
    ) -> impl ExactSizeIterator<Item = Command<'a>> + DoubleEndedIterator + use<'a> {
        let script = self.script;
        let tree = &script.tree;
        let first = self.node().first_command;
        let end = tree
            .lines
            .get(self.index + 1)
            .map_or(tree.commands.len() as u32, |l| l.first_command);
        let line = self.index;
        (first as usize..end as usize).map(move |index| Command {
            script,
            index,
            line,
        })
    }

    /// The comment at the end of the line, `#` included.
    #[must_use]
    pub fn comment(&self) -> Option<Span> {
        self.last_of(TokenKind::Comment)
    }

    /// What follows a NUL byte: iPXE never sees it.
    #[must_use]
    pub fn ignored(&self) -> Option<Span> {
        self.last_of(TokenKind::Ignored)
    }

    fn last_of(&self, kind: TokenKind) -> Option<Span> {
        let tokens = &self.script.tree.tokens;
        self.token_range()
            .rev()
            .take(3)
            .find(|&token| tokens[token as usize].kind == kind)
            .map(|token| self.script.token_span(token))
    }

    /// True where iPXE drops the line because its continuation is missing.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.script.is_unterminated() && self.index + 1 == self.script.tree.lines.len()
    }

    /// The script that the line belongs to.
    #[must_use]
    pub fn script(&self) -> &'a Script<'a> {
        self.script
    }
}

/// A label definition.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    word: Word<'a>,
    line: usize,
}

impl<'a> Label<'a> {
    /// The label's name: what follows the colon, not expanded.
    #[must_use]
    pub fn name(&self) -> &'a [u8] {
        &self.word.text()[1..]
    }

    /// The span of the label, colon included.
    #[must_use]
    pub fn span(&self) -> Span {
        self.word.span()
    }

    /// The span of the name alone.
    #[must_use]
    pub fn name_span(&self) -> Span {
        let len = self.word.text().len() as u32;
        self.word.part(1, len)
    }

    /// Index of the logical line that holds the label.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

/// A command: the words between two operators, before expansion.
#[derive(Clone, Copy, Debug)]
pub struct Command<'a> {
    script: &'a Script<'a>,
    index: usize,
    line: usize,
}

impl<'a> Command<'a> {
    fn node(&self) -> CommandNode {
        self.script.tree.commands[self.index]
    }

    /// The operator before the command and its span; none for the first of a line.
    #[must_use]
    pub fn operator(&self) -> Option<(Operator, Span)> {
        self.node()
            .operator
            .map(|(operator, token)| (operator, self.script.token_span(token)))
    }

    /// The operator before the command; none for the first of a line.
    #[must_use]
    pub fn operator_kind(&self) -> Option<Operator> {
        self.node().operator.map(|(operator, _)| operator)
    }

    /// The words; none for the empty command beside an operator, which succeeds.
    pub fn words(&self) -> impl DoubleEndedIterator<Item = Word<'a>> + Clone + use<'a> {
        let script = self.script;
        let CommandNode { first, end, .. } = self.node();
        let tokens = &script.tree.tokens[first as usize..end as usize];
        (first..end)
            .zip(tokens)
            .filter(|(_, token)| token.kind.is_word())
            .map(move |(index, token)| Word {
                script,
                index,
                span: Span::new(script.token_start(index), token.end),
                token: *token,
            })
    }

    /// Calls `visit` for the words in order, which costs less than [`Self::words`].
    pub fn each_word(&self, mut visit: impl FnMut(Word<'a>)) {
        let script = self.script;
        let CommandNode { first, end, .. } = self.node();
        let mut start = script.token_start(first);
        let tokens = &script.tree.tokens[first as usize..end as usize];
        for (index, &token) in (first..end).zip(tokens) {
            if token.kind.is_word() {
                visit(Word {
                    script,
                    index,
                    span: Span {
                        start,
                        end: token.end,
                    },
                    token,
                });
            }
            start = token.end;
        }
    }

    /// The first word, the command's name before expansion.
    #[must_use]
    pub fn name(&self) -> Option<Word<'a>> {
        let CommandNode { first, end, .. } = self.node();
        (first < end).then(|| self.script.word(first))
    }

    /// True for the empty command beside an operator.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let CommandNode { first, end, .. } = self.node();
        first == end
    }

    /// From the first word to the last; for an empty command the place after its operator.
    #[must_use]
    pub fn span(&self) -> Span {
        let CommandNode {
            first,
            end,
            operator,
        } = self.node();
        if first < end {
            self.script
                .token_span(first)
                .to(self.script.token_span(end - 1))
        } else if let Some((_, token)) = operator {
            Span::at(self.script.token_span(token).end)
        } else {
            let line = self.script.tree.lines[self.line];
            let token = line.label.map_or(line.first_token, |label| label + 1);
            Span::at(self.script.token_span(token).start)
        }
    }

    /// Index of the logical line that holds the command.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

/// A word: a run of bytes without white space.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    script: &'a Script<'a>,
    /// Index of its token.
    index: u32,
    span: Span,
    token: Token,
}

impl<'a> Word<'a> {
    /// The physical span.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The word's bytes, before expansion, without splices.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        let joined = self
            .token
            .spliced
            .then(|| self.script.joined_text(self.index));
        (joined.flatten()).unwrap_or_else(|| &self.script.source[self.span.range()])
    }

    fn kind(&self) -> TokenKind {
        self.token.kind
    }

    /// True where the word contains `${`, with or without an end.
    #[must_use]
    pub fn has_dollar_brace(&self) -> bool {
        matches!(self.kind(), TokenKind::ExpandedWord | TokenKind::OpenWord)
    }

    /// True where the word's value is known only at run time.
    #[must_use]
    pub fn is_dynamic(&self) -> bool {
        self.kind() == TokenKind::ExpandedWord
    }

    /// The expansions in the word.
    #[must_use]
    pub fn expansions(&self) -> Expansions {
        if self.has_dollar_brace() {
            expansion::expansions(self.text())
        } else {
            Expansions::default()
        }
    }

    /// The physical span of the bytes `start..end` of [`Word::text`].
    #[must_use]
    pub fn part(&self, start: u32, end: u32) -> Span {
        let span = self.span();
        if self.token.spliced {
            self.script.tree.splices.physical(span, start, end)
        } else {
            Span::new(span.start + start, span.start + end)
        }
    }
}
