//! Strings and numbers of JSON as Kea's lexer matches them: each rule as far as it goes, the longest wins.

/// A rule for strings in double quotes, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Good,
    Control,
    BadEscape,
    OpenEscape,
    OpenUnicode,
}

/// Length of the string that `bytes` begin with, quotes included, and the rule that matches it.
pub(super) fn match_string(bytes: &[u8]) -> Option<(usize, Rule)> {
    let prefix = Prefix::of(bytes);
    let matches = [
        (prefix.good, Rule::Good),
        (prefix.control(bytes), Rule::Control),
        (prefix.bad_escape(bytes), Rule::BadEscape),
        (prefix.open_escape, Rule::OpenEscape),
        (prefix.open_unicode(bytes), Rule::OpenUnicode),
    ];
    let mut best = None;
    for (length, rule) in matches {
        if let Some(length) = length
            && best.is_none_or(|(longest, _)| length > longest)
        {
            best = Some((length, rule));
        }
    }
    best
}

/// The characters after the opening quote that a string may have.
struct Prefix {
    /// Where they end.
    end: usize,
    /// Length with a closing quote.
    good: Option<usize>,
    /// Length up to the last quote that comes after a backslash.
    open_escape: Option<usize>,
}

impl Prefix {
    fn of(bytes: &[u8]) -> Self {
        let mut at = 1;
        let mut open_escape = None;
        loop {
            match bytes.get(at) {
                Some(b'\\') => match bytes.get(at + 1) {
                    Some(b'"') => {
                        open_escape = Some(at + 2);
                        at += 2;
                    }
                    Some(b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                    Some(b'u') if unicode_digits(bytes, at + 2) == 4 => at += 6,
                    _ => break,
                },
                Some(b'"' | 0..=0x1f) | None => break,
                Some(_) => at += 1,
            }
        }
        let good = (bytes.get(at) == Some(&b'"')).then_some(at + 1);
        Self {
            end: at,
            good,
            open_escape,
        }
    }

    /// A control character comes next, and then anything but unknown escapes up to a quote.
    fn control(&self, bytes: &[u8]) -> Option<usize> {
        if bytes.get(self.end).is_none_or(|&byte| byte >= 0x20) {
            return None;
        }
        let mut at = self.end + 1;
        loop {
            match bytes.get(at)? {
                b'"' => return Some(at + 1),
                b'\\' => match bytes.get(at + 1)? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u' => at += 2,
                    _ => return None,
                },
                _ => at += 1,
            }
        }
    }

    /// An unknown escape comes next, and then anything up to the next quote.
    fn bad_escape(&self, bytes: &[u8]) -> Option<usize> {
        if bytes.get(self.end) != Some(&b'\\') {
            return None;
        }
        let from = match bytes.get(self.end + 1)? {
            b'u' => {
                let digits = unicode_digits(bytes, self.end + 2);
                let next = bytes.get(self.end + 2 + digits)?;
                if digits > 3 || *next == b'"' {
                    return None;
                }
                self.end + 3 + digits
            }
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => return None,
            _ => self.end + 2,
        };
        let rest = bytes.get(from..)?;
        Some(from + memchr::memchr(b'"', rest)? + 1)
    }

    /// A code of a character with too few digits comes last.
    fn open_unicode(&self, bytes: &[u8]) -> Option<usize> {
        if bytes.get(self.end..self.end + 2) != Some(b"\\u") {
            return None;
        }
        let digits = unicode_digits(bytes, self.end + 2);
        let quote = self.end + 2 + digits;
        (digits < 4 && bytes.get(quote) == Some(&b'"')).then_some(quote + 1)
    }
}

/// Number of hexadecimal digits from there on, at most four.
fn unicode_digits(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter()
        .take(4)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count()
}

/// What is said of a string that a rule for mistakes matches: where it is, what it is, and what follows the string.
pub(super) fn complaint(rule: Rule, raw: &[u8]) -> (usize, &'static str, &'static str) {
    match rule {
        Rule::Good | Rule::Control => {
            let at = raw
                .iter()
                .position(|&byte| byte < 0x20)
                .unwrap_or(raw.len());
            (at + 1, "Invalid control", "")
        }
        Rule::BadEscape => {
            let tail = if raw.last() == Some(&b'\\') {
                "..."
            } else {
                ""
            };
            (bad_escape_at(raw), "Bad escape", tail)
        }
        Rule::OpenEscape => (raw.len() + 2, "Overflow escape", ""),
        Rule::OpenUnicode => {
            let at = raw.iter().rposition(|&byte| byte == b'u').unwrap_or(0);
            (at + 1, "Overflow unicode escape", "")
        }
    }
}

/// How far the lexer counts until it sees the unknown escape.
fn bad_escape_at(raw: &[u8]) -> usize {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'\\' {
            at += 1;
            let known = match raw.get(at) {
                Some(b'u') => unicode_digits(raw, at + 1) == 4,
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => true,
                _ => false,
            };
            if !known {
                return at + 1;
            }
        }
        at += 1;
    }
    at
}

/// The text without its escapes. Err has the place of a character that Kea does not know.
pub(super) fn decode(raw: &[u8]) -> Result<Vec<u8>, usize> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let byte = raw[at];
        at += 1;
        if byte != b'\\' {
            decoded.push(byte);
            continue;
        }
        let escaped = raw.get(at).copied().unwrap_or(b'\\');
        at += 1;
        decoded.push(match escaped {
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let digits = raw.get(at..at + 4).unwrap_or(b"0000");
                if !digits.starts_with(b"00") {
                    return Err(at + 1);
                }
                at += 4;
                let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0);
                let value = digit(digits[2]) * 16 + digit(digits[3]);
                u8::try_from(value).unwrap_or(0)
            }
            other => other,
        });
    }
    Ok(decoded)
}

/// Length of the whole number that `bytes` begin with.
pub(super) fn integer_length(bytes: &[u8]) -> usize {
    let sign = usize::from(bytes.first() == Some(&b'-'));
    match digits(&bytes[sign..]) {
        0 => 0,
        count => sign + count,
    }
}

/// Length of the number with point and exponent that `bytes` begin with; every part of it may be missing.
pub(super) fn real_length(bytes: &[u8]) -> usize {
    let mut at = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    at += digits(&bytes[at..]);
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        at += digits(&bytes[at..]);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
        let exponent = digits(bytes.get(at + 1 + sign..).unwrap_or_default());
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}

fn digits(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// What `boost::lexical_cast<double>` makes of it.
pub(super) fn real(text: &str) -> Option<f64> {
    let has_digit = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let value: f64 = has_digit(mantissa).then(|| text.parse().ok()).flatten()?;
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_wins() {
        assert_eq!(match_string(br#""a\"b" x"#), Some((6, Rule::Good)));
        assert_eq!(match_string(b"\"a\nb\" x"), Some((5, Rule::Control)));
        assert_eq!(match_string(br#""a\qb" x"#), Some((6, Rule::BadEscape)));
        assert_eq!(match_string(br#""a\""#), Some((4, Rule::OpenEscape)));
        assert_eq!(match_string(br#""a\u12""#), Some((7, Rule::OpenUnicode)));
        assert_eq!(match_string(br#""abc"#), None);
        assert_eq!(decode(br"a\u0041\n"), Ok(b"aA\n".to_vec()));
        assert_eq!(decode(br"a\u0141"), Err(4));
    }

    #[test]
    fn numbers_end_where_they_must() {
        assert_eq!((integer_length(b"-12,"), real_length(b"-12,")), (3, 3));
        assert_eq!((integer_length(b"1.5e3]"), real_length(b"1.5e3]")), (1, 5));
        assert_eq!((integer_length(b"-x"), real_length(b"-x")), (0, 1));
        assert_eq!(real_length(b"e5"), 2);
        assert_eq!(real("e5"), None);
    }
}
