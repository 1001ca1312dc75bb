//! Releases of iPXE and the platforms it is built for.

use crate::generated::releases::{RELEASES, Release};

/// What is known about one [`Release`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseInfo {
    /// The release.
    pub id: Release,
    /// Its name: `2.0.0`, `master`.
    pub name: &'static str,
    /// Its name in iPXE's repository: `v2.0.0`, `master`.
    pub tag: &'static str,
    /// Date of the release, `YYYY-MM-DD`; for `master` the date of the commit
    /// that the tables were read from.
    pub date: &'static str,
    /// Scheme of the addresses in its messages: `http` or `https`.
    pub uri_scheme: &'static str,
    /// What is different from the release before, as scripts notice it, beyond
    /// what the other tables say.
    pub changes: &'static [&'static str],
}

impl Release {
    /// All releases, oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        RELEASES.iter().map(|info| info.id)
    }

    /// The newest state of iPXE that the tables know.
    pub const LATEST: Self = RELEASES[RELEASES.len() - 1].id;

    /// The record of this release.
    #[must_use]
    pub const fn info(self) -> &'static ReleaseInfo {
        &RELEASES[self as usize]
    }

    /// The name of this release: `2.0.0`, `master`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// Reads a name, with or without a leading `v`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let found = |info: &&ReleaseInfo| info.name == name || info.tag == name;
        RELEASES.iter().find(found).map(|info| info.id)
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// What iPXE was built for; decides the platform byte of error numbers, the
/// default build options and the width of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Legacy BIOS (i386, 32 bits).
    Pcbios,
    /// UEFI (x86-64).
    Efi,
    /// A program that runs under Linux (x86-64).
    Linux,
}

impl Platform {
    /// All platforms.
    pub const ALL: [Self; 3] = [Self::Pcbios, Self::Efi, Self::Linux];

    /// The name as in `${platform}`: `pcbios`, `efi`, `linux`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcbios => "pcbios",
            Self::Efi => "efi",
            Self::Linux => "linux",
        }
    }

    /// Reads a name as in `${platform}`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|platform| platform.name() == name)
    }

    /// Width in bits of a C `long`, and so of the numbers in settings.
    #[must_use]
    pub const fn long_bits(self) -> u32 {
        match self {
            Self::Pcbios => 32,
            Self::Efi | Self::Linux => 64,
        }
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
