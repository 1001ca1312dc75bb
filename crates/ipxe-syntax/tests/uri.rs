//! What scripts can observe of URIs, beyond iPXE's own test vectors.

use ipxe_syntax::uri::data::datauri_parse;
use ipxe_syntax::uri::{
    Dialect, Field, ParamsName, Uri, churi, escape, pxe_uri, resolve_path, resolve_uri, unescape,
};

fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

fn parse(uri: &str) -> Uri {
    Uri::parse(uri.as_bytes())
}

fn part(part: &Option<Vec<u8>>) -> Option<String> {
    part.as_deref().map(text)
}

fn resolve(base: &str, relative: &str) -> String {
    text(&resolve_uri(Some(&parse(base)), &parse(relative)).format())
}

#[test]
fn a_scheme_is_letters_hyphens_and_underscores() {
    assert_eq!(part(&parse("x-y_z:foo").scheme), Some("x-y_z".into()));
    assert_eq!(part(&parse("HTTP://h/").scheme), Some("HTTP".into()));
    assert_eq!(part(&parse(":foo").scheme), Some(String::new()));
    for relative in [
        "1http://10.0.2.2/x",
        "52:54:00:12:34:56",
        "a.b:c",
        "/a:b",
        "http",
    ] {
        let uri = parse(relative);
        assert!(!uri.is_absolute(), "{relative}");
        assert_eq!(part(&uri.epath), Some(relative.into()));
    }
    // A MAC address whose first byte has only letters would be a scheme.
    assert_eq!(part(&parse("ab:cd").scheme), Some("ab".into()));
}

#[test]
fn an_authority_needs_a_scheme() {
    assert_eq!(part(&parse("//host/path").host), None);
    assert_eq!(part(&parse("//host/path").path), Some("//host/path".into()));
}

#[test]
fn an_authority_is_split_at_the_first_at_sign_and_the_last_colon() {
    let uri = parse("http://u:p:q@a@b:c:80/");
    assert_eq!(part(&uri.user), Some("u".into()));
    assert_eq!(part(&uri.password), Some("p:q".into()));
    assert_eq!(part(&uri.host), Some("a@b:c".into()));
    assert_eq!(part(&uri.port), Some("80".into()));
    let uri = parse("http://:pw@h:/");
    assert_eq!(part(&uri.user), Some(String::new()));
    assert_eq!(part(&uri.password), Some("pw".into()));
    assert_eq!(part(&uri.port), Some(String::new()));
    assert_eq!(part(&parse("http://").host), Some(String::new()));
    assert_eq!(part(&parse("http:///x").host), Some(String::new()));
    assert_eq!(part(&parse("http:/x").host), None);
}

#[test]
fn the_brackets_of_an_address_belong_to_the_host_but_not_to_its_name() {
    let uri = parse("http://[2001:db8::1]:8080/x");
    assert_eq!(part(&uri.host), Some("[2001:db8::1]".into()));
    assert_eq!(uri.hostname(), Some(&b"2001:db8::1"[..]));
    assert_eq!(text(&uri.format_http_host()), "[2001:db8::1]:8080");
    assert_eq!(
        parse("http://example.org/").hostname(),
        Some(&b"example.org"[..])
    );
    // Without brackets the last group becomes the port.
    assert_eq!(part(&parse("http://2001:db8::1/x").port), Some("1".into()));
}

#[test]
fn ports_are_c_integers() {
    let cases = [
        ("80", 80),
        ("0x1f90", 8080),
        ("08080", 0),
        ("010", 8),
        ("", 0),
        ("http", 0),
        ("80x", 80),
        ("65616", 65616),
        ("-1", u32::MAX),
        (" +7", 7),
        ("4294967376", 80),
    ];
    for (port, expected) in cases {
        assert_eq!(
            parse(&format!("http://h:{port}/")).port_number(443),
            expected,
            "{port}"
        );
    }
    assert_eq!(parse("http://h/").port_number(443), 443);
}

#[test]
fn percent_escapes_are_read_by_strtoul() {
    let cases: [(&str, &[u8]); 14] = [
        ("a%20b", b"a b"),
        ("%4g", b"\x04g"),
        ("%+1x", b"\x01x"),
        ("%-1", b"\xff"),
        ("% 9z", b"\x09z"),
        ("%0x", b"\0x"),
        ("%+z", b"\0z"),
        ("%  z", b"\0z"),
        ("%zz", b"%zz"),
        ("100%", b"100%"),
        ("%%41", b"%A"),
        ("%00x", b"\0x"),
        ("%e9%C3", b"\xe9\xc3"),
        ("%2541", b"%41"),
    ];
    for (encoded, expected) in cases {
        assert_eq!(
            text(&unescape(encoded.as_bytes())),
            text(expected),
            "{encoded}"
        );
    }
}

#[test]
fn a_nul_byte_ends_a_uri_and_an_unescaped_field() {
    assert_eq!(Uri::parse(b"http://h/a\0b"), parse("http://h/a"));
    let uri = parse("http://h%00ost/a%00b?q%00r");
    assert_eq!(part(&uri.host), Some("h".into()));
    assert_eq!(part(&uri.path), Some("/a".into()));
    assert_eq!(part(&uri.epath), Some("/a%00b".into()));
    assert_eq!(part(&uri.equery), Some("q%00r".into()));
}

#[test]
fn each_field_escapes_its_own_characters() {
    let all = b"a/#:@?=&+% ~\n";
    let cases = [
        (Field::Component, "a%2F%23%3A%40%3F%3D%26%2B%25%20~%0A"),
        (
            Field::ComponentWithoutPlus,
            "a%2F%23%3A%40%3F%3D%26+%25%20~%0A",
        ),
        (Field::Opaque, "a/%23:@?=&+%25%20~%0A"),
        (Field::Credential, "a%2F%23%3A%40%3F=&+%25%20~%0A"),
        (Field::Host, "a%2F%23:%40%3F=&+%25%20~%0A"),
        (Field::Path, "a/%23%3A%40%3F=&+%25%20~%0A"),
        (Field::Encoded, "a/#:@?=&+%%20~%0A"),
    ];
    for (field, expected) in cases {
        assert_eq!(text(&escape(field, all)), expected, "{field:?}");
    }
}

#[test]
fn bytes_above_ascii_are_escaped_as_negative_numbers() {
    assert_eq!(
        text(&escape(Field::Component, "é".as_bytes())),
        "%FFFFFFC3%FFFFFFA9"
    );
    assert_eq!(
        text(&Uri::parse(b"caf\xe9.txt").format()),
        "caf%FFFFFFE9.txt"
    );
    assert_eq!(
        Uri::parse(b"caf\xe9.txt").image_name(),
        Some(&b"caf\xe9.txt"[..])
    );
}

#[test]
fn a_parameter_list_is_cut_off_wherever_it_stands() {
    let params = |uri: &str| parse(uri).params;
    assert_eq!(params("post##params"), Some(ParamsName::Default));
    assert_eq!(
        params("post##params=p"),
        Some(ParamsName::Named(b"p".to_vec()))
    );
    assert_eq!(
        params("post##params=p#q?r"),
        Some(ParamsName::Named(b"p#q?r".to_vec()))
    );
    assert_eq!(params("post##params="), Some(ParamsName::Named(Vec::new())));
    assert_eq!(params("post##paramsp"), Some(ParamsName::Default));
    assert_eq!(params("post#params"), None);
    let uri = parse("post?x=1##params?y=2");
    assert_eq!(part(&uri.equery), Some("x=1".into()));
    assert_eq!(text(&uri.format()), "post?x=1");
    assert_eq!(part(&parse("a###params").efragment), Some(String::new()));
}

#[test]
fn only_leading_dots_are_folded() {
    let cases = [
        ("/a/b/main.ipxe", "sub/../x", "/a/b/sub/../x"),
        ("/a/b/main.ipxe", "./x", "/a/b/x"),
        ("/a/b/main.ipxe", "././../x", "/a/x"),
        ("/a/b/main.ipxe", "../../../../x", "/x"),
        ("/a/b/main.ipxe", "..", "/a/"),
        ("/a/b/main.ipxe", "../", "/a/"),
        ("/a/b/main.ipxe", "...", "/a/b/..."),
        ("/a/b/main.ipxe", "..x", "/a/b/..x"),
        ("/a/b/main.ipxe", ".x", "/a/b/.x"),
        ("/a/b/main.ipxe", "..//x", "/a//x"),
        ("/a/b/", "x", "/a/b/x"),
        ("main.ipxe", "x", "./x"),
        ("main.ipxe", "../x", "./x"),
        ("a/main.ipxe", "../x", "./x"),
        ("", "x", "./x"),
        ("//a", "x", "/x"),
    ];
    for (base, relative, expected) in cases {
        assert_eq!(
            text(&resolve_path(base.as_bytes(), relative.as_bytes())),
            expected,
            "{relative} beside {base}"
        );
    }
}

#[test]
fn an_empty_uri_is_the_working_uri_itself() {
    let script = "http://u:p@example.org:81/a/main.ipxe?mac=1#f";
    assert_eq!(resolve(script, ""), script);
    assert_eq!(
        resolve(script, "?mac=2"),
        "http://u:p@example.org:81/a/main.ipxe?mac=2"
    );
    assert_eq!(
        resolve(script, "#g"),
        "http://u:p@example.org:81/a/main.ipxe?mac=1#g"
    );
    assert_eq!(resolve(script, "b"), "http://u:p@example.org:81/a/b");
    assert_eq!(resolve("http://example.org", "b"), "http://example.org/b");
    assert_eq!(
        resolve("http://example.org/a%2Fb/c", "%64"),
        "http://example.org/a%2Fb/%64"
    );
}

#[test]
fn a_parameter_list_survives_resolution() {
    let base = parse("http://example.org/a##params=base");
    let named = |name: &str| Some(ParamsName::Named(name.into()));
    let params = |relative: &str| resolve_uri(Some(&base), &parse(relative)).params;
    assert_eq!(params(""), named("base"));
    assert_eq!(params("##params=mine"), named("mine"));
    assert_eq!(params("b##params=mine"), named("mine"));
    assert_eq!(params("b"), None);
    assert_eq!(params("?q"), None);
    assert_eq!(params("#f"), None);
}

#[test]
fn a_relative_uri_in_a_data_script_still_holds_the_data() {
    let base = parse("data:,text");
    let uri = resolve_uri(Some(&base), &parse("x.txt"));
    assert_eq!(datauri_parse(&uri).unwrap(), b"text");
    assert_eq!(uri.image_name(), Some(&b"x.txt"[..]));
}

#[test]
fn the_working_uri_can_be_unset_and_set_again() {
    let working = parse("http://example.org/a/b");
    assert_eq!(churi(Some(&working), None), None);
    let unset = churi(None, Some(&parse("c/d"))).unwrap();
    assert_eq!(text(&unset.format()), "c/d");
    let set = churi(Some(&working), Some(&parse("c/d"))).unwrap();
    assert_eq!(text(&set.format()), "http://example.org/a/c/d");
}

#[test]
fn images_are_named_after_the_last_part_of_the_unescaped_path() {
    let name = |uri: &str| parse(uri).image_name().map(text);
    assert_eq!(name("http://h/a/b.txt?x=/y#/z"), Some("b.txt".into()));
    assert_eq!(name("a%20b.txt"), Some("a b.txt".into()));
    assert_eq!(name("http://h/a%2Fb"), Some("b".into()));
    assert_eq!(name("http://h/dir/"), Some(String::new()));
    assert_eq!(name("http://h"), None);
    assert_eq!(name("?q"), None);
    assert_eq!(name("data:,hello"), Some(",hello".into()));
    assert_eq!(name("data:text/plain,a%2Fb"), Some("b".into()));
}

#[test]
fn the_progress_line_hides_credentials_query_and_fragment() {
    let shown = |uri: &str| text(&parse(uri).format_redacted());
    assert_eq!(
        shown("http://user:secret@10.0.2.2:8080/a.txt?x=1#y"),
        "http://10.0.2.2:8080/a.txt"
    );
    assert_eq!(shown("a.txt?x=1"), "a.txt");
    assert_eq!(shown("?x=1"), "");
    assert_eq!(shown("x%zz.txt"), "x%zz.txt");
    assert_eq!(shown("data:,a%0ab%21%23"), "data:,a%0Ab!%23");
    assert_eq!(shown("http:nothing##params"), "http:nothing");
}

#[test]
fn http_asks_for_path_and_query_as_they_were_written() {
    let target = |uri: &str| text(&parse(uri).format_http_target());
    assert_eq!(target("http://h"), "/");
    assert_eq!(target("http://h?x=1"), "/?x=1");
    assert_eq!(target("http://h/a%20b%2fc?c=%20d#e"), "/a%20b%2fc?c=%20d");
    assert_eq!(
        text(&parse("http://u@h:08080/x").format_http_host()),
        "h:08080"
    );
}

#[test]
fn tftp_asks_for_the_unescaped_path() {
    let asked = |uri: &Uri| uri.tftp_filename().map(text);
    assert_eq!(asked(&parse("tftp://h/a%20b")), Some("a b".into()));
    assert_eq!(asked(&parse("tftp://h//a")), Some("/a".into()));
    assert_eq!(asked(&parse("tftp://h")), None);
    let named = pxe_uri(b"10.0.2.2", None, b"100%25#x?y").unwrap();
    assert_eq!(asked(&named), Some("100%25#x?y".into()));
    assert_eq!(pxe_uri(b"10.0.2.2", None, b""), None);
    let opaque = pxe_uri(b"10.0.2.2", None, b"http:x").unwrap();
    assert_eq!(text(&opaque.format()), "tftp://10.0.2.2/http:x");
}

#[test]
fn before_v2_paths_and_queries_were_escaped_anew() {
    let old = Dialect::Reencodes;
    let uri = old.parse(b"http://h/a%20b%2fc?x=%2f%3d#a%2fb");
    assert_eq!(text(&uri.format()), "http://h/a%20b/c?x=/=#a%2Fb");
    assert_eq!(part(&old.parse(b"1a:b").scheme), Some("1a".into()));
    assert_eq!(
        old.parse(b"x##paramsXfoo").params,
        Some(ParamsName::Named(b"foo".to_vec()))
    );
    let named = old
        .pxe_uri(b"10.0.0.6", None, br"C:\boot\icky#path")
        .unwrap();
    assert_eq!(
        text(&named.format()),
        r"tftp://10.0.0.6/C%3A\\boot\\icky%23path"
    );
    assert_eq!(old.image_name(&old.parse(b"data:,x")), None);
    let resolved = old.resolve(
        Some(&old.parse(b"http://h/a/b")),
        &old.parse(b"%2e%2e/c%40"),
    );
    assert_eq!(text(&resolved.format()), "http://h/c%40");
    assert!(!old.scheme_is(b"HTTP", b"http"));
    assert!(Dialect::KeepsEncoding.scheme_is(b"HTTP", b"http"));
}
