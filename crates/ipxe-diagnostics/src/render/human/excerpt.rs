//! The lines of a file that a finding marks, made fit to be shown.

use std::ops::Range;

use super::Charset;
use crate::visible::{is_invisible, push_ascii, push_code_point};
use crate::{SourceFile, Span, lossy_chars};

/// Lines of up to so many bytes are shown whole.
const WHOLE_LINE: u32 = 160;
/// Of longer lines, so many bytes are shown before and after each place that matters.
const CONTEXT: u32 = 40;
/// A tab goes to the next column that is a multiple of this.
const TAB_WIDTH: usize = 4;

/// Only the lines where a marked place starts or ends, with an empty line for each gap.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines, each with a `\n`.
    pub(super) text: String,
    /// For each line of `text` its number in the file; none for a gap.
    pub(super) line_numbers: Vec<Option<u32>>,
    /// Where the marked places are in `text`, in characters. None is empty: an empty span marks the
    /// character after it, and behind the last character of a line is one more place.
    pub(super) labels: Vec<Range<usize>>,
}

/// An end of a marked place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Anchor {
    /// The first or the last byte of the place.
    offset: u32,
    /// Which place.
    label: usize,
    /// Which end: the place starts before this byte or ends after it.
    end: bool,
}

impl Excerpt {
    /// What `file` has to show for `spans`.
    pub(super) fn new(file: &SourceFile, spans: &[Span], charset: Charset) -> Self {
        let mut anchors = Vec::with_capacity(2 * spans.len());
        for (label, &span) in spans.iter().enumerate() {
            let span = file.clamp(span);
            let last = if span.is_empty() {
                span.start
            } else {
                span.end - 1
            };
            anchors.push(Anchor {
                offset: span.start,
                label,
                end: false,
            });
            anchors.push(Anchor {
                offset: last,
                label,
                end: true,
            });
        }
        anchors.sort_unstable();

        let mut writer = Writer {
            charset,
            text: String::new(),
            chars: 0,
            line_start: 0,
        };
        let mut line_numbers: Vec<Option<u32>> = Vec::new();
        let mut labels = vec![0..0; spans.len()];
        let mut rest = anchors.as_slice();
        while let Some(first) = rest.first() {
            let line = file.line_at(first.offset);
            // A line that an anchor is in exists.
            let Some(bytes) = file.line_span(line) else {
                break;
            };
            let here = rest.partition_point(|anchor| anchor.offset <= bytes.end);
            if line_numbers
                .last()
                .is_some_and(|&last| last.is_some_and(|last| last + 1 < line))
            {
                line_numbers.push(None);
                writer.end_line();
            }
            line_numbers.push(Some(line));
            writer.line(file, bytes, &rest[..here], &mut labels);
            rest = &rest[here..];
        }
        Self {
            text: writer.text,
            line_numbers,
            labels,
        }
    }
}

struct Writer {
    charset: Charset,
    text: String,
    /// Number of characters in `text`.
    chars: usize,
    /// How many of them stand before the current line.
    line_start: usize,
}

impl Writer {
    /// Writes what of the line at `bytes` is to be shown, and notes in `labels` where `anchors` are.
    fn line(
        &mut self,
        file: &SourceFile,
        bytes: Span,
        mut anchors: &[Anchor],
        labels: &mut [Range<usize>],
    ) {
        let mut mark = |anchor: &Anchor, from: usize, to: usize| {
            let label = &mut labels[anchor.label];
            if anchor.end {
                label.end = to.max(label.start + 1);
            } else {
                label.start = from;
            }
        };
        let shown = without_carriage_return(file, bytes, anchors);
        let mut at = bytes.start;
        for kept in kept_ranges(file, shown, anchors) {
            self.gap(at, kept.start);
            at = kept.end;
            for (range, c) in lossy_chars(file.slice(kept)) {
                let from = self.chars;
                self.character(c);
                while let Some((anchor, more)) = anchors.split_first()
                    && (anchor.offset - kept.start) as usize <= range.start.max(range.end - 1)
                {
                    mark(anchor, from, self.chars);
                    anchors = more;
                }
            }
        }
        self.gap(at, shown.end);
        for anchor in anchors {
            mark(anchor, self.chars, self.chars + 1);
        }
        self.end_line();
    }

    /// An ellipsis unless nothing was left out.
    fn gap(&mut self, from: u32, to: u32) {
        if from < to {
            match self.charset {
                Charset::Unicode => self.push("\u{2026}"),
                Charset::Ascii => self.push("..."),
            }
        }
    }

    fn character(&mut self, c: char) {
        let from = self.text.len();
        match c {
            '\t' => {
                let column = self.chars - self.line_start;
                let spaces = TAB_WIDTH - column % TAB_WIDTH;
                self.text.extend(std::iter::repeat_n(' ', spaces));
            }
            '\0'..='\x1f' | '\x7f' => {
                self.text.push('^');
                // Caret notation: `^@` for NUL, `^[` for ESC, `^?` for DEL.
                self.text.push(char::from(c as u8 ^ 0x40));
            }
            _ if is_invisible(c) => push_code_point(&mut self.text, c),
            // Wider spaces would be narrowed.
            _ if c.is_whitespace() && c != ' ' => push_code_point(&mut self.text, c),
            _ => match self.charset {
                Charset::Unicode => self.text.push(c),
                Charset::Ascii => push_ascii(&mut self.text, c),
            },
        }
        self.chars += self.text[from..].chars().count();
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.chars += text.chars().count();
    }

    fn end_line(&mut self) {
        self.push("\n");
        self.line_start = self.chars;
    }
}

/// `line` without the carriage return at its end, unless that is what is marked.
fn without_carriage_return(file: &SourceFile, line: Span, anchors: &[Anchor]) -> Span {
    if !file.slice(line).ends_with(b"\r") {
        return line;
    }
    let at = line.end - 1;
    let starts_there = |a: &Anchor| a.offset == at && !a.end;
    let ends_there = |a: &Anchor| a.offset == at && a.end;
    let marked = anchors.iter().any(starts_there) && anchors.iter().any(ends_there);
    if marked {
        line
    } else {
        Span::new(line.start, at)
    }
}

/// The parts of `line` that are shown: all of it if it is short, else what is near an anchor.
fn kept_ranges(file: &SourceFile, line: Span, anchors: &[Anchor]) -> Vec<Span> {
    if line.len() <= WHOLE_LINE {
        return vec![line];
    }
    let mut kept: Vec<Span> = Vec::new();
    for anchor in anchors {
        let from = anchor
            .offset
            .saturating_sub(CONTEXT)
            .clamp(line.start, line.end);
        let to = anchor.offset.saturating_add(CONTEXT + 1).min(line.end);
        let (from, to) = (
            char_start(file.bytes(), from, line.start),
            char_end(file.bytes(), to, line.end),
        );
        match kept.last_mut() {
            Some(last) if from <= last.end => last.end = last.end.max(to),
            _ => kept.push(Span::new(from, to)),
        }
    }
    kept
}

/// `offset`, or the start of the character that it is in the middle of.
fn char_start(bytes: &[u8], offset: u32, lowest: u32) -> u32 {
    let continues = |at: u32| bytes.get(at as usize).is_some_and(|&b| b & 0xc0 == 0x80);
    (lowest.max(offset.saturating_sub(3))..=offset)
        .rev()
        .find(|&at| !continues(at))
        .unwrap_or(offset)
}

/// `offset`, or the end of the character that it is in the middle of.
fn char_end(bytes: &[u8], offset: u32, highest: u32) -> u32 {
    let continues = |at: u32| bytes.get(at as usize).is_some_and(|&b| b & 0xc0 == 0x80);
    (offset..=highest.min(offset.saturating_add(3)))
        .find(|&at| !continues(at))
        .unwrap_or(offset)
}
