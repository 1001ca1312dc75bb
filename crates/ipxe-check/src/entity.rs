//! Characters escaped for HTML: `&amp;`, `&#39;`, `&#x27;`.

/// An escaped character in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Offset of the `&`.
    pub start: usize,
    /// Offset after the `;`.
    pub end: usize,
    /// The character that it stands for.
    pub c: char,
}

/// The names that programs use when they escape text.
const NAMES: [(&[u8], char); 6] = [
    (b"amp", '&'),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"quot", '"'),
    (b"apos", '\''),
    (b"nbsp", ' '),
];

/// The longest escape, from `&` to `;`.
const LONGEST: usize = 10;

/// The escaped characters of `text`.
pub fn entities(text: &[u8]) -> impl Iterator<Item = Entity> + '_ {
    memchr::memchr_iter(b'&', text).filter_map(|start| {
        let rest = &text[start + 1..text.len().min(start + LONGEST)];
        let length = memchr::memchr(b';', rest)?;
        let c = decode(&rest[..length])?;
        Some(Entity {
            start,
            end: start + length + 2,
            c,
        })
    })
}

fn decode(name: &[u8]) -> Option<char> {
    let [b'#', number @ ..] = name else {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        return found.map(|&(_, c)| c);
    };
    let (digits, radix) = match number {
        [b'x' | b'X', digits @ ..] => (digits, 16),
        digits => (digits, 10),
    };
    let digits = std::str::from_utf8(digits).ok()?;
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|c| !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        entities(text.as_bytes()).map(|entity| entity.c).collect()
    }

    #[test]
    fn named_and_numbered() {
        assert_eq!(shown("a&amp;b&#39;c&#x26;&lt;&quot;"), "&'&<\"");
        assert_eq!(shown("a&b;c&;d&#;e&#xg;f&amp"), "");
        assert_eq!(shown("?a=1&lt=2&amplitude;"), "");
    }
}
