//! What a fix changes, as a unified diff.

use std::fmt::Write as _;

use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices, group_diff_ops};

use crate::lossy_chars;
use crate::visible::{is_invisible, one_line};

/// Lines shown before and after a change.
const CONTEXT: usize = 3;

/// The unified diff from `old` to `new`, both the file `name`; empty if they are the same.
///
/// A line ends with `\n` only, as `diff` and `patch` see it. The text is for reading: a byte that is
/// not UTF-8 shows as U+FFFD and a control character as its picture (`␛`), except tabs and the
/// carriage return of a line's end. Without such bytes it is a patch.
#[must_use]
pub fn unified_diff(name: &str, old: &[u8], new: &[u8]) -> String {
    let (old, new) = (lines(old), lines(new));
    let mut diff = String::new();
    for hunk in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
            continue;
        };
        if diff.is_empty() {
            let name = one_line(name);
            put(&mut diff, format_args!("--- {name}\n+++ {name}\n"));
        }
        let old_range = first.old_range().start..last.old_range().end;
        let new_range = first.new_range().start..last.new_range().end;
        let (old_range, new_range) = (hunk_range(old_range), hunk_range(new_range));
        put(&mut diff, format_args!("@@ -{old_range} +{new_range} @@\n"));
        for change in hunk
            .iter()
            .flat_map(|op: &DiffOp| op.iter_changes(&old, &new))
        {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            diff.push(sign);
            push_line(&mut diff, change.value());
        }
    }
    diff
}

/// The lines of `bytes`, each with its `\n` if it has one.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|&b| b == b'\n').collect()
}

/// First line and number of lines; the number is left out if it is 1, and no lines start behind the
/// line before them.
fn hunk_range(lines: std::ops::Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn push_line(diff: &mut String, line: &[u8]) {
    let end = [b"\r\n".as_slice(), b"\n"]
        .into_iter()
        .find(|&end| line.ends_with(end));
    let end = end.unwrap_or_default();
    for (_, c) in lossy_chars(&line[..line.len() - end.len()]) {
        match c {
            '\t' => diff.push(c),
            // The pictures of the control characters are in their order.
            '\0'..='\x1f' => diff.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(c)),
            '\x7f' => diff.push('\u{2421}'),
            '\u{80}'..='\u{9f}' => diff.push(char::REPLACEMENT_CHARACTER),
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' if is_invisible(c) => {
                diff.push(char::REPLACEMENT_CHARACTER);
            }
            _ => diff.push(c),
        }
    }
    diff.push_str(if end == b"\r\n" { "\r\n" } else { "\n" });
    if end.is_empty() {
        diff.push_str("\\ No newline at end of file\n");
    }
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a String takes any text");
}
