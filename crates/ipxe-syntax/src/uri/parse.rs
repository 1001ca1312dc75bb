//! Splitting a URI into its parts (`parse_uri`).

use memchr::{memchr, memmem, memrchr};

use super::escape::{Field, escape, unescape_field};
use super::{Dialect, ParamsName, Uri, until_nul};

/// Reads `text` as `dialect` does; see [`Dialect::parse`].
pub(super) fn parse(text: &[u8], dialect: Dialect) -> Uri {
    let mut uri = Uri::default();
    let (text, params) = split_params(until_nul(text), dialect);
    uri.params = params;
    let (text, fragment) = split(text, b'#');
    let text = match split_scheme(text, dialect) {
        None => text,
        Some((scheme, rest)) => {
            uri.scheme = Some(unescape_field(scheme));
            if !rest.starts_with(b"/") {
                uri.opaque = Some(unescape_field(rest));
                set_encoded(&mut uri, None, None, fragment, dialect);
                return uri;
            }
            rest
        }
    };
    let (text, query) = split(text, b'?');
    let path = match text.strip_prefix(b"//").filter(|_| uri.scheme.is_some()) {
        Some(net_path) => {
            let slash = memchr(b'/', net_path).unwrap_or(net_path.len());
            let (authority, path) = net_path.split_at(slash);
            split_authority(&mut uri, authority);
            path
        }
        None => text,
    };
    set_encoded(
        &mut uri,
        Some(path).filter(|path| !path.is_empty()),
        query,
        fragment,
        dialect,
    );
    uri
}

/// Splits at the first `separator`, which belongs to neither side.
fn split(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match memchr(separator, text) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// Takes off `##params`, `##params=NAME` and all that follows it, wherever it stands.
fn split_params(text: &[u8], dialect: Dialect) -> (&[u8], Option<ParamsName>) {
    const MARK: &[u8] = b"##params";
    let Some(at) = memmem::find(text, MARK) else {
        return (text, None);
    };
    let name = match (&text[at + MARK.len()..], dialect) {
        ([b'=', name @ ..], Dialect::KeepsEncoding) | ([_, name @ ..], Dialect::Reencodes) => {
            ParamsName::Named(name.to_vec())
        }
        (_, Dialect::KeepsEncoding) | ([], Dialect::Reencodes) => ParamsName::Default,
    };
    (&text[..at], Some(name))
}

/// The scheme and what follows its `:`.
fn split_scheme(text: &[u8], dialect: Dialect) -> Option<(&[u8], &[u8])> {
    let colon = match dialect {
        Dialect::KeepsEncoding => {
            let letter = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
            let end = text.iter().position(|byte| !letter(byte))?;
            (text[end] == b':').then_some(end)?
        }
        Dialect::Reencodes => memchr(b':', text)?,
    };
    Some((&text[..colon], &text[colon + 1..]))
}

/// `[user[:password]@]host[:port]`
fn split_authority(uri: &mut Uri, authority: &[u8]) {
    let host = match split(authority, b'@') {
        (user, Some(host)) => {
            let (user, password) = split(user, b':');
            uri.user = Some(unescape_field(user));
            uri.password = password.map(unescape_field);
            host
        }
        (host, None) => host,
    };
    // `[::1]` ends in its own colon's bracket, `[::1]:80` does not.
    let colon = memrchr(b':', host).filter(|_| !host.ends_with(b"]"));
    uri.host = Some(unescape_field(&host[..colon.unwrap_or(host.len())]));
    uri.port = colon.map(|colon| unescape_field(&host[colon + 1..]));
}

/// Sets the parts whose escapes matter to servers.
fn set_encoded(
    uri: &mut Uri,
    path: Option<&[u8]>,
    query: Option<&[u8]>,
    fragment: Option<&[u8]>,
    dialect: Dialect,
) {
    uri.path = path.map(unescape_field);
    let encoded = |field, text: &[u8]| match dialect {
        Dialect::KeepsEncoding => text.to_vec(),
        Dialect::Reencodes => escape(field, &unescape_field(text)),
    };
    uri.epath = path.map(|path| encoded(Field::Path, path));
    uri.equery = query.map(|query| encoded(Field::Path, query));
    uri.efragment = fragment.map(|fragment| encoded(Field::Credential, fragment));
}
