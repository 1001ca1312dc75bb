//! File names as URI references (RFC 3986, RFC 8089).

use std::path::is_separator;

/// The URI reference of the file `path`: relative for a relative path, else a `file:` URI.
///
/// Everything but letters, digits, `-._~` and the separators is percent-encoded, so that no
/// character of a name can be taken for syntax. `./` at the start is left out.
pub(super) fn of_path(path: &str) -> String {
    if let Some((drive, rest)) = after_drive(path) {
        return format!("file:///{drive}:{}", encoded(&rest.replace('\\', "/")));
    }
    if path.starts_with(is_separator) {
        return format!("file:///{}", encoded(path.trim_start_matches(is_separator)));
    }
    let mut path = path;
    while let Some(rest) = path
        .strip_prefix('.')
        .and_then(|rest| rest.strip_prefix(is_separator))
    {
        path = rest.trim_start_matches(is_separator);
    }
    encoded(path)
}

/// The letter of a DOS drive and what follows the colon, of an absolute path on a drive.
fn after_drive(path: &str) -> Option<(char, &str)> {
    let drive = path.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = path[1..].strip_prefix(':')?;
    rest.starts_with(['/', '\\']).then_some((drive, rest))
}

fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => uri.push(c),
            _ if is_separator(c) => uri.push('/'),
            _ => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    uri.push('%');
                    for digit in [byte >> 4, byte & 0xf] {
                        let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                        uri.push(digit.to_ascii_uppercase());
                    }
                }
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uri_references() {
        assert_eq!(of_path("boot/menu.ipxe"), "boot/menu.ipxe");
        assert_eq!(of_path("././menu.ipxe"), "menu.ipxe");
        assert_eq!(of_path("../menu.ipxe"), "../menu.ipxe");
        assert_eq!(of_path("/srv/tftp/a b.ipxe"), "file:///srv/tftp/a%20b.ipxe");
        assert_eq!(of_path("a:b#c?d%e.ipxe"), "a%3Ab%23c%3Fd%25e.ipxe");
        assert_eq!(of_path("caf\u{e9}\u{fffd}\n"), "caf%C3%A9%EF%BF%BD%0A");
        assert_eq!(of_path(r"C:\tftp\a b.ipxe"), "file:///C:/tftp/a%20b.ipxe");
        assert_eq!(of_path("-"), "-");
    }
}
