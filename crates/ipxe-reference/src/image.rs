//! Image types.

use crate::generated::images::IMAGE_TYPES;
use crate::{Availability, Platform, Release};

/// An image type.
#[derive(Debug)]
pub struct ImageType {
    /// Its name as `imgstat` shows it.
    pub name: &'static str,
    /// 1 for types that are probed before all others, 3 for those after all
    /// others, else 2. Within a group the order is that of linking.
    pub group: u8,
    /// The build option that enables it.
    pub build_option: Option<&'static str>,
    /// Further build options that bring it along.
    pub also_enabled_by: &'static [&'static str],
    /// The only platforms that have it; empty if all have.
    pub platforms: &'static [Platform],
    /// It exists only on architectures other than x86.
    pub foreign: bool,
    /// Where a build without any configuration has it.
    pub defaults: Availability,
    /// The first release that has it.
    pub since: Release,
    /// What such an image can be used for.
    pub abilities: &'static [ImageAbility],
    /// What the probe looks at.
    pub recognised_by: &'static str,
    /// The file of iPXE that defines it.
    pub source: &'static str,
}

/// What an image can be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageAbility {
    /// It can be selected and executed.
    Execute,
    /// It is an archive that can be extracted.
    Extract,
    /// It holds ASN.1: certificates, keys, signatures.
    Certificate,
    /// It is a picture.
    Picture,
}

/// Finds an image type by its exact name.
#[must_use]
pub fn image_type(name: &str) -> Option<&'static ImageType> {
    IMAGE_TYPES.iter().find(|image| image.name == name)
}

impl ImageType {
    /// True where such an image can be used for that.
    #[must_use]
    pub fn can(&self, ability: ImageAbility) -> bool {
        self.abilities.contains(&ability)
    }
}
