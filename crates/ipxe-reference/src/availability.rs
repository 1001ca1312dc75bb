//! In which releases and on which platforms something exists.

use crate::{Platform, Release};

/// A set of pairs of [`Release`] and [`Platform`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Availability(u16);

impl Availability {
    /// Nowhere.
    pub const NONE: Self = Self(0);

    /// The set with these bits; bit `3 * release + platform` stands for a pair.
    pub(crate) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    const fn bit(release: Release, platform: Platform) -> u16 {
        1 << (release as u16 * 3 + platform as u16)
    }

    /// True where the pair is in the set.
    #[must_use]
    pub const fn contains(self, release: Release, platform: Platform) -> bool {
        self.0 & Self::bit(release, platform) != 0
    }

    /// True where the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The platforms of one release that are in the set.
    pub fn platforms(self, release: Release) -> impl Iterator<Item = Platform> {
        Platform::ALL
            .into_iter()
            .filter(move |&platform| self.contains(release, platform))
    }

    /// All pairs of the set, by release and then by platform.
    pub fn iter(self) -> impl Iterator<Item = (Release, Platform)> {
        Release::all().flat_map(move |release| {
            self.platforms(release)
                .map(move |platform| (release, platform))
        })
    }
}
