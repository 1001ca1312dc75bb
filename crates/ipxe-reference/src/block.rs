//! Settings blocks.

use crate::generated::settings::BLOCKS;
use crate::{Availability, Platform, Release, Scope, SettingType};

/// A settings block, or a family of blocks.
#[derive(Debug)]
pub struct Block {
    /// Its full name. `N` stands for a number: `netN.ndp.N`.
    pub name: &'static str,
    /// The name of the block that it is a child of, if not of the root.
    pub parent: Option<&'static str>,
    /// The scope of numeric tags in it.
    pub scope: Scope,
    /// What can be stored in it.
    pub stores: BlockStores,
    /// The type of a value that has no other.
    pub default_type: Option<SettingType>,
    /// What a numeric tag means in it.
    pub tag: Option<&'static str>,
    /// The build option that it needs.
    pub build_option: Option<&'static str>,
    /// The [`Part`](crate::Part) that it needs.
    pub part: Option<&'static str>,
    /// The only platforms that have it; empty if all have.
    pub platforms: &'static [Platform],
    /// Where a build without any configuration has it.
    pub defaults: Availability,
    /// The first release that has it.
    pub since: Release,
    /// When it comes to exist, if not at the start.
    pub created: Option<&'static str>,
    /// One line that says what it is.
    pub summary: &'static str,
}

/// What can be stored in a settings block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockStores {
    /// Any setting.
    Any,
    /// Some of the settings that it provides.
    Some,
    /// Settings with a DHCP tag.
    Tags,
    /// Nothing.
    None,
}

/// Finds the block, or family of blocks, that a full name belongs to.
///
/// ```
/// # use ipxe_reference::block;
/// assert_eq!(block(b"net0-5.dhcp").map(|block| block.name), Some("netN.dhcp"));
/// assert!(block(b"mine").is_none());
/// ```
#[must_use]
pub fn block(name: &[u8]) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| block.matches(name))
}

impl Block {
    /// True where a full name is that of this block or of one of this family.
    #[must_use]
    pub fn matches(&self, name: &[u8]) -> bool {
        let mut parts = name.split(|&byte| byte == b'.');
        let matched = self.name.split('.').all(|pattern| {
            parts
                .next()
                .is_some_and(|part| match pattern.strip_suffix('N') {
                    Some(prefix) => part.strip_prefix(prefix.as_bytes()).is_some_and(is_number),
                    None => part == pattern.as_bytes(),
                })
        });
        matched && parts.next().is_none()
    }
}

/// Digits, or digits with VLAN numbers as in `net0-5`.
fn is_number(text: &[u8]) -> bool {
    text.split(|&byte| byte == b'-')
        .all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_belong_to_their_family() {
        for (name, expected) in [
            ("net0", Some("netN")),
            ("net12", Some("netN")),
            ("net0-5", Some("netN")),
            ("netX", Some("netX")),
            ("net0.ndp.3", Some("netN.ndp.N")),
            ("net0.dhcp", Some("netN.dhcp")),
            ("smbios", Some("smbios")),
            ("net", None),
            ("net0-", None),
            ("net0.", None),
            ("net0.dhcp.x", None),
            ("NET0", None),
            ("", None),
        ] {
            assert_eq!(
                block(name.as_bytes()).map(|block| block.name),
                expected,
                "{name}"
            );
        }
    }
}
