//! Domain names as in DNS messages, and lists of them with compression (`common/ns_name.c`).

/// Longest name on the wire.
const MAX_NAME: usize = 255;

/// How many suffixes the daemon remembers for compression.
const MAX_SUFFIXES: usize = 253;

/// A name as length-prefixed labels with a final zero. None where a label or the name is too long
/// (`MRns_name_pton`).
pub(super) fn encode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
    let mut name = vec![0];
    let mut label = 0;
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'\\' => match rest.next() {
                Some(first @ b'0'..=b'9') => {
                    let mut number = u16::from(first - b'0');
                    for _ in 0..2 {
                        let digit = rest.next().filter(u8::is_ascii_digit)?;
                        number = number * 10 + u16::from(digit - b'0');
                    }
                    u8::try_from(number).ok()?
                }
                Some(byte) => byte,
                None => break,
            },
            b'.' => {
                let length = close(&mut name, label)?;
                if rest.len() == 0 {
                    if length != 0 {
                        name.push(0);
                    }
                    return (name.len() <= MAX_NAME).then_some(name);
                }
                if length == 0 || rest.clone().next() == Some(b'.') {
                    return None;
                }
                label = name.len();
                name.push(0);
                continue;
            }
            byte => byte,
        };
        name.push(byte);
        if name.len() > MAX_NAME + 1 {
            return None;
        }
    }
    if close(&mut name, label)? != 0 {
        name.push(0);
    }
    (name.len() <= MAX_NAME).then_some(name)
}

fn close(name: &mut [u8], label: usize) -> Option<usize> {
    let length = name.len() - label - 1;
    name[label] = u8::try_from(length).ok().filter(|length| *length < 64)?;
    Some(length)
}

/// Names one after the other, each suffix that was there before replaced by a pointer to it.
#[derive(Debug, Default)]
pub(super) struct Compressor {
    bytes: Vec<u8>,
    /// Suffixes in lower case, with their places.
    suffixes: Vec<(usize, Vec<u8>)>,
}

impl Compressor {
    /// Adds a name that [`encode`] made (`MRns_name_pack`).
    pub(super) fn push(&mut self, name: &[u8]) {
        let known = self.suffixes.len();
        let mut rest = name;
        while let Some((&length, after)) = rest.split_first()
            && length != 0
        {
            let lower = rest.to_ascii_lowercase();
            let found = self.suffixes[..known]
                .iter()
                .find(|(_, suffix)| *suffix == lower);
            if let Some(&(at, _)) = found {
                let pointer = u16::try_from(at).unwrap_or(0) | 0xc000;
                self.bytes.extend(pointer.to_be_bytes());
                return;
            }
            let at = self.bytes.len();
            if self.suffixes.len() < MAX_SUFFIXES && at < 0x4000 {
                self.suffixes.push((at, lower));
            }
            self.bytes.push(length);
            let (label, tail) = after.split_at(usize::from(length).min(after.len()));
            self.bytes.extend_from_slice(label);
            rest = tail;
        }
        self.bytes.push(0);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Joins two compressed lists (`tree.c: concat_dclists`). None where one is malformed.
pub(super) fn join(first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Compressor::default();
    let mut empty = true;
    for list in [first, second] {
        for name in decode_list(list)? {
            joined.push(&name);
            empty = false;
        }
    }
    Some(if empty { vec![0] } else { joined.finish() })
}

fn decode_list(list: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    if list.first().is_none_or(|&first| first == 0) {
        return Some(names);
    }
    let mut at = 0;
    while at < list.len() {
        let (name, after) = decode(list, at)?;
        names.push(name);
        at = after;
    }
    Some(names)
}

/// The name at `at` without compression, and where the next one begins.
fn decode(list: &[u8], at: usize) -> Option<(Vec<u8>, usize)> {
    let mut name = Vec::new();
    let mut at = at;
    let mut after = None;
    let mut checked = 0;
    loop {
        let length = *list.get(at)?;
        match length {
            0 => {
                name.push(0);
                return Some((name, after.unwrap_or(at + 1)));
            }
            1..=63 => {
                let end = at + 1 + usize::from(length);
                name.extend_from_slice(list.get(at..end)?);
                if name.len() >= MAX_NAME {
                    return None;
                }
                checked += 1 + usize::from(length);
                at = end;
            }
            0xc0.. => {
                let low = *list.get(at + 1)?;
                after = after.or(Some(at + 2));
                at = usize::from(u16::from_be_bytes([length & 0x3f, low]));
                // Pointers that lead in a circle.
                checked += 2;
                if checked >= list.len() {
                    return None;
                }
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<u8> {
        let mut list = Compressor::default();
        for name in names {
            list.push(&encode(name.as_bytes()).unwrap());
        }
        list.finish()
    }

    #[test]
    fn suffixes_of_earlier_names_become_pointers() {
        assert_eq!(
            list(&["lab.example", "Example"]),
            *b"\x03lab\x07example\0\xc0\x04"
        );
        assert_eq!(
            list(&["a.b.c", "d.b.c"]),
            *b"\x01a\x01b\x01c\0\x01d\xc0\x02"
        );
    }

    #[test]
    fn lists_are_joined_as_one() {
        let joined = join(&list(&["one.example"]), &list(&["two.example"])).unwrap();
        assert_eq!(joined, list(&["one.example", "two.example"]));
        assert_eq!(join(b"\xc0\x00", b""), None);
    }

    #[test]
    fn names_are_measured() {
        assert_eq!(encode(b"a."), Some(b"\x01a\0".to_vec()));
        assert_eq!(encode(b""), Some(vec![0]));
        assert_eq!(encode(b"a..b"), None);
        assert_eq!(encode(&[b'x'; 64]), None);
        assert_eq!(encode(b"\\046"), Some(b"\x01.\0".to_vec()));
    }
}
