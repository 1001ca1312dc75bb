//! Lines that were perhaps to define a label and do not.

use std::collections::HashMap;

use ipxe_syntax::Span;
use ipxe_syntax::token::is_blank;

use crate::continuation::trim;

/// Why a line defines no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// `#:name`.
    Comment,
    /// `name:`.
    Suffix,
    /// `: name`.
    Blank,
    /// `:name:`.
    TwoColons,
    /// `:name#...`.
    Tail,
    /// `:name` in a line that is joined to the one before.
    Continued,
}

impl Flaw {
    /// What is wrong, for a message that points at the line.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Comment => "this label is part of a comment",
            Self::Suffix => "the colon of a label stands before its name",
            Self::Blank => "with a blank after the colon, the label is empty",
            Self::TwoColons => "the second colon is part of the name of this label",
            Self::Tail => "what follows the name without a blank is part of it",
            Self::Continued => "this is no label: the line is joined to the one before",
        }
    }
}

/// A line that almost defines a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlmostLabel {
    /// The name with what stands around it.
    pub span: Span,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What the physical lines of a script almost define. Of labels that are right, too, there is an
/// entry: it is for names that the script does not define.
#[derive(Debug, Default)]
pub struct AlmostLabels<'a> {
    first: HashMap<&'a [u8], AlmostLabel, foldhash::fast::RandomState>,
}

impl<'a> AlmostLabels<'a> {
    /// Gathers them from the bytes of a file.
    #[must_use]
    pub fn gather(source: &'a [u8]) -> Self {
        let mut almost = Self::default();
        let mut start = 0;
        for line in source.split(|&byte| byte == b'\n') {
            let span = Span::new(start, start + line.len() as u32);
            start = span.end + 1;
            let span = trim(source, span);
            if let Some((name, flaw)) = read(&source[span.range()]) {
                almost
                    .first
                    .entry(name)
                    .or_insert(AlmostLabel { span, flaw });
            }
        }
        almost
    }

    /// The line that was perhaps to define `name`.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<AlmostLabel> {
        self.first.get(name).copied()
    }
}

fn read(line: &[u8]) -> Option<(&[u8], Flaw)> {
    let found = match line {
        [b'#', rest @ ..] => {
            let colon = rest.iter().position(|&b| b != b'#' && !is_blank(b))?;
            let name = rest[colon..].strip_prefix(b":")?;
            (first_word(name), Flaw::Comment)
        }
        [b':', rest @ .., b':'] if !has_blank(rest) => (rest, Flaw::TwoColons),
        [b':', blank, ..] if is_blank(*blank) => {
            let name = line[1..].trim_ascii();
            (first_word(name), Flaw::Blank)
        }
        [b':', rest @ ..] => {
            let word = first_word(rest);
            match memchr::memchr(b'#', word) {
                Some(hash) => (&word[..hash], Flaw::Tail),
                None => (word, Flaw::Continued),
            }
        }
        [name @ .., b':'] => (name.trim_ascii_end(), Flaw::Suffix),
        _ => return None,
    };
    (!found.0.is_empty() && !has_blank(found.0)).then_some(found)
}

fn first_word(text: &[u8]) -> &[u8] {
    text.split(|&byte| is_blank(byte)).next().unwrap_or(text)
}

fn has_blank(text: &[u8]) -> bool {
    text.iter().any(|&byte| is_blank(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(source: &str, name: &str) -> Option<Flaw> {
        let almost = AlmostLabels::gather(source.as_bytes());
        almost.get(name.as_bytes()).map(|almost| almost.flaw)
    }

    #[test]
    fn what_people_write_for_labels() {
        assert_eq!(flaw("x\n# :a comment\n", "a"), Some(Flaw::Comment));
        assert_eq!(flaw("a:\r\n", "a"), Some(Flaw::Suffix));
        assert_eq!(flaw(" a :\n", "a"), Some(Flaw::Suffix));
        assert_eq!(flaw(":a#b c\n", "a"), Some(Flaw::Tail));
        assert_eq!(flaw(": a\n", "a"), Some(Flaw::Blank));
        assert_eq!(flaw(":a:\n", "a"), Some(Flaw::TwoColons));
        assert_eq!(flaw("echo \\\n:a\n", "a"), Some(Flaw::Continued));
        assert_eq!(flaw("echo a:\n:\n#:\n# a:\n", "a"), None);
    }
}
