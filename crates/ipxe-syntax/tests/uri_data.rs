//! The contents of `data:` URIs, and what is wrong with those that have none.

use ipxe_syntax::uri::Uri;
use ipxe_syntax::uri::data::{Base64Error, DataUriError, base64_decode, datauri_parse};

fn parse(uri: &str) -> Uri {
    Uri::parse(uri.as_bytes())
}

#[test]
fn data_uris_say_what_is_wrong_with_them() {
    let error = |uri: &str| datauri_parse(&parse(uri)).unwrap_err();
    assert_eq!(error("data:/,x"), DataUriError::NotOpaque);
    assert_eq!(error("data:nocomma"), DataUriError::NoComma);
    assert_eq!(
        error("data:;base64,a!"),
        DataUriError::Base64(Base64Error::BadByte { byte: b'!', at: 1 })
    );
    assert_eq!(datauri_parse(&parse("data:;BASE64,aGk=")).unwrap(), b"hi");
    assert_eq!(datauri_parse(&parse("data:base64,aGk=")).unwrap(), b"aGk=");
    assert_eq!(
        datauri_parse(&parse("data:;base64;x,aGk=")).unwrap(),
        b"aGk="
    );
    assert_eq!(
        datauri_parse(&parse("data:,a,b;c?d#e")).unwrap(),
        b"a,b;c?d"
    );
    assert_eq!(datauri_parse(&parse("data:,a%00b")).unwrap(), b"a");
}

#[test]
fn base64_ignores_blanks_and_wants_whole_bytes() {
    assert_eq!(base64_decode(b" a G\nk = "), Ok(b"hi".to_vec()));
    assert_eq!(base64_decode(b"YQ"), Err(Base64Error::NotWholeBytes));
    assert_eq!(base64_decode(b"AA="), Err(Base64Error::NotWholeBytes));
    assert_eq!(base64_decode(b"="), Err(Base64Error::NotWholeBytes));
    assert_eq!(
        base64_decode(b"YQ==YQ=="),
        Err(Base64Error::AfterPad { at: 4 })
    );
    assert_eq!(
        base64_decode(b"A==="),
        Err(Base64Error::TooManyPads { at: 3 })
    );
    // The four bits that the pads leave over are not looked at.
    assert_eq!(base64_decode(b"YR=="), Ok(b"a".to_vec()));
}
