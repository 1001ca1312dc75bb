//! Relative URIs.

use memchr::memrchr;

use super::escape::{Field, escape, unescape_field};
use super::{Dialect, Uri};

/// The URI that `relative` means where `base` is the working URI (`resolve_uri`).
///
/// An absolute `relative` (or one without a base) stands for itself. Otherwise the first part that
/// `relative` has, of path, query, fragment and parameter list, replaces that part and all after it: an
/// empty URI is the base itself, and a path loses the base's query. The base's opaque part stays, so that
/// inside `data:,text` the relative URI `x` is `data:,text/x`, which still holds `text`.
#[must_use]
pub fn resolve_uri(base: Option<&Uri>, relative: &Uri) -> Uri {
    Dialect::default().resolve(base, relative)
}

/// The working URI after it is changed to `new` (`core/cwuri.c: churi`): `new` resolved against the old
/// one, or none at all where `new` is `None`.
#[must_use]
pub fn churi(working: Option<&Uri>, new: Option<&Uri>) -> Option<Uri> {
    new.map(|new| resolve_uri(working, new))
}

/// See [`Dialect::resolve`].
pub(super) fn resolve(base: Option<&Uri>, relative: &Uri, dialect: Dialect) -> Uri {
    let base = match base {
        Some(base) if !relative.is_absolute() => base,
        _ => return relative.clone(),
    };
    let mut uri = base.clone();
    if relative.epath.is_some() || relative.equery.is_some() {
        uri.equery.clone_from(&relative.equery);
    }
    if relative.epath.is_some() || relative.equery.is_some() || relative.efragment.is_some() {
        uri.efragment.clone_from(&relative.efragment);
        uri.params.clone_from(&relative.params);
    } else if relative.params.is_some() {
        uri.params.clone_from(&relative.params);
    }
    let or_root = |path: &Option<Vec<u8>>| path.clone().unwrap_or_else(|| b"/".to_vec());
    match (dialect, &relative.epath, &relative.path) {
        (Dialect::KeepsEncoding, Some(epath), _) => {
            let epath = resolve_path(&or_root(&base.epath), epath);
            uri.path = Some(unescape_field(&epath));
            uri.epath = Some(epath);
        }
        (Dialect::Reencodes, _, Some(path)) => {
            let path = resolve_path(&or_root(&base.path), path);
            uri.epath = Some(escape(Field::Path, &path));
            uri.path = Some(path);
        }
        _ => {}
    }
    uri
}

/// The path that `relative` means beside the file `base` (`resolve_path`).
///
/// Only `./` and `../` at the start of `relative` are folded; whatever `..` would lead above the root
/// stays at the root. A base without any `/` counts as `./base`.
#[must_use]
pub fn resolve_path(base: &[u8], relative: &[u8]) -> Vec<u8> {
    if relative.starts_with(b"/") {
        return relative.to_vec();
    }
    let mut directory = dirname(base);
    let mut rest = relative;
    loop {
        match rest {
            b".." => (directory, rest) = (dirname(directory), b""),
            [b'.', b'.', b'/', tail @ ..] => (directory, rest) = (dirname(directory), tail),
            b"." => rest = b"",
            [b'.', b'/', tail @ ..] => rest = tail,
            _ => break,
        }
    }
    let mut path = directory.to_vec();
    if !path.ends_with(b"/") {
        path.push(b'/');
    }
    path.extend_from_slice(rest);
    path
}

/// What stands before the last `/` (`core/basename.c: dirname`): `/` for `/a`, `.` for `a`.
fn dirname(path: &[u8]) -> &[u8] {
    match memrchr(b'/', path) {
        Some(0) => b"/",
        Some(slash) => &path[..slash],
        None => b".",
    }
}
