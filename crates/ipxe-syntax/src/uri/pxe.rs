//! URIs from a boot server and a filename.

use super::escape::{Field, escape};
use super::{Dialect, Uri, until_nul};

/// What a DHCP filename means with the next-server `host` (`pxe_uri`); `None` where it is empty.
///
/// A filename that is an absolute URI with `/` after its scheme stands for itself, and `host` is not
/// looked at. All others are files of that server's TFTP service, also those that look like an opaque URI
/// (`C:\boot`). `host` is the address as iPXE prints it; `port` is `None` for the usual one.
#[must_use]
pub fn pxe_uri(host: &[u8], port: Option<u16>, filename: &[u8]) -> Option<Uri> {
    Dialect::default().pxe_uri(host, port, filename)
}

/// The file `filename` of the TFTP server `host` (`tftp_uri`). The name is not parsed: `#`, `?` and `%` are
/// part of it, and a leading `/` makes two.
#[must_use]
pub fn tftp_uri(host: &[u8], port: Option<u16>, filename: &[u8]) -> Uri {
    let path = [b"/", until_nul(filename)].concat();
    Uri {
        scheme: Some(b"tftp".to_vec()),
        host: Some(until_nul(host).to_vec()),
        port: port.map(|port| port.to_string().into_bytes()),
        epath: Some(path.clone()),
        path: Some(path),
        ..Uri::default()
    }
}

/// See [`Dialect::pxe_uri`].
pub(super) fn from_filename(
    host: &[u8],
    port: Option<u16>,
    filename: &[u8],
    dialect: Dialect,
) -> Option<Uri> {
    if until_nul(filename).is_empty() {
        return None;
    }
    let parsed = dialect.parse(filename);
    if parsed.is_absolute() && parsed.opaque.is_none() {
        return Some(parsed);
    }
    let mut uri = tftp_uri(host, port, filename);
    if dialect == Dialect::Reencodes {
        uri.epath = uri.path.as_ref().map(|path| escape(Field::Path, path));
    }
    Some(uri)
}
