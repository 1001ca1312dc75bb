//! Addresses of the web in a script.

use ipxe_syntax::{Span, parse};

use crate::pieces::{Role, pieces};

/// Addresses that a browser can open and that hold no expansion, with their places.
#[must_use]
pub fn links(source: &[u8]) -> Vec<(Span, String)> {
    let script = parse(source);
    let mut found = Vec::new();
    for piece in script.lines().flat_map(pieces) {
        if !matches!(piece.role, Role::Argument(..) | Role::Comment | Role::Word) {
            continue;
        }
        let text = &source[piece.span.range()];
        let mut at = 0;
        for word in text.split(|byte| byte.is_ascii_whitespace()) {
            let place = |scheme: &[u8]| {
                word.windows(scheme.len())
                    .position(|window| window == scheme)
            };
            let start = place(b"http://").into_iter().chain(place(b"https://"));
            if let Some(start) = start.min() {
                let address = trim(&word[start..]);
                let plain = address.iter().all(u8::is_ascii_graphic);
                let host = address
                    .iter()
                    .position(|&byte| byte == b':')
                    .map(|colon| colon + 3);
                let has_host = host.is_some_and(|host| address.len() > host);
                let from = piece.span.start + (at + start) as u32;
                if plain && has_host && !address.windows(2).any(|pair| pair == b"${") {
                    let address = String::from_utf8_lossy(address).into_owned();
                    found.push((Span::new(from, from + address.len() as u32), address));
                }
            }
            at += word.len() + 1;
        }
    }
    found.dedup();
    found
}

/// An address without what closes the sentence around it.
fn trim(word: &[u8]) -> &[u8] {
    let end = word
        .iter()
        .rposition(|byte| !b".,;:!?)>]\"'\\".contains(byte));
    &word[..end.map_or(0, |end| end + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found() {
        let text = b"# see (https://ipxe.org/cmd), or\nchain http://a/b || chain http://${x}/\nset u http://c/\necho http://\n";
        let found: Vec<_> = links(text)
            .into_iter()
            .map(|(span, address)| (span.start, address))
            .collect();
        let expected = [
            (7, "https://ipxe.org/cmd"),
            (39, "http://a/b"),
            (78, "http://c/"),
        ];
        assert_eq!(found, expected.map(|(at, text)| (at, text.to_owned())));
    }
}
