//! Text that is safe on a terminal: what a terminal would obey or hide is spelled out.

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for characters that a terminal obeys (controls) or that change how text around them looks
/// while having no look of their own (line separators, directional marks, zero-width characters,
/// byte order mark).
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `text` on one line: `\n`, `\r`, `\t`, `\x1b` and `\u{feff}` for what is invisible.
///
/// A backslash stays one backslash: this is for reading, not for reading back.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push_escaped(&mut shown, c);
    }
    Cow::Owned(shown)
}

/// As [`one_line`], but line breaks and tabs stay.
pub(crate) fn several_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            _ => push_escaped(&mut shown, c),
        }
    }
    Cow::Owned(shown)
}

/// `text` with only ASCII in it: `<U+00E9>` for anything else, `?` for a byte that was not UTF-8.
pub(crate) fn ascii(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push_ascii(&mut shown, c);
    }
    Cow::Owned(shown)
}

/// One character of [`ascii`].
pub(crate) fn push_ascii(shown: &mut String, c: char) {
    match c {
        char::REPLACEMENT_CHARACTER => shown.push('?'),
        _ if c.is_ascii() => shown.push(c),
        _ => push_code_point(shown, c),
    }
}

/// `<U+FEFF>`.
pub(crate) fn push_code_point(shown: &mut String, c: char) {
    write!(shown, "<U+{:04X}>", u32::from(c)).expect("a String takes any text");
}

fn push_escaped(shown: &mut String, c: char) {
    let written = match c {
        '\n' => shown.write_str("\\n"),
        '\r' => shown.write_str("\\r"),
        '\t' => shown.write_str("\\t"),
        '\0'..='\x7f' if is_invisible(c) => write!(shown, "\\x{:02x}", u32::from(c)),
        _ if is_invisible(c) => write!(shown, "\\u{{{:x}}}", u32::from(c)),
        _ => shown.write_char(c),
    };
    written.expect("a String takes any text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_spelled_out() {
        assert_eq!(one_line("plain \\ é"), "plain \\ é");
        assert_eq!(
            one_line("a\nb\r\t\x1b[31m\0\x7f"),
            "a\\nb\\r\\t\\x1b[31m\\x00\\x7f"
        );
        assert_eq!(
            one_line("\u{feff}\u{9b}\u{202e}"),
            "\\u{feff}\\u{9b}\\u{202e}"
        );
        assert_eq!(several_lines("a\n\tb\r"), "a\n\tb\\r");
        assert_eq!(ascii("é\u{fffd}x".into()), "<U+00E9>?x");
    }
}
