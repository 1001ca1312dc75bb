//! What a file is that is not made of lines that iPXE could run.
//!
//! Where it is something else altogether, judging its lines as commands would only bury the one
//! finding that matters.

use ipxe_syntax::Magic;
use ipxe_syntax::token::is_blank;
use memchr::memmem;

use crate::template::Template;

/// What a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Lines, right or wrong.
    Lines,
    /// Lines after the UTF-8 byte order mark.
    MarkedUtf8,
    /// UTF-16 or UTF-32.
    Wide(Wide),
    /// HTML or XML.
    Markup,
    /// JSON.
    Json,
    /// A message of a web server or of a program behind it.
    Message,
    /// Not text: what it seems to be.
    Binary(&'static str),
}

/// An encoding of more than one byte a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wide {
    /// Bytes a character unit: 2 or 4.
    pub width: usize,
    /// The most significant byte comes first.
    pub big_endian: bool,
    /// Length of the byte order mark, 0 if there is none.
    pub mark: usize,
}

/// The UTF-8 byte order mark.
pub const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How much of a file is looked at.
const SAMPLE: usize = 4096;

/// What files of other kinds begin with.
const BINARIES: [(&[u8], &str); 12] = [
    (b"\x7fELF", "an ELF file"),
    (b"MZ", "an executable for DOS, Windows or UEFI"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"BZh", "a bzip2 archive"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"070701", "a cpio archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF-", "a PDF document"),
    (
        b"\x30\x82",
        "a DER file, such as a certificate or a signature",
    ),
];

/// How messages of servers and of programs behind them begin, in lower case.
const MESSAGES: [&[u8]; 18] = [
    b"not found",
    b"file not found",
    b"page not found",
    b"forbidden",
    b"unauthorized",
    b"access denied",
    b"bad request",
    b"bad gateway",
    b"internal server error",
    b"service unavailable",
    b"gateway timeout",
    b"cannot get /",
    b"traceback (most recent call last)",
    b"php ",
    b"fatal error:",
    b"parse error:",
    b"warning: ",
    b"error: ",
];

impl Content {
    /// What `source` is made of. A template that makes a script counts as lines.
    #[must_use]
    pub fn of(source: &[u8], template: &Template) -> Self {
        if Magic::of(source).is_script() {
            return match garbled(source) {
                true => Self::Binary("binary data after its first line"),
                false => Self::Lines,
            };
        }
        if let Some(wide) = wide(source) {
            return Self::Wide(wide);
        }
        let marked = source.strip_prefix(UTF8_MARK);
        let text = marked.unwrap_or(source);
        let start = text.iter().position(|&b| !is_blank(b)).unwrap_or(0);
        let text = &text[start..];
        let generated = template.first().is_some_and(|region| {
            source[..region.start as usize]
                .iter()
                .all(|&byte| is_blank(byte))
        });
        if generated {
            return Self::Lines;
        }
        if let Some((_, name)) = BINARIES.iter().find(|(magic, _)| source.starts_with(magic)) {
            return Self::Binary(name);
        }
        if is_markup(text) {
            Self::Markup
        } else if is_json(text) {
            Self::Json
        } else if is_message(text) {
            Self::Message
        } else if garbled(source) {
            Self::Binary("not text")
        } else if marked.is_some() {
            Self::MarkedUtf8
        } else {
            Self::Lines
        }
    }

    /// Where the lines begin that are to be judged as commands, if there are any.
    #[must_use]
    pub fn first_line(self, source: &[u8]) -> Option<u32> {
        match self {
            Self::Lines => Some(0),
            // The line of the mark is no line of a script.
            Self::MarkedUtf8 => Some(UTF8_MARK.len() as u32),
            Self::Message | Self::Markup => {
                let at = late_magic(source)?;
                let page = |text: &&[u8]| memmem::find(&source[..at], text).is_some();
                let whole = [&b"<html"[..], b"<HTML", b"<!"].iter().any(page);
                (!whole).then_some(at as u32)
            }
            Self::Wide(_) | Self::Json | Self::Binary(_) => None,
        }
    }
}

/// Where a line that is not the right one begins with the magic, apart from blanks before it.
#[must_use]
pub fn late_magic(source: &[u8]) -> Option<usize> {
    let found = memmem::find_iter(source, b"#!").find(|&at| {
        let magic = matches!(&source[at..], [_, _, b'i' | b'g', b'p', b'x', b'e', ..]);
        let line = source[..at]
            .iter()
            .rev()
            .find(|&&b| b == b'\n' || !is_blank(b));
        magic && line.is_none_or(|&byte| byte == b'\n')
    });
    // A magic at the start that is none lacks its white space, or has more letters.
    found.filter(|&at| at > 0 || source.len() == Magic::LEN)
}

impl Wide {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.width, self.big_endian) {
            (2, false) => "UTF-16, little-endian",
            (2, true) => "UTF-16, big-endian",
            (_, false) => "UTF-32, little-endian",
            (_, true) => "UTF-32, big-endian",
        }
    }

    /// `source` as UTF-8 without its mark, if it is right.
    #[must_use]
    pub fn decode(self, source: &[u8]) -> Option<String> {
        let (units, rest) = (
            source[self.mark..].chunks_exact(self.width),
            (source.len() - self.mark) % self.width,
        );
        let number = |unit: &[u8]| {
            let bytes = unit.iter().rev();
            if self.big_endian {
                unit.iter().fold(0, |n, &b| n << 8 | u32::from(b))
            } else {
                bytes.fold(0, |n, &b| n << 8 | u32::from(b))
            }
        };
        if rest != 0 {
            None
        } else if self.width == 2 {
            let units = units.map(|unit| number(unit) as u16);
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        } else {
            units.map(|unit| char::from_u32(number(unit))).collect()
        }
    }
}

fn wide(source: &[u8]) -> Option<Wide> {
    const FORMS: [(&[u8], Wide); 6] = [
        (
            b"\xff\xfe\0\0",
            Wide {
                width: 4,
                big_endian: false,
                mark: 4,
            },
        ),
        (
            b"\0\0\xfe\xff",
            Wide {
                width: 4,
                big_endian: true,
                mark: 4,
            },
        ),
        (
            b"\xff\xfe",
            Wide {
                width: 2,
                big_endian: false,
                mark: 2,
            },
        ),
        (
            b"\xfe\xff",
            Wide {
                width: 2,
                big_endian: true,
                mark: 2,
            },
        ),
        (
            b"#\0!\0",
            Wide {
                width: 2,
                big_endian: false,
                mark: 0,
            },
        ),
        (
            b"\0#\0!",
            Wide {
                width: 2,
                big_endian: true,
                mark: 0,
            },
        ),
    ];
    let found = FORMS.iter().find(|(start, _)| source.starts_with(start));
    found.map(|&(_, wide)| wide)
}

/// `<` and what can begin a tag.
fn is_markup(text: &[u8]) -> bool {
    match text {
        [b'<', b'!' | b'/', ..] => true,
        [b'<', b'?', rest @ ..] => rest.starts_with(b"xml"),
        [b'<', letter, ..] => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

fn is_json(text: &[u8]) -> bool {
    let inner = match text {
        [b'{' | b'[', inner @ ..] => inner,
        _ => return false,
    };
    let next = inner.iter().find(|&&byte| !is_blank(byte));
    matches!(next, Some(b'"' | b'}' | b']')) || (text[0] == b'[' && next == Some(&b'{'))
}

/// A status code, or one of the [`MESSAGES`].
fn is_message(text: &[u8]) -> bool {
    if let [b'4' | b'5', b'0'..=b'9', b'0'..=b'9', b' ' | b':', ..] = text {
        return true;
    }
    MESSAGES.iter().any(|message| {
        text.get(..message.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(message))
    })
}

/// More than a tenth of the first bytes are control characters, with NUL among them. NULs that fill up
/// the end of a file do no harm and do not count.
fn garbled(source: &[u8]) -> bool {
    let fills = |&byte: &u8| byte == 0 || is_blank(byte);
    let text_end = source.iter().rposition(|byte| !fills(byte));
    let text_end = text_end.map_or(source.len(), |at| at + 1);
    let sample = &source[..text_end.min(SAMPLE)];
    if memchr::memchr(0, sample).is_none() {
        return false;
    }
    let controls = sample.iter().filter(|&&byte| is_control(byte)).count();
    controls * 10 > sample.len()
}

/// A control character that is not white space.
#[must_use]
pub const fn is_control(byte: u8) -> bool {
    (byte < b' ' && !is_blank(byte)) || byte == 0x7f
}

/// True for a line that PHP or HTML put among those of a script.
#[must_use]
pub fn is_foreign_line(line: &[u8]) -> bool {
    const PHP: [&[u8]; 5] = [
        b"Warning:",
        b"Notice:",
        b"Deprecated:",
        b"Fatal error:",
        b"Parse error:",
    ];
    let text = line.strip_prefix(b"PHP ").unwrap_or(line);
    let php = PHP.iter().any(|start| text.starts_with(start));
    (php && memmem::find(text, b" on line ").is_some()) || is_markup(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &[u8]) -> Content {
        Content::of(source, &Template::find(source))
    }

    #[test]
    fn a_script_may_be_filled_up() {
        assert_eq!(of(b"#!ipxe\necho a\n\0\0\0\0\n"), Content::Lines);
        let damaged = b"#!ipxe\n\x01\0\0\x02\0\x03a";
        assert!(matches!(of(damaged), Content::Binary(_)));
        assert!(matches!(of(b"\0\0\0\0"), Content::Binary(_)));
    }

    #[test]
    fn other_kinds_of_files() {
        assert_eq!(of(b"<!DOCTYPE html><p>{{ x }}"), Content::Markup);
        assert_eq!(of(b"\n<html>"), Content::Markup);
        assert_eq!(of(b"<?xml version=\"1.0\"?>"), Content::Markup);
        assert_eq!(of(b"{\"error\": 1}"), Content::Json);
        assert_eq!(of(b"[ {\"a\": 1} ]"), Content::Json);
        assert_eq!(of(b"404 page not found\n"), Content::Message);
        assert_eq!(of(b"Not Found"), Content::Message);
        assert_eq!(of(b"MZ\x90\0"), Content::Binary(BINARIES[1].1));
        assert_eq!(of(b"\0\x01\x02\x03"), Content::Binary("not text"));
        assert_eq!(of(b"\xef\xbb\xbf#!ipxe\n"), Content::MarkedUtf8);
    }

    #[test]
    fn scripts_and_templates_of_scripts() {
        for source in [
            &b"#!ipxe\n<html>\n"[..],
            b"",
            b"\n#!ipxe\n",
            b"<?php header('x'); ?>\n#!ipxe\n",
            b"{% if a %}\n#!ipxe\n{% endif %}",
            b"<%= x %>",
            b"echo Hi",
            b"#!ipxe\necho \0",
        ] {
            assert_eq!(of(source), Content::Lines, "{}", source.escape_ascii());
        }
    }

    #[test]
    fn a_script_after_a_message_is_judged() {
        let source = b"Warning: x in y.php on line 3\n#!ipxe\n";
        assert_eq!(of(source).first_line(source), Some(30));
        let page = b"<html>\n<pre>\n#!ipxe\n";
        assert_eq!(of(page).first_line(page), None);
        assert_eq!(of(b"echo").first_line(b"echo"), Some(0));
    }

    #[test]
    fn wide_characters_are_decoded() {
        let Content::Wide(wide) = of(b"\xff\xfe#\0!\0") else {
            panic!("UTF-16 not seen");
        };
        assert_eq!(wide.decode(b"\xff\xfe#\0!\0").as_deref(), Some("#!"));
        assert_eq!(wide.decode(b"\xff\xfe#\0!"), None);
    }
}
