//! Rows of tab-separated test data, with the escapes that the files use.
#![allow(clippy::unwrap_used, reason = "the data is part of the tests")]

/// The rows without the comment line, fields unescaped.
pub fn rows(text: &str) -> Vec<Vec<Vec<u8>>> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').map(unescape).collect())
        .collect()
}

/// `\\`, `\n`, `\r`, `\t` and `\xHH`.
pub fn unescape(field: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = field.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let (&kind, after) = rest.split_first().expect("an escape is complete");
        rest = after;
        bytes.push(match kind {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let (digits, after) = rest.split_at(2);
                rest = after;
                u8::from_str_radix(str::from_utf8(digits).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    bytes
}

/// Bytes written as pairs of hexadecimal digits.
#[allow(dead_code, reason = "not every test binary has hexadecimal columns")]
pub fn hex(text: &[u8]) -> Vec<u8> {
    text.chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
