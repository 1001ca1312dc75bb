//! What releases do differently with URIs.

use super::{Uri, parse, pxe, resolve};

/// The ways in which releases of iPXE read URIs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// v2.0.0 and later. Path, query and fragment reach the server with the escapes they were written
    /// with; a scheme is letters, `-` and `_`; schemes ignore case; opaque URIs name images.
    #[default]
    KeepsEncoding,
    /// v1.21.1 and older. Path, query and fragment are unescaped and escaped anew (`a%20b%2fc` is asked
    /// for as `a%20b/c`); whatever stands before the first `:` is a scheme, so that a relative URI with a
    /// colon in it is an unknown scheme; the case of schemes matters; opaque URIs do not name images; the
    /// byte after `##params` is skipped whatever it is.
    Reencodes,
}

impl Dialect {
    /// Splits a URI into its parts; see [`Uri::parse`].
    ///
    /// For [`Dialect::Reencodes`], `epath`, `equery` and `efragment` hold the new escapes.
    #[must_use]
    pub fn parse(self, text: &[u8]) -> Uri {
        parse::parse(text, self)
    }

    /// Resolves `relative` against `base`; see [`resolve_uri`](super::resolve_uri).
    #[must_use]
    pub fn resolve(self, base: Option<&Uri>, relative: &Uri) -> Uri {
        resolve::resolve(base, relative, self)
    }

    /// What a filename from DHCP means; see [`pxe_uri`](super::pxe_uri).
    #[must_use]
    pub fn pxe_uri(self, host: &[u8], port: Option<u16>, filename: &[u8]) -> Option<Uri> {
        pxe::from_filename(host, port, filename, self)
    }

    /// The name of an image fetched from `uri`; see [`Uri::image_name`].
    #[must_use]
    pub fn image_name(self, uri: &Uri) -> Option<&[u8]> {
        let opaque = match self {
            Self::KeepsEncoding => uri.opaque.as_deref(),
            Self::Reencodes => None,
        };
        let whole = uri.path.as_deref().or(opaque)?;
        Some(memchr::memrchr(b'/', whole).map_or(whole, |slash| &whole[slash + 1..]))
    }

    /// True where `scheme` is the one that a protocol registered as `name`
    /// (`core/open.c: xfer_uri_opener`).
    #[must_use]
    pub fn scheme_is(self, scheme: &[u8], name: &[u8]) -> bool {
        match self {
            Self::KeepsEncoding => scheme.eq_ignore_ascii_case(name),
            Self::Reencodes => scheme == name,
        }
    }
}
