//! The rows of `tests/data/uri*.tsv`: iPXE's own test vectors for URIs.
//!
//! Fields are escaped: `\\`, `\n`, `\r`, `\t`, `\xHH`; `\N` is an absent field.

use ipxe_syntax::uri::data::{
    base16_decode, base16_encode, base64_decode, base64_encode, datauri_parse,
};
use ipxe_syntax::uri::{ParamsName, Uri, churi, pxe_uri, resolve_path, resolve_uri};

struct Row {
    category: String,
    first: Vec<u8>,
    second: Vec<u8>,
    expected: Vec<u8>,
    place: String,
}

fn rows(name: &str, text: &str, columns: usize) -> Vec<Row> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'));
    let rows: Vec<_> = lines
        .map(|(number, line)| {
            let place = format!("{name}:{}: {line}", number + 1);
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), columns, "columns of {place}");
            Row {
                category: fields[0].to_owned(),
                first: unescape(fields[1]),
                second: if columns == 4 {
                    unescape(fields[2])
                } else {
                    Vec::new()
                },
                expected: unescape(fields[columns - 1]),
                place,
            }
        })
        .collect();
    assert!(!rows.is_empty(), "{name} has no rows");
    rows
}

fn unescape(field: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = field.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let (&kind, tail) = rest.split_first().expect("a character after a backslash");
        rest = tail;
        match kind {
            b'\\' => out.push(b'\\'),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'x' => {
                let digits = std::str::from_utf8(&rest[..2]).expect("two digits after \\x");
                out.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits"));
                rest = &rest[2..];
            }
            other => panic!("unknown escape \\{}", char::from(other)),
        }
    }
    out
}

/// The parts that are present, as the vectors write them: `name=value;name=value`.
fn fields(uri: &Uri) -> Vec<u8> {
    let parts = [
        ("scheme", &uri.scheme),
        ("opaque", &uri.opaque),
        ("user", &uri.user),
        ("password", &uri.password),
        ("host", &uri.host),
        ("port", &uri.port),
        ("path", &uri.path),
        ("epath", &uri.epath),
        ("equery", &uri.equery),
        ("efragment", &uri.efragment),
    ];
    let mut out: Vec<u8> = Vec::new();
    for (name, value) in parts {
        let Some(value) = value else { continue };
        if !out.is_empty() {
            out.push(b';');
        }
        out.extend_from_slice(name.as_bytes());
        out.push(b'=');
        out.extend_from_slice(value);
    }
    out
}

/// The address and port of a vector's boot server.
fn pxe_server(text: &[u8]) -> (Vec<u8>, Option<u16>) {
    let text = std::str::from_utf8(text).expect("an address");
    match text.split_once(':') {
        Some((host, port)) => (host.into(), Some(port.parse().expect("a port"))),
        None => (text.into(), None),
    }
}

#[track_caller]
fn same(actual: &[u8], expected: &[u8], place: &str) {
    let show = |bytes: &[u8]| bytes.escape_ascii().to_string();
    assert_eq!(show(actual), show(expected), "{place}");
}

#[test]
fn uris_are_parsed_written_and_resolved_as_ipxe_does() {
    let mut working: Option<Uri> = None;
    for row in rows("uri.tsv", include_str!("data/uri.tsv"), 4) {
        let uri = Uri::parse(&row.first);
        match row.category.as_str() {
            "uri_parse_format_dup" => {
                same(&fields(&uri), &row.expected, &row.place);
                same(&uri.format(), &row.first, &row.place);
            }
            "uri_parse_only" => same(&fields(&uri), &row.expected, &row.place),
            "uri_port" => {
                let number = |text: &[u8]| std::str::from_utf8(text).unwrap().parse().unwrap();
                assert_eq!(
                    uri.port_number(number(&row.second)),
                    number(&row.expected),
                    "{}",
                    row.place
                );
            }
            "resolve_path" => {
                same(
                    &resolve_path(&row.first, &row.second),
                    &row.expected,
                    &row.place,
                );
            }
            "resolve_uri" => {
                let resolved = resolve_uri(Some(&uri), &Uri::parse(&row.second));
                same(&resolved.format(), &row.expected, &row.place);
            }
            "pxe_uri" | "pxe_uri_fields" => {
                let (host, port) = pxe_server(&row.first);
                let uri = pxe_uri(&host, port, &row.second).expect("a URI");
                let text = if row.category == "pxe_uri" {
                    uri.format()
                } else {
                    fields(&uri)
                };
                same(&text, &row.expected, &row.place);
            }
            "churi(sequential)" => {
                let before = working.as_ref().map(Uri::format).unwrap_or_default();
                same(&before, &row.first, &row.place);
                working = churi(working.as_ref(), Some(&Uri::parse(&row.second)));
                let after = working.as_ref().map(Uri::format).unwrap_or_default();
                same(&after, &row.expected, &row.place);
            }
            "uri_params" => {
                same(&fields(&uri), &row.expected, &row.place);
                let name = match row.second.as_slice() {
                    b"(default)" => ParamsName::Default,
                    name => ParamsName::Named(name.to_vec()),
                };
                assert_eq!(uri.params, Some(name), "{}", row.place);
            }
            other => panic!("unknown category {other}"),
        }
    }
}

#[test]
fn data_uris_are_decoded_as_ipxe_does() {
    for row in rows("uri_data.tsv", include_str!("data/uri_data.tsv"), 3) {
        let expected = match row.expected.as_slice() {
            b"FAIL" => None,
            hex => Some(base16_decode(hex).unwrap()),
        };
        let actual = datauri_parse(&Uri::parse(&row.first)).ok();
        assert_eq!(actual, expected, "{}", row.place);
    }
}

#[test]
fn base64_and_base16_are_coded_as_ipxe_does() {
    for row in rows("uri_base.tsv", include_str!("data/uri_base.tsv"), 3) {
        let hex = |text: &[u8]| base16_decode(text).unwrap();
        match row.category.as_str() {
            "base64_encode" => same(&base64_encode(&hex(&row.first)), &row.expected, &row.place),
            "base64_decode" => {
                assert_eq!(
                    base64_decode(&row.first),
                    Ok(hex(&row.expected)),
                    "{}",
                    row.place
                );
            }
            "base16_encode" => same(&base16_encode(&hex(&row.first)), &row.expected, &row.place),
            "base16_decode" => {
                same(&base16_encode(&hex(&row.first)), &row.expected, &row.place);
            }
            other => panic!("unknown category {other}"),
        }
    }
}
