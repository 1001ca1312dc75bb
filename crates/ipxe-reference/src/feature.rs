//! Build options: what a build of iPXE can and cannot do.

use crate::generated::features::{BUILD_OPTIONS, PARTS};
use crate::{
    Availability, BLOCKS, Block, COMMANDS, CommandName, IMAGE_TYPES, ImageType, Platform, Release,
    SCHEMES, SETTINGS, Scheme, Setting,
};

/// A macro of the files in iPXE's `config` folder.
#[derive(Debug)]
pub struct BuildOption {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub kind: BuildOptionKind,
    /// Where a build without any configuration has it.
    pub defaults: Availability,
    /// The values that it has where it has one without any configuration.
    pub values: &'static [(Availability, &'static str)],
    /// The first release that knows it.
    pub since: Release,
    /// What it brings, in a few words.
    pub description: &'static str,
}

/// What a [`BuildOption`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuildOptionKind {
    /// The start.
    Boot,
    /// Commands.
    Command,
    /// Consoles and keyboards.
    Console,
    /// Cryptography.
    Crypto,
    /// Debugging.
    Debug,
    /// DHCP timing.
    Dhcp,
    /// Downloads.
    Download,
    /// HTTP authentication and encodings.
    Http,
    /// Image types.
    Image,
    /// Network protocols.
    Network,
    /// SAN devices.
    San,
    /// Serial ports.
    Serial,
    /// Settings blocks.
    Settings,
    /// USB.
    Usb,
    /// Wireless networks.
    Wireless,
}

/// Something that a [`BuildOption`] brings along.
#[derive(Clone, Copy, Debug)]
pub enum Enables {
    /// A command.
    Command(CommandName),
    /// A URI scheme.
    Scheme(&'static Scheme),
    /// An image type.
    ImageType(&'static ImageType),
    /// A settings block.
    Block(&'static Block),
    /// A predefined setting.
    Setting(&'static Setting),
}

/// Finds a build option by its exact name.
#[must_use]
pub fn build_option(name: &str) -> Option<&'static BuildOption> {
    let found = BUILD_OPTIONS.binary_search_by(|option| option.name.cmp(name));
    found.ok().map(|index| &BUILD_OPTIONS[index])
}

impl BuildOption {
    /// Its value in a build without any configuration, where it has one.
    #[must_use]
    pub fn value(&self, release: Release, platform: Platform) -> Option<&'static str> {
        let found = self
            .values
            .iter()
            .find(|(when, _)| when.contains(release, platform));
        found.map(|&(_, value)| value)
    }

    /// Where iPXE's own documentation of the option is.
    #[must_use]
    pub fn address(&self) -> String {
        format!(
            "https://ipxe.org/buildcfg/{}",
            self.name.to_ascii_lowercase()
        )
    }

    /// What it brings along, alone or together with other options.
    pub fn enables(&self) -> impl Iterator<Item = Enables> {
        let name = self.name;
        let is = move |option: Option<&str>, others: &[&str]| {
            option == Some(name) || others.contains(&name)
        };
        let commands = COMMANDS
            .iter()
            .filter(move |command| {
                is(command.build_option, command.also_enabled_by)
                    || command.requires.contains(&name)
                    || command.requires_any.contains(&name)
            })
            .map(|command| Enables::Command(command.id));
        let schemes = SCHEMES
            .iter()
            .filter(move |scheme| is(scheme.build_option, scheme.also_enabled_by))
            .map(Enables::Scheme);
        let images = IMAGE_TYPES
            .iter()
            .filter(move |image| is(image.build_option, image.also_enabled_by))
            .map(Enables::ImageType);
        let blocks = BLOCKS
            .iter()
            .filter(move |block| is(block.build_option, &[]));
        let settings = SETTINGS
            .iter()
            .filter(move |setting| is(setting.build_option, &[]));
        commands
            .chain(schemes)
            .chain(images)
            .chain(blocks.map(Enables::Block))
            .chain(settings.map(Enables::Setting))
    }
}

/// A part of iPXE that is no option, but linked only if something else needs it.
#[derive(Debug)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What brings it along.
    pub description: &'static str,
    /// The only platforms whose builds with all drivers have it; empty if all have.
    pub platforms: &'static [Platform],
    /// The build options any of which brings it along; empty if drivers do.
    pub options: &'static [&'static str],
}

impl Part {
    /// Whether a build without any configuration but with all drivers has it.
    #[must_use]
    pub fn is_default(&self, release: Release, platform: Platform) -> bool {
        let is_on = |name: &&str| {
            build_option(name).is_some_and(|option| option.defaults.contains(release, platform))
        };
        (self.platforms.is_empty() || self.platforms.contains(&platform))
            && (self.options.is_empty() || self.options.iter().any(is_on))
    }
}

/// Finds a part by its exact name.
#[must_use]
pub fn part(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}

/// Something that iPXE says of itself at the start, and in DHCP option 175.
///
/// Groups come in their order; within a group the order is that of linking and
/// differs from build to build.
#[derive(Debug)]
pub struct Announcement {
    /// The name that is shown.
    pub name: &'static str,
    /// Its group.
    pub group: AnnouncementGroup,
    /// Its number in DHCP option 175.
    pub number: u8,
    /// Its version in DHCP option 175.
    pub version: u8,
    /// The build option that brings it along.
    pub build_option: &'static str,
    /// The [`Part`] that it needs too.
    pub part: Option<&'static str>,
}

/// Group of an [`Announcement`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnnouncementGroup {
    /// Protocols.
    Protocol,
    /// Image types.
    Image,
    /// All else.
    Misc,
}
