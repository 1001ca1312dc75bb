//! What holds for every URI, however malformed.

use ipxe_syntax::uri::data::{base64_decode, base64_encode};
use ipxe_syntax::uri::{Dialect, Field, Uri, escape, unescape};
use proptest::prelude::*;

/// Text that is rich in what the parser looks for.
fn uri_text() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::sample::select(vec![
        &b"http:"[..],
        b"x-y_z",
        b"//",
        b"/",
        b"..",
        b".",
        b":",
        b"@",
        b"?",
        b"#",
        b"##params",
        b"=",
        b"%",
        b"%2",
        b"%2F",
        b"%3A",
        b"%00",
        b"%e9",
        b"[",
        b"]",
        b"a",
        b"9",
        b" ",
        b"\n",
        b"\xe9",
    ]);
    proptest::collection::vec(pieces, 0..20).prop_map(|pieces| pieces.concat())
}

fn any_uri_text() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![uri_text(), proptest::collection::vec(any::<u8>(), 0..64)]
}

proptest! {
    /// Two kinds of URI change when they are read again, in iPXE as here: bytes above ASCII in unescaped
    /// parts (their eight-digit escapes are not understood), and an opaque part that starts with an
    /// escaped `/` (which is then an authority or a path).
    #[test]
    fn what_is_written_is_read_back_and_written_the_same(text in any_uri_text()) {
        let uri = Uri::parse(&text);
        let unescaped = [&uri.opaque, &uri.user, &uri.password, &uri.host, &uri.port];
        prop_assume!(unescaped.iter().all(|part| part.as_ref().is_none_or(|part| part.is_ascii())));
        prop_assume!(!uri.opaque.as_ref().is_some_and(|opaque| opaque.starts_with(b"/")));
        let written = uri.format();
        prop_assert_eq!(Uri::parse(&written).format(), written);
    }

    #[test]
    fn any_two_texts_resolve_without_nul_bytes(base in any_uri_text(), relative in any_uri_text()) {
        for dialect in [Dialect::KeepsEncoding, Dialect::Reencodes] {
            let base = dialect.parse(&base);
            let relative = dialect.parse(&relative);
            let uri = dialect.resolve(Some(&base), &relative);
            prop_assert_eq!(uri.is_absolute(), base.is_absolute() || relative.is_absolute());
            let written = [uri.format(), uri.format_redacted(), uri.format_http_target()];
            prop_assert!(written.concat().iter().all(u8::is_ascii_graphic));
            prop_assert!(dialect.image_name(&uri).is_none_or(|name| !name.contains(&0)));
        }
    }

    #[test]
    fn an_escaped_ascii_text_is_unescaped_to_itself(text in "[\\x01-\\x7f]{0,40}") {
        for field in [Field::Component, Field::Opaque, Field::Credential, Field::Host, Field::Path] {
            prop_assert_eq!(unescape(&escape(field, text.as_bytes())), text.as_bytes());
        }
    }

    #[test]
    fn base64_is_decoded_to_what_was_encoded(raw in proptest::collection::vec(any::<u8>(), 0..64)) {
        prop_assert_eq!(base64_decode(&base64_encode(&raw)), Ok(raw));
    }

    #[test]
    fn base64_of_any_text_is_decoded_or_refused(text in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(raw) = base64_decode(&text) {
            prop_assert_eq!(base64_decode(&base64_encode(&raw)), Ok(raw));
        }
    }
}
