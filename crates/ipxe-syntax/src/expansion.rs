//! The `${...}` of one word (`core/settings.c: expand_settings`).
//!
//! iPXE replaces the innermost expansion first and scans the result again. As
//! long as no value contains `${` or `}` of its own, that is a matching of each
//! `}` with the last open `${` before it; what remains open is literal text.

/// One `${name}` of a word. Offsets count bytes of the word's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// Offset of the `$`.
    pub start: u32,
    /// Offset after the `}`.
    pub end: u32,
    /// How many expansions enclose this one.
    pub depth: u32,
    /// True where the name contains further expansions, so that it is known only at run time.
    pub nested: bool,
}

impl Expansion {
    /// The bytes between the braces, in `text`, the word's text.
    #[must_use]
    pub fn name<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.start as usize + 2..self.end as usize - 1]
    }
}

/// The expansions of a word, and what looks like one but is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansions {
    /// In the order in which iPXE performs them: by their closing brace.
    pub list: Vec<Expansion>,
    /// Offsets of `${` that no `}` closes: literal text.
    pub unterminated: Vec<u32>,
}

/// Finds the expansions of `text`. Linear in its length, with no recursion.
#[must_use]
pub fn expansions(text: &[u8]) -> Expansions {
    let mut found = Expansions::default();
    let mut open: Vec<(u32, bool)> = Vec::new();
    for at in memchr::memchr2_iter(b'$', b'}', text) {
        if text[at] == b'$' {
            if text.get(at + 1) == Some(&b'{') {
                open.push((at as u32, false));
            }
        } else if let Some((start, nested)) = open.pop() {
            found.list.push(Expansion {
                start,
                end: at as u32 + 1,
                depth: open.len() as u32,
                nested,
            });
            if let Some(outer) = open.last_mut() {
                outer.1 = true;
            }
        }
    }
    found.unterminated = open.into_iter().map(|(start, _)| start).collect();
    if !found.unterminated.is_empty() {
        discount_unterminated(&mut found);
    }
    found
}

/// Takes the unterminated `${` out of the depths: they enclose nothing.
fn discount_unterminated(found: &mut Expansions) {
    for expansion in &mut found.list {
        let literal = found
            .unterminated
            .partition_point(|&start| start < expansion.start);
        expansion.depth -= literal as u32;
    }
}

/// True where `text` has an expansion, so that its value is known only at run time.
#[must_use]
pub fn has_expansion(text: &[u8]) -> bool {
    let open = memchr::memchr_iter(b'$', text).find(|&at| text.get(at + 1) == Some(&b'{'));
    open.is_some_and(|at| memchr::memchr(b'}', &text[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let found = expansions(text.as_bytes());
        found
            .list
            .iter()
            .map(|e| {
                format!(
                    "{}@{}",
                    String::from_utf8_lossy(e.name(text.as_bytes())),
                    e.depth
                )
            })
            .collect()
    }

    #[test]
    fn innermost_come_first() {
        assert_eq!(names("${${a}}"), ["a@1", "${a}@0"]);
        assert_eq!(names("x${a}y${b}"), ["a@0", "b@0"]);
        assert_eq!(names("${a${b}"), ["b@0"]);
        assert_eq!(names("}${}$"), ["@0"]);
        assert_eq!(names("$${a}"), ["a@0"]);
    }

    #[test]
    fn unterminated_is_literal() {
        assert_eq!(expansions(b"${a").unterminated, [0]);
        assert_eq!(expansions(b"${x${a}").unterminated, [0]);
        assert!(!has_expansion(b"${a"));
        assert!(!has_expansion(b"a}${b"));
        assert!(has_expansion(b"a}${b}"));
    }

    #[test]
    fn deep_nesting_is_linear() {
        let mut text = b"${".repeat(100_000);
        text.extend(b"}".repeat(100_000));
        assert_eq!(expansions(&text).list.len(), 100_000);
    }
}
