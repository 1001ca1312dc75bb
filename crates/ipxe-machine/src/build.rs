//! What iPXE was built for.

use std::collections::BTreeSet;

use ipxe_reference::{
    COMMANDS, CommandName, Enables, ErrorId, IMAGE_TYPES, ImageType, Platform, Release, SCHEMES,
    Scheme, SchemeUse, build_option, error_cases, strerror_with,
};
use ipxe_syntax::uri::Dialect;

use crate::Status;

/// A build of iPXE: platform, release and the options it was configured with.
#[derive(Clone, Debug)]
pub struct Build {
    /// The platform.
    pub platform: Platform,
    /// The release.
    pub release: Release,
    /// The build options that were turned on beyond the defaults.
    options: BTreeSet<&'static str>,
    /// Whether it has a command, by [`CommandName`].
    commands: Vec<bool>,
    /// The schemes that it can open, whatever they are good for.
    pub schemes: Vec<&'static Scheme>,
    /// The configurators of network devices.
    pub configurators: Vec<&'static str>,
    /// The image types that it knows, in the order in which they are tried.
    pub image_types: Vec<&'static ImageType>,
}

impl Build {
    /// A build without any configuration.
    #[must_use]
    pub fn new(platform: Platform, release: Release) -> Self {
        let mut commands = vec![false; COMMANDS.len()];
        for command in COMMANDS.iter().filter(|command| command.part.is_none()) {
            commands[command.id as usize] = command.defaults.contains(release, platform);
        }
        let schemes = SCHEMES
            .iter()
            .filter(|scheme| scheme.defaults.contains(release, platform));
        let image_types = IMAGE_TYPES.iter().filter(|image_type| {
            !image_type.foreign && image_type.defaults.contains(release, platform)
        });
        Self {
            platform,
            release,
            options: BTreeSet::new(),
            commands,
            schemes: schemes.collect(),
            configurators: vec!["dhcp", "ipv6"],
            image_types: image_types.collect(),
        }
    }

    /// The same build with a build option turned on: `PING_CMD`. Nothing happens where the platform or release
    /// does not have what the option brings along.
    #[must_use]
    pub fn with_option(mut self, name: &str) -> Self {
        let Some(option) = build_option(name) else {
            return self;
        };
        self.options.insert(option.name);
        for enabled in option.enables() {
            match enabled {
                Enables::Command(id) => self.enable_command(id),
                Enables::Scheme(scheme) => {
                    if self.exists(scheme.platforms, scheme.since) {
                        self.schemes.push(scheme);
                    }
                }
                Enables::ImageType(image_type) => {
                    let exists = self.exists(image_type.platforms, image_type.since);
                    if exists && !image_type.foreign {
                        self.image_types.push(image_type);
                    }
                }
                Enables::Block(_) | Enables::Setting(_) => {}
            }
        }
        // Both stay in the order of the tables, each once.
        self.schemes = in_table_order(&SCHEMES, &self.schemes);
        self.image_types = in_table_order(&IMAGE_TYPES, &self.image_types);
        self
    }

    fn exists(&self, platforms: &[Platform], since: Release) -> bool {
        since <= self.release && (platforms.is_empty() || platforms.contains(&self.platform))
    }

    /// Whether a build option is on.
    #[must_use]
    pub fn has_option(&self, name: &str) -> bool {
        self.options.contains(name)
            || build_option(name)
                .is_some_and(|option| option.defaults.contains(self.release, self.platform))
    }

    /// Adds a command if all that it needs is there.
    fn enable_command(&mut self, id: CommandName) {
        let command = id.get();
        let wanted = command
            .build_option
            .iter()
            .chain(command.also_enabled_by)
            .any(|option| self.has_option(option));
        let possible = command
            .requires
            .iter()
            .all(|option| self.has_option(option))
            && (command.requires_any.is_empty()
                || command
                    .requires_any
                    .iter()
                    .any(|option| self.has_option(option)));
        if wanted && possible && self.exists(command.platforms, command.since) {
            self.set_command(id, true);
        }
    }

    /// Adds a command or takes it away, whatever the build options.
    pub fn set_command(&mut self, name: CommandName, present: bool) {
        self.commands[name as usize] = present;
    }

    /// Whether the build has a command.
    #[must_use]
    pub fn has_command(&self, name: CommandName) -> bool {
        self.commands[name as usize]
    }

    /// The commands that it has, in the order of `help`.
    pub fn commands(&self) -> impl Iterator<Item = CommandName> {
        COMMANDS
            .iter()
            .map(|command| command.id)
            .filter(|&id| self.has_command(id))
    }

    /// The scheme of this name, if the build can download from it (`core/open.c: xfer_uri_opener`).
    #[must_use]
    pub fn scheme(&self, name: &[u8]) -> Option<&'static Scheme> {
        self.opener(name)
            .filter(|scheme| scheme.is_for(SchemeUse::Download))
    }

    /// Whether the build has a protocol for a scheme, be it only for SAN devices.
    #[must_use]
    pub fn has_opener(&self, name: &[u8]) -> bool {
        self.opener(name).is_some()
    }

    fn opener(&self, name: &[u8]) -> Option<&'static Scheme> {
        let dialect = self.uri_dialect();
        let mut schemes = self.schemes.iter().copied();
        schemes.find(|scheme| dialect.scheme_is(name, scheme.name.as_bytes()))
    }

    /// The status of an error.
    #[must_use]
    pub fn status(&self, error: ErrorId) -> Status {
        // Errors of the firmware have codes of their own.
        let code = error_cases(error).find_map(|case| case.code);
        let number = code.map_or_else(
            || error.number(self.platform),
            |code| error.number_with(code),
        );
        Status::error(number)
    }

    /// The text of a status, as iPXE prints it (`hci/strerror.c: strerror`).
    #[must_use]
    pub fn strerror(&self, status: Status) -> Vec<u8> {
        let has_option = |option: &str| self.has_option(option);
        strerror_with(status.0, self.platform, self.release, has_option).into_bytes()
    }

    /// How the release reads URIs.
    #[must_use]
    pub fn uri_dialect(&self) -> Dialect {
        if self.release >= Release::V2_0_0 {
            Dialect::KeepsEncoding
        } else {
            Dialect::Reencodes
        }
    }
}

fn in_table_order<T>(table: &'static [T], chosen: &[&'static T]) -> Vec<&'static T> {
    let is_chosen = |record: &&T| chosen.iter().any(|chosen| std::ptr::eq(*chosen, *record));
    table.iter().filter(is_chosen).collect()
}
