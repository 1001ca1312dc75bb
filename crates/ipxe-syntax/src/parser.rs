//! From tokens to lines, labels and commands.
//!
//! The tokens of a logical line are first gathered into segments: a label, a
//! run of words, an operator, a comment. The grammar of a line over segments is a
//! chumsky parser; it accepts every line, because iPXE does: an operator may
//! stand anywhere, and the empty commands around it succeed.

use chumsky::extra;
use chumsky::inspector::SimpleState;
use chumsky::prelude::*;

use crate::lexer::{self, Lexed};
use crate::tree::{CommandNode, LineNode, Operator, Script, Tree};
use crate::{Token, TokenKind};

/// Parses a script file.
#[must_use]
pub fn parse(source: &[u8]) -> Script<'_> {
    Script::new(
        source,
        build(source, lexer::lex(source), Labels::AtLineStart),
    )
}

/// Parses one line given to iPXE's `system()`: typed into its shell, or the `scriptlet` setting.
///
/// Such a line has no label, no continuation and no end before its last byte
/// (`core/exec.c: system`): a line feed in it is white space.
#[must_use]
pub fn parse_command_line(source: &[u8]) -> Script<'_> {
    Script::new(
        source,
        build(source, lexer::lex_command_line(source), Labels::Never),
    )
}

/// Whether a word that starts with `:` at the start of a line is a label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labels {
    AtLineStart,
    Never,
}

/// What a piece of a logical line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SegmentKind {
    Label,
    Words,
    Operator(Operator),
    Comment,
}

/// A piece of a logical line: its kind, and its first and last token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    kind: SegmentKind,
    first: u32,
    last: u32,
}

/// What parsing one line adds to the tree.
#[derive(Default)]
struct Nodes {
    commands: Vec<CommandNode>,
    label: Option<u32>,
}

type Extra = extra::Full<EmptyErr, SimpleState<Nodes>, ()>;

/// The grammar of a logical line: `label? words? (operator words?)* comment?`.
///
/// Closures run only where their output is used, so every part that adds to the
/// nodes yields a value that the next part consumes: no `ignore_then` before one.
fn line<'a>() -> impl Parser<'a, &'a [Segment], bool, Extra> {
    let label = select_ref! { Segment { kind: SegmentKind::Label, first, .. } => *first }.map_with(
        |token, extra| {
            let state: &mut SimpleState<Nodes> = extra.state();
            state.label = Some(token);
        },
    );
    let words =
        select_ref! { Segment { kind: SegmentKind::Words, first, last } => (*first, *last + 1) };
    let operator =
        select_ref! { Segment { kind: SegmentKind::Operator(kind), first, .. } => (*kind, *first) };
    let comment = select_ref! { Segment { kind: SegmentKind::Comment, .. } => () };
    let first = words.or_not().map_with(|words: Option<(u32, u32)>, extra| {
        let (first, end) = words.unwrap_or((0, 0));
        let state: &mut SimpleState<Nodes> = extra.state();
        state.commands.push(CommandNode {
            first,
            end,
            operator: None,
        });
        words.is_some()
    });
    let next = operator.then(words.or_not());
    label
        .or_not()
        .then(first)
        .map(|(_, some)| some)
        .foldl_with(next.repeated(), |_, ((kind, token), words), extra| {
            let (first, end) = words.unwrap_or((token + 1, token + 1));
            let state: &mut SimpleState<Nodes> = extra.state();
            state.commands.push(CommandNode {
                first,
                end,
                operator: Some((kind, token)),
            });
            true
        })
        .then_ignore(comment.or_not())
}

/// Lines whose segments are gathered before they are parsed: enough to share the
/// set-up, few enough to stay in the processor's cache.
const BATCH: usize = 256;

/// Builds the tree of a lexed source.
fn build(source: &[u8], lexed: Lexed, labels: Labels) -> Tree {
    let mut lines = Vec::with_capacity(lexed.lines.len());
    let mut state = SimpleState(Nodes::default());
    state.commands.reserve(lexed.lines.len());
    for batch in (0..lexed.lines.len()).step_by(BATCH) {
        let batch = batch..lexed.lines.len().min(batch + BATCH);
        let mut segments = Vec::with_capacity(4 * BATCH);
        let mut ends = Vec::with_capacity(BATCH);
        for index in batch.clone() {
            let first = lexed.lines[index] as usize;
            let next = lexed.lines.get(index + 1);
            let end = next.map_or(lexed.tokens.len(), |&next| next as usize);
            gather(source, &lexed.tokens, first..end, labels, &mut segments);
            ends.push(segments.len());
        }
        let grammar = line();
        let mut from = 0;
        for (index, to) in batch.zip(ends) {
            let first_command = state.commands.len() as u32;
            let line = &segments[from..to];
            from = to;
            if !matches!(
                line,
                [] | [Segment {
                    kind: SegmentKind::Comment,
                    ..
                }]
            ) {
                let parsed = grammar.parse_with_state(line, &mut state).into_output();
                if parsed != Some(true) {
                    state.commands.truncate(first_command as usize);
                }
            }
            lines.push(LineNode {
                first_token: lexed.lines[index],
                first_command,
                label: state.label.take(),
            });
        }
    }
    Tree {
        tokens: lexed.tokens,
        lines,
        commands: state.0.commands,
        splices: lexed.splices,
        joined: lexed.joined,
        unterminated: lexed.unterminated,
    }
}

/// Gathers the tokens of one line and adds its segments.
fn gather(
    source: &[u8],
    tokens: &[Token],
    range: std::ops::Range<usize>,
    labels: Labels,
    segments: &mut Vec<Segment>,
) {
    let mut start = match range.start.checked_sub(1) {
        Some(before) => tokens[before].end,
        None => 0,
    };
    let mut label_may_follow = labels == Labels::AtLineStart;
    let mut in_words = false;
    for (token, &Token { kind, end, .. }) in (range.start as u32..).zip(&tokens[range]) {
        let kind = match kind {
            TokenKind::Word | TokenKind::ExpandedWord | TokenKind::OpenWord => {
                if label_may_follow && source[start as usize] == b':' {
                    SegmentKind::Label
                } else {
                    SegmentKind::Words
                }
            }
            TokenKind::Or => SegmentKind::Operator(Operator::Or),
            TokenKind::And => SegmentKind::Operator(Operator::And),
            TokenKind::Semicolon => SegmentKind::Operator(Operator::Semicolon),
            TokenKind::Comment | TokenKind::Ignored => SegmentKind::Comment,
            TokenKind::Blank | TokenKind::Newline | TokenKind::Splice => {
                start = end;
                continue;
            }
        };
        start = end;
        label_may_follow = false;
        let more = in_words && kind == SegmentKind::Words;
        in_words = kind == SegmentKind::Words;
        match segments.last_mut().filter(|_| more) {
            Some(last) => last.last = token,
            None => segments.push(Segment {
                kind,
                first: token,
                last: token,
            }),
        }
        if kind == SegmentKind::Comment {
            break;
        }
    }
}
