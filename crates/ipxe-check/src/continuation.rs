//! Where physical lines are joined to logical ones.

use ipxe_reference::{Command, command};
use ipxe_syntax::token::is_blank;
use ipxe_syntax::{Line, Script, Span, TokenKind};

/// A place where a line is joined to the one before it.
#[derive(Clone, Copy, Debug)]
pub struct Join<'a> {
    /// The logical line.
    pub line: Line<'a>,
    /// What vanishes: the backslash and the line end, perhaps several of them.
    pub splice: Span,
    /// The physical line before it, up to the backslash.
    pub before: Span,
    /// The physical line after it, up to its own backslash or line end.
    pub after: Span,
}

/// The joins within `word`.
pub fn joins_in<'a>(script: &'a Script<'a>, word: Span) -> impl Iterator<Item = Join<'a>> {
    let all = script.splices().all();
    let first = all.partition_point(|splice| splice.end <= word.start);
    let inside = all[first..]
        .iter()
        .take_while(move |splice| splice.start < word.end);
    (first..first + inside.count()).filter_map(|index| join(script, index))
}

/// The joins of a script, in order. Those of a line that iPXE drops are left out.
pub fn joins<'a>(script: &'a Script<'a>) -> impl Iterator<Item = Join<'a>> {
    (0..script.splices().all().len()).filter_map(|index| join(script, index))
}

fn join<'a>(script: &'a Script<'a>, index: usize) -> Option<Join<'a>> {
    let splices = script.splices().all();
    let splice = splices[index];
    let line = script.line_at(splice.start)?;
    let whole = line.span();
    let last = index.checked_sub(1).map_or(0, |last| splices[last].end);
    let next = splices.get(index + 1).map_or(whole.end, |next| next.start);
    let after = Span::new(splice.end, next.min(whole.end).max(splice.end));
    (!line.is_dropped()).then_some(Join {
        line,
        splice,
        before: Span::new(last.max(whole.start), splice.start),
        after: trim_line_end(script.source(), after),
    })
}

fn trim_line_end(source: &[u8], span: Span) -> Span {
    let text = &source[span.range()];
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    Span::new(span.start, span.start + text.len() as u32)
}

impl<'a> Join<'a> {
    /// The bytes before the backslash.
    #[must_use]
    pub fn before_text(&self) -> &'a [u8] {
        &self.line.script().source()[self.before.range()]
    }

    /// The bytes of the line that is joined.
    #[must_use]
    pub fn after_text(&self) -> &'a [u8] {
        &self.line.script().source()[self.after.range()]
    }

    /// The bytes that vanish.
    #[must_use]
    pub fn splice_text(&self) -> &'a [u8] {
        &self.line.script().source()[self.splice.range()]
    }

    /// The backslashes that the splice begins with.
    #[must_use]
    pub fn backslash(&self) -> Span {
        let text = self.splice_text();
        let count = text.iter().take_while(|&&byte| byte == b'\\').count();
        Span::new(self.splice.start, self.splice.start + count as u32)
    }

    /// True where the backslash is part of a comment.
    #[must_use]
    pub fn is_in_comment(&self) -> bool {
        let comment = self.line.comment();
        comment.is_some_and(|comment| comment.start < self.splice.start)
    }

    /// The physical line after the join without the blanks around it.
    #[must_use]
    pub fn after_trimmed(&self) -> Span {
        trim(self.line.script().source(), self.after)
    }

    /// How a word suffers from being made of the ends of two lines, if that is certain.
    #[must_use]
    pub fn glue(&self) -> Option<Glue<'a>> {
        glue(self.line.script(), self)
    }
}

/// `span` without the blanks at its ends.
#[must_use]
pub fn trim(source: &[u8], span: Span) -> Span {
    let text = &source[span.range()];
    let first = text.iter().position(|&byte| !is_blank(byte));
    let Some(first) = first else {
        return Span::at(span.start);
    };
    let last = text.iter().rposition(|&byte| !is_blank(byte));
    let end = last.map_or(first, |last| last + 1);
    Span::new(span.start + first as u32, span.start + end as u32)
}

/// The words of `text`, split as iPXE does.
pub fn words(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split(|&byte| is_blank(byte))
        .filter(|word| !word.is_empty())
}

/// The command that `text` begins with.
#[must_use]
pub fn first_command(text: &[u8]) -> Option<&'static Command> {
    words(text).next().and_then(command)
}

/// True for the three operators.
#[must_use]
pub fn is_operator(word: &[u8]) -> bool {
    matches!(word, b"||" | b"&&" | b";")
}

/// How many blanks `text` begins with.
#[must_use]
pub fn indentation(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| is_blank(byte)).count()
}

/// Two parts of a word that were surely meant as two words.
#[derive(Clone, Copy, Debug)]
pub struct Glue<'a> {
    /// The end of the line before.
    pub left: &'a [u8],
    /// The start of the line after.
    pub right: &'a [u8],
    /// Both with what is between.
    pub span: Span,
    /// What the right part was meant to be, or the left part.
    pub meant: &'static str,
}

fn glue<'a>(script: &'a Script<'a>, join: &Join<'a>) -> Option<Glue<'a>> {
    let tokens = script.tokens();
    let index = tokens.partition_point(|token| token.end <= join.splice.start);
    let token = tokens.get(index)?;
    let whole = script.token_span(index as u32);
    if !token.kind.is_word() || whole.start >= join.splice.start || whole.end <= join.splice.end {
        return None;
    }
    let from = whole.start.max(join.before.start);
    let to = whole.end.min(join.after.end);
    let left = &script.source()[Span::new(from, join.splice.start).range()];
    let right = &script.source()[Span::new(join.splice.end, to).range()];
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let names_command = from == whole.start && starts_command(tokens, index);
    let meant = meant(left, right, names_command)?;
    Some(Glue {
        left,
        right,
        span: Span::new(from, to),
        meant,
    })
}

/// What one of the parts was meant to be, where the joined word is certainly wrong.
fn meant(left: &[u8], right: &[u8], names_command: bool) -> Option<&'static str> {
    // More of the word is awaited after such a byte.
    let open = left
        .last()
        .is_some_and(|last| b",=:/?&+-._%;|@{(".contains(last));
    if is_operator(left) || is_operator(right) || matches!(right, [b'|', b'|', ..]) {
        Some("an operator")
    } else if matches!(left, [.., b'|', b'|'] | [.., b'&', b'&']) && command(right).is_some() {
        Some("a command")
    } else if names_command && command(left).is_some() {
        Some("the name of a command")
    } else if right == b"#" {
        Some("the start of a comment")
    } else if open {
        None
    } else if matches!(right, [b'-', b'-', letter, ..] if letter.is_ascii_lowercase()) {
        Some("an option")
    } else if is_kernel_argument(right) && memchr::memchr(b'?', left).is_none() {
        Some("an argument of its own")
    } else if is_address(right) {
        Some("a URI")
    } else {
        None
    }
}

/// `name=` as kernels have it.
fn is_kernel_argument(text: &[u8]) -> bool {
    let Some(equals) = memchr::memchr(b'=', text) else {
        return false;
    };
    let name = &text[..equals];
    let plain = |&byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    name.len() > 1 && name[0].is_ascii_alphabetic() && name.iter().all(plain)
}

/// `scheme://`.
fn is_address(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"://")
        .is_some_and(|at| at > 0 && text[..at].iter().all(u8::is_ascii_alphabetic))
}

/// True where the word of this index is the first of its command.
fn starts_command(tokens: &[ipxe_syntax::Token], index: usize) -> bool {
    let skipped =
        |token: &&ipxe_syntax::Token| !matches!(token.kind, TokenKind::Blank | TokenKind::Splice);
    let before = tokens[..index].iter().rev().find(skipped);
    before.is_none_or(|token| token.kind == TokenKind::Newline || token.kind.is_operator())
}
