//! What something needs to be in a build, and which builds have it by default.

use anyhow::{Result, ensure};

use super::features::{Features, PLATFORMS};
use super::releases::Releases;

/// The conditions of one record.
#[derive(Default)]
pub struct Needs<'a> {
    pub build_option: Option<&'a str>,
    /// Macros that do instead of `build_option`.
    pub also_enabled_by: &'a [String],
    pub requires: &'a [String],
    pub requires_any: &'a [String],
    pub part: Option<&'a str>,
    pub platforms: &'a [String],
    pub since: Option<&'a str>,
}

impl Needs<'_> {
    /// Where a build without any configuration fulfils them.
    pub fn defaults(&self, releases: &Releases, features: &Features) -> Result<u16> {
        let since = releases.index_or_oldest(self.since)?;
        let all = u16::MAX >> (16 - 3 * releases.len());
        let mut bits = all & !((1 << (3 * since)) - 1);
        if let Some(option) = self.build_option {
            let any = features.bits(option)? | features.any(self.also_enabled_by)?;
            bits &= any;
        } else {
            ensure!(
                self.also_enabled_by.is_empty(),
                "also_enabled_by without build_option"
            );
        }
        for option in self.requires {
            bits &= features.bits(option)?;
        }
        if !self.requires_any.is_empty() {
            bits &= features.any(self.requires_any)?;
        }
        if let Some(part) = self.part {
            features.check_part(part)?;
        }
        for platform in self.platforms {
            ensure!(
                PLATFORMS.contains(&platform.as_str()),
                "no such platform: {platform:?}"
            );
        }
        if !self.platforms.is_empty() {
            let kept = |bit: &usize| self.platforms.iter().any(|name| name == PLATFORMS[bit % 3]);
            bits &= (0..3 * releases.len())
                .filter(kept)
                .fold(0, |mask, bit| mask | 1 << bit);
        }
        Ok(bits)
    }
}

/// The Rust expression of a set of releases and platforms.
pub fn availability(bits: u16) -> String {
    format!("Availability::from_bits({bits:#06x})")
}
