//! Regular expressions: POSIX's extended ones with GNU's additions, as glibc's `regcomp` takes them.
//!
//! A pattern is translated for a matcher that takes linear time. Back references cannot be, and so never
//! match.

use std::collections::BTreeMap;

use regex::bytes::{Regex, RegexBuilder};

use super::Evaluator;
use crate::dhcpd::expression::{Comparison, Expr, ExprId};

/// How deep a pattern may be nested.
const MAX_NESTING: usize = 100;

/// Largest repetition count (`RE_DUP_MAX`).
const MAX_COUNT: u32 = 0x7fff;

/// Patterns that are known before any packet comes, by the comparison they are in.
#[derive(Clone, Debug, Default)]
pub(in crate::dhcpd) struct Patterns {
    compiled: BTreeMap<u32, Option<Regex>>,
}

/// Compiles all patterns that are constant.
pub(in crate::dhcpd) fn compile(expressions: &[Expr]) -> Patterns {
    let mut patterns = Patterns::default();
    for (at, expr) in expressions.iter().enumerate() {
        let (any_case, right) = match expr {
            Expr::Compare(Comparison::Matches, _, right) => (false, right),
            Expr::Compare(Comparison::MatchesInAnyCase, _, right) => (true, right),
            _ => continue,
        };
        if let (Expr::Bytes(pattern), Ok(at)) = (&expressions[right.0 as usize], u32::try_from(at))
        {
            patterns.compiled.insert(at, regex(pattern, any_case));
        }
    }
    patterns
}

fn up_to_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// None where `regcomp` refuses the pattern.
fn regex(pattern: &[u8], any_case: bool) -> Option<Regex> {
    let translated = translate(up_to_zero(pattern))?;
    RegexBuilder::new(&translated)
        .unicode(false)
        .dot_matches_new_line(true)
        .case_insensitive(any_case)
        .build()
        .ok()
}

impl Evaluator<'_> {
    /// `~=` and `~~`. A pattern that is refused matches nothing.
    pub(super) fn matches(
        &mut self,
        comparison: ExprId,
        left: ExprId,
        right: ExprId,
        any_case: bool,
    ) -> Option<bool> {
        let text = self.data(left).value();
        let pattern = self.data(right).value();
        let (text, pattern) = (text?, pattern?);
        // Neither of two empty constants has a place in memory, and so does not match.
        let nowhere = |id| matches!(self.config.expr(id), Expr::Bytes(bytes) if bytes.is_empty());
        if nowhere(left) || nowhere(right) {
            return Some(false);
        }
        let text = up_to_zero(&text);
        let known = self.config.patterns.compiled.get(&comparison.0);
        Some(match known {
            Some(compiled) => compiled.as_ref().is_some_and(|regex| regex.is_match(text)),
            None => regex(&pattern, any_case).is_some_and(|regex| regex.is_match(text)),
        })
    }
}

/// The same pattern in the matcher's own syntax.
fn translate(pattern: &[u8]) -> Option<String> {
    let mut translator = Translator {
        rest: pattern,
        depth: 0,
        output: String::new(),
    };
    translator.alternatives()?;
    translator.rest.is_empty().then_some(translator.output)
}

struct Translator<'p> {
    rest: &'p [u8],
    depth: usize,
    output: String,
}

impl Translator<'_> {
    fn take(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn literal(&mut self, byte: u8) {
        self.output.push_str(&format!("\\x{byte:02x}"));
    }

    fn alternatives(&mut self) -> Option<()> {
        self.output.push_str("(?:");
        loop {
            match self.rest.first() {
                None => break,
                Some(b')') if self.depth > 0 => break,
                Some(b'|') => {
                    self.take();
                    self.output.push('|');
                }
                Some(_) => self.piece()?,
            }
        }
        self.output.push(')');
        Some(())
    }

    /// One thing and what repeats it.
    fn piece(&mut self) -> Option<()> {
        let start = self.output.len();
        let repeatable = self.atom()?;
        if !repeatable {
            return Some(());
        }
        loop {
            let repeat = match self.rest.first() {
                Some(b'*') => "*".to_owned(),
                Some(b'+') => "+".to_owned(),
                Some(b'?') => "?".to_owned(),
                Some(b'{') => self.interval()?,
                _ => return Some(()),
            };
            if !repeat.starts_with('{') {
                self.take();
            }
            self.output.insert_str(start, "(?:");
            self.output.push(')');
            self.output.push_str(&repeat);
        }
    }

    /// `{m}`, `{m,}`, `{,n}` or `{m,n}`.
    fn interval(&mut self) -> Option<String> {
        let end = self.rest.iter().position(|&byte| byte == b'}')?;
        let inside = str::from_utf8(&self.rest[1..end]).ok()?;
        self.rest = &self.rest[end + 1..];
        let number = |text: &str| text.parse::<u32>().ok().filter(|count| *count <= MAX_COUNT);
        match inside.split_once(',') {
            None => Some(format!("{{{}}}", number(inside)?)),
            Some(("", "")) => Some("{0,}".to_owned()),
            Some((low, "")) => Some(format!("{{{},}}", number(low)?)),
            Some((low, high)) => {
                let low = if low.is_empty() { 0 } else { number(low)? };
                let high = number(high)?;
                (low <= high).then(|| format!("{{{low},{high}}}"))
            }
        }
    }

    /// Whether what was taken can be repeated. None where it is not allowed.
    fn atom(&mut self) -> Option<bool> {
        match self.take()? {
            b'(' => {
                self.depth += 1;
                if self.depth > MAX_NESTING {
                    return None;
                }
                self.alternatives()?;
                self.depth -= 1;
                (self.take()? == b')').then_some(true)
            }
            b'[' => {
                self.bracket()?;
                Some(true)
            }
            b'.' => {
                self.output.push('.');
                Some(true)
            }
            b'^' => {
                self.output.push_str("\\A");
                Some(false)
            }
            b'$' => {
                self.output.push_str("\\z");
                Some(false)
            }
            b'*' | b'+' | b'?' | b'{' => None,
            b'\\' => self.escape(),
            byte => {
                self.literal(byte);
                Some(true)
            }
        }
    }

    fn escape(&mut self) -> Option<bool> {
        let (text, repeatable) = match self.take()? {
            b'w' => ("[0-9A-Za-z_]", true),
            b'W' => ("[^0-9A-Za-z_]", true),
            b's' => ("[\\t\\n\\x0b\\x0c\\r ]", true),
            b'S' => ("[^\\t\\n\\x0b\\x0c\\r ]", true),
            b'b' => ("\\b", false),
            b'B' => ("\\B", false),
            b'<' => ("\\b{start}", false),
            b'>' => ("\\b{end}", false),
            b'`' => ("\\A", false),
            b'\'' => ("\\z", false),
            b'1'..=b'9' => ("[^\\x00-\\xff]", true),
            byte => {
                self.literal(byte);
                return Some(true);
            }
        };
        self.output.push_str(text);
        Some(repeatable)
    }

    /// `[...]`, in the C locale.
    fn bracket(&mut self) -> Option<()> {
        let mut inside = [false; 256];
        let negated = self.rest.first() == Some(&b'^');
        if negated {
            self.take();
        }
        let mut first = true;
        loop {
            let byte = self.take()?;
            if byte == b']' && !first {
                break;
            }
            first = false;
            if byte == b'[' && self.rest.first() == Some(&b':') {
                self.character_class(&mut inside)?;
                continue;
            }
            let low = self.element(byte)?;
            let range = self.rest.first() == Some(&b'-') && self.rest.get(1) != Some(&b']');
            if !range {
                inside[usize::from(low)] = true;
                continue;
            }
            self.take();
            let byte = self.take()?;
            let high = self.element(byte)?;
            if low > high {
                return None;
            }
            inside[usize::from(low)..=usize::from(high)].fill(true);
        }
        self.output.push('[');
        if negated {
            self.output.push('^');
        }
        let listed: Vec<u8> = (0..=255)
            .filter(|byte| inside[usize::from(*byte)])
            .collect();
        for byte in &listed {
            self.literal(*byte);
        }
        if listed.is_empty() {
            self.output.push_str("\\x00-\\xff&&[^\\x00-\\xff]");
        }
        self.output.push(']');
        Some(())
    }

    /// A character, or one written as `[.x.]` or `[=x=]`.
    fn element(&mut self, byte: u8) -> Option<u8> {
        let kind = *self.rest.first().unwrap_or(&0);
        if byte != b'[' || !matches!(kind, b'.' | b'=') {
            return Some(byte);
        }
        self.take();
        let element = self.take()?;
        (self.take()? == kind && self.take()? == b']').then_some(element)
    }

    fn character_class(&mut self, inside: &mut [bool; 256]) -> Option<()> {
        let end = self.rest.windows(2).position(|pair| pair == b":]")?;
        let name = self.rest.get(1..end)?;
        let is: fn(&u8) -> bool = match name {
            b"alpha" => u8::is_ascii_alphabetic,
            b"digit" => u8::is_ascii_digit,
            b"alnum" => u8::is_ascii_alphanumeric,
            b"upper" => u8::is_ascii_uppercase,
            b"lower" => u8::is_ascii_lowercase,
            b"space" => |byte| matches!(byte, 9..=13 | b' '),
            b"blank" => |byte| matches!(byte, b'\t' | b' '),
            b"punct" => u8::is_ascii_punctuation,
            b"print" => |byte| matches!(byte, 0x20..=0x7e),
            b"graph" => u8::is_ascii_graphic,
            b"cntrl" => u8::is_ascii_control,
            b"xdigit" => u8::is_ascii_hexdigit,
            _ => return None,
        };
        for byte in 0..=255_u8 {
            inside[usize::from(byte)] |= is(&byte);
        }
        self.rest = &self.rest[end + 2..];
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> Option<bool> {
        regex(pattern.as_bytes(), false).map(|regex| regex.is_match(text.as_bytes()))
    }

    #[test]
    fn patterns_are_read_as_glibc_reads_them() {
        for (pattern, text, expected) in [
            ("^PXE", "PXEClient", Some(true)),
            ("Arch:0000[0-9]", "PXEClient:Arch:00007", Some(true)),
            ("[]a]", "]", Some(true)),
            ("[^]a]", "]", Some(false)),
            ("a{2,3}$", "xaaa", Some(true)),
            ("a|b)", "b)", Some(true)),
            ("x**", "", Some(true)),
            ("[[:digit:]]+", "a1", Some(true)),
            ("\\.", "a", Some(false)),
            ("a\\|b", "a|b", Some(true)),
            ("", "anything", Some(true)),
            ("()", "", Some(true)),
            ("*a", "a", None),
            ("a|*b", "b", None),
            ("(a", "a", None),
            ("a{2", "aa", None),
            ("[b-a]", "a", None),
            ("a\\", "a", None),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern}");
        }
    }
}
