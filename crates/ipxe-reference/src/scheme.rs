//! URI schemes.

use crate::generated::schemes::SCHEMES;
use crate::{Availability, Platform, Release};

/// A URI scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in lower case.
    pub name: &'static str,
    /// What it can be used for.
    pub uses: &'static [SchemeUse],
    /// The port that is used if the URI has none.
    pub port: Option<u16>,
    /// The build option that enables it; `None` if every build has it.
    pub build_option: Option<&'static str>,
    /// Further build options that bring it along.
    pub also_enabled_by: &'static [&'static str],
    /// The [`Part`](crate::Part) that it needs.
    pub part: Option<&'static str>,
    /// The only platforms that have it; empty if all have.
    pub platforms: &'static [Platform],
    /// Where a build without any configuration has it.
    pub defaults: Availability,
    /// The first release that has it.
    pub since: Release,
    /// A URI without a host is refused.
    pub needs_host: bool,
    /// How such a URI looks.
    pub syntax: &'static str,
    /// One line that says what it is.
    pub summary: &'static str,
    /// The file of iPXE that defines it.
    pub source: &'static str,
}

/// What a [`Scheme`] can be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemeUse {
    /// Downloading a file.
    Download,
    /// Attaching a SAN device.
    San,
    /// A plain connection; of no use in scripts.
    Socket,
}

/// Finds a scheme by its name. Since 2.0.0 case does not matter.
///
/// `core/open.c: xfer_uri_opener`
#[must_use]
pub fn scheme(name: &[u8], release: Release) -> Option<&'static Scheme> {
    SCHEMES.iter().find(|scheme| {
        let known = scheme.name.as_bytes();
        scheme.since <= release
            && (known == name || release >= Release::V2_0_0 && known.eq_ignore_ascii_case(name))
    })
}

impl Scheme {
    /// True where it can be used for that.
    #[must_use]
    pub fn is_for(&self, wanted: SchemeUse) -> bool {
        self.uses.contains(&wanted)
    }
}
