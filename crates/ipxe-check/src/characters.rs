//! Characters beyond ASCII that look like something that iPXE would understand.

/// A character in a word, with its place in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Offset of its first byte in the word.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
    /// The character.
    pub c: char,
}

/// The characters of `text` that `wanted` picks.
pub fn find(text: &[u8], wanted: fn(char) -> bool) -> impl Iterator<Item = Odd> + '_ {
    let mut base = 0;
    text.utf8_chunks().flat_map(move |chunk| {
        let from = base;
        base += chunk.valid().len() + chunk.invalid().len();
        let picked = chunk
            .valid()
            .char_indices()
            .filter(move |&(_, c)| wanted(c));
        picked.map(move |(at, c)| Odd {
            start: from + at,
            end: from + at + c.len_utf8(),
            c,
        })
    })
}

/// A character that shows as blank but is none to iPXE.
#[must_use]
pub fn is_wide_blank(c: char) -> bool {
    !c.is_ascii() && c.is_whitespace() && c != '\u{85}'
}

/// A character that does not show at all.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{180e}' | '\u{feff}')
}

/// A blank or invisible character.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    is_wide_blank(c) || is_invisible(c)
}

/// What programs for prose make of `-` and `--`.
#[must_use]
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// What programs for prose make of `"` and `'`.
#[must_use]
pub fn is_quote(c: char) -> bool {
    matches!(
        c,
        '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}'
    )
}

/// `U+00A0`, with the name that it is known by.
#[must_use]
pub fn name(c: char) -> String {
    let known = match c {
        '\u{a0}' => " (no-break space)",
        '\u{ad}' => " (soft hyphen)",
        '\u{200b}' => " (zero width space)",
        '\u{202f}' => " (narrow no-break space)",
        '\u{2013}' => " (en dash)",
        '\u{2014}' => " (em dash)",
        '\u{2212}' => " (minus sign)",
        '\u{3000}' => " (ideographic space)",
        '\u{feff}' => " (byte order mark)",
        _ => "",
    };
    format!("U+{:04X}{known}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bytes_of_the_word() {
        let text = b"a\xff\xc2\xa0b\xe2\x80\x93";
        let all: Vec<_> = find(text, |c| is_unseen(c) || is_dash(c)).collect();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].start, all[0].end, all[0].c), (2, 4, '\u{a0}'));
        assert_eq!((all[1].start, all[1].end, all[1].c), (5, 8, '\u{2013}'));
    }

    #[test]
    fn what_ipxe_takes_for_white_space_is_not_odd() {
        for c in [' ', '\t', '\u{b}', '\u{c}', '\r', '\n'] {
            assert!(!is_unseen(c));
        }
    }
}
