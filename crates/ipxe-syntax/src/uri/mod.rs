//! URIs as iPXE reads, writes and resolves them.
//!
//! This is not RFC 3986: iPXE has its own idea of what a scheme is, decodes percent escapes in its own
//! way, knows the `##params` suffix and folds only leading `./` and `../`. Everything here mirrors
//! `core/uri.c` unless another source file is named.
//!
//! * [`Uri`]: the parts, with [`Uri::parse`], [`Uri::format`] and what callers ask of them.
//! * [`resolve_uri`], [`resolve_path`], [`churi`]: relative URIs and the working URI.
//! * [`pxe_uri`]: what a DHCP filename and next-server mean.
//! * [`escape`] and [`unescape`]: percent escapes.
//! * [`Dialect`]: what releases before v2.0.0 did differently.
//! * [`data`]: the contents of `data:` URIs, Base64 and Base16.
//!
//! Nothing here opens a URI or knows which schemes a build supports.

pub mod data;
mod dialect;
mod escape;
mod format;
mod parse;
mod pxe;
mod resolve;
mod strtoul;

pub use dialect::Dialect;
pub use escape::{Field, escape, unescape};
pub use pxe::{pxe_uri, tftp_uri};
pub use resolve::{churi, resolve_path, resolve_uri};

use strtoul::strtoul;

/// The parts of a URI, as `include/ipxe/uri.h: struct uri` holds them.
///
/// A part that is absent is `None`, which is not the same as empty: `http://host:/` has an empty port.
/// No part made by this module holds a NUL byte, as iPXE's strings end there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Uri {
    /// What stands before the first `:`, as typed: `HTTP` stays `HTTP`.
    pub scheme: Option<Vec<u8>>,
    /// The rest of an absolute URI whose `:` is not followed by `/`, unescaped (`iscsi:...`, `data:...`).
    pub opaque: Option<Vec<u8>>,
    /// User name, unescaped.
    pub user: Option<Vec<u8>>,
    /// Password, unescaped.
    pub password: Option<Vec<u8>>,
    /// Host, unescaped, with the brackets of an IPv6 address.
    pub host: Option<Vec<u8>>,
    /// Port as typed, unescaped; see [`Uri::port_number`].
    pub port: Option<Vec<u8>>,
    /// Path, unescaped, with its leading `/` if it has one.
    pub path: Option<Vec<u8>>,
    /// Path with the escapes it was written with.
    pub epath: Option<Vec<u8>>,
    /// Query with the escapes it was written with, without the `?`.
    pub equery: Option<Vec<u8>>,
    /// Fragment with the escapes it was written with, without the `#`.
    pub efragment: Option<Vec<u8>>,
    /// The parameter list that a `##params` suffix names.
    ///
    /// iPXE looks the list up (and takes it away) while parsing, and ignores the suffix where there is
    /// no such list. Whoever holds the lists must do the same: set this to `None` then.
    pub params: Option<ParamsName>,
}

/// Which list of `params` a URI submits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParamsName {
    /// The list without a name: `##params`, or anything after it but `=`.
    Default,
    /// The list of this name, which may be empty: `##params=NAME`.
    Named(Vec<u8>),
}

impl Uri {
    /// Splits a URI into its parts. Every byte string is a URI; what follows a NUL byte is ignored.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        Dialect::default().parse(text)
    }

    /// True where there is a scheme. (An absolute *path* is something else.)
    #[must_use]
    pub fn is_absolute(&self) -> bool {
        self.scheme.is_some()
    }

    /// True where the opaque part is not empty.
    #[must_use]
    pub fn has_opaque(&self) -> bool {
        self.opaque
            .as_ref()
            .is_some_and(|opaque| !opaque.is_empty())
    }

    /// True where the path is not empty.
    #[must_use]
    pub fn has_path(&self) -> bool {
        self.path.as_ref().is_some_and(|path| !path.is_empty())
    }

    /// True where the path starts with `/`.
    #[must_use]
    pub fn has_absolute_path(&self) -> bool {
        self.path
            .as_ref()
            .is_some_and(|path| path.starts_with(b"/"))
    }

    /// True where there is a path that does not start with `/`.
    #[must_use]
    pub fn has_relative_path(&self) -> bool {
        self.path
            .as_ref()
            .is_some_and(|path| !path.starts_with(b"/"))
    }

    /// The port, or `default` where there is none (`uri_port`).
    ///
    /// Ports are C integers: `0x50` is 80, `010` is 8, an empty port or one that starts with no digit
    /// is 0, and what follows the digits is ignored. Protocols put the low 16 bits on the wire.
    #[must_use]
    pub fn port_number(&self, default: u32) -> u32 {
        // The low 32 bits are the same whether `unsigned long` has 32 bits or 64.
        self.port
            .as_ref()
            .map_or(default, |port| strtoul(port, 0).value)
    }

    /// The host as a name or address: without the brackets of an IPv6 address.
    #[must_use]
    pub fn hostname(&self) -> Option<&[u8]> {
        let host = self.host.as_deref()?;
        let bare = host
            .strip_prefix(b"[")
            .and_then(|rest| rest.strip_suffix(b"]"));
        Some(bare.unwrap_or(host))
    }

    /// The name an image fetched from this URI gets (`core/image.c: image_set_uri`): what follows the last
    /// `/` of the unescaped path, or of the opaque part where there is no path.
    ///
    /// `None` means that iPXE numbers the image (`img0`); a name may also be empty (`http://host/dir/`).
    #[must_use]
    pub fn image_name(&self) -> Option<&[u8]> {
        Dialect::default().image_name(self)
    }

    /// What a TFTP request asks for: the unescaped path without its leading `/` (`net/udp/tftp.c`).
    /// `None` where there is no absolute path, which TFTP refuses.
    #[must_use]
    pub fn tftp_filename(&self) -> Option<&[u8]> {
        self.path.as_deref()?.strip_prefix(b"/")
    }
}

/// `bytes` as a C string: what comes before the first NUL byte.
fn until_nul(bytes: &[u8]) -> &[u8] {
    memchr::memchr(0, bytes).map_or(bytes, |nul| &bytes[..nul])
}
