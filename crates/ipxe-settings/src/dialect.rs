//! What differs between releases and builds of iPXE.

use ipxe_reference::{
    Platform, Release, SETTING_TYPES, SETTINGS, Scope, Setting, SettingType, build_option, part,
};

use crate::number::LongWidth;
use crate::setting::SettingKey;

/// The release and build whose settings are mirrored.
///
/// It holds the table of predefined settings that this build has, so it is made once and shared.
#[derive(Debug, Clone)]
pub struct Dialect {
    release: Release,
    long_width: LongWidth,
    char_is_signed: bool,
    has_ipv6: bool,
    /// Indices into [`SETTINGS`] of the settings that exist, sorted by name; equal names in table
    /// order.
    by_name: Vec<u16>,
    /// The tagged ones of them, sorted by scope and tag; equal tags in table order.
    by_tag: Vec<(Scope, u64, u16)>,
}

impl Dialect {
    /// The usual build of a release for a platform: the predefined settings are those of a build
    /// without any configuration, and IPv6 addresses can be handled if such a build knows IPv6.
    pub fn new(release: Release, platform: Platform) -> Self {
        let long_width = match platform.long_bits() {
            32 => LongWidth::Bits32,
            _ => LongWidth::Bits64,
        };
        let has_ipv6 = SettingType::Ipv6
            .info()
            .build_option
            .and_then(build_option)
            .is_none_or(|option| option.defaults.contains(release, platform));
        let mut dialect = Self {
            release,
            long_width,
            char_is_signed: true,
            has_ipv6,
            by_name: Vec::new(),
            by_tag: Vec::new(),
        };
        // Some come along with drivers and other parts only.
        let has_part = |name| part(name).is_none_or(|part| part.is_default(release, platform));
        dialect.keep_settings(|setting| {
            setting.defaults.contains(release, platform) && setting.part.is_none_or(has_part)
        });
        dialect
    }

    /// The same build with those predefined settings of the release that `exists` accepts.
    #[must_use]
    pub fn with_settings(mut self, exists: impl Fn(&Setting) -> bool) -> Self {
        let release = self.release;
        self.keep_settings(|setting| setting.since <= release && exists(setting));
        self
    }

    /// The same build with or without `NET_PROTO_IPV6`. Without it the type `ipv6` exists but can
    /// neither be parsed nor formatted.
    #[must_use]
    pub const fn with_ipv6(mut self, has_ipv6: bool) -> Self {
        self.has_ipv6 = has_ipv6;
        self
    }

    /// The same build for a processor whose C `char` is signed (x86) or not (ARM, RISC-V). It
    /// shows in how `uristring` writes bytes from 0x80 on.
    #[must_use]
    pub const fn with_signed_char(mut self, char_is_signed: bool) -> Self {
        self.char_is_signed = char_is_signed;
        self
    }

    /// The same build for a processor with this width of `long`.
    #[must_use]
    pub const fn with_long_width(mut self, long_width: LongWidth) -> Self {
        self.long_width = long_width;
        self
    }

    fn keep_settings(&mut self, exists: impl Fn(&Setting) -> bool) {
        self.by_name = (0..)
            .zip(&SETTINGS)
            .filter(|(_, setting)| exists(setting))
            .map(|(index, _)| index)
            .collect();
        self.by_tag = self
            .by_name
            .iter()
            .filter_map(|&index| {
                let setting = predefined_at(index);
                // Tag 0 is how iPXE says that there is no tag.
                let tag = setting.tag.filter(|&tag| tag != 0)?;
                Some((setting.scope, tag, index))
            })
            .collect();
        self.by_tag.sort_unstable();
        self.by_name.sort_by_key(|&index| predefined_at(index).name);
    }

    /// The release.
    pub const fn release(&self) -> Release {
        self.release
    }

    /// The width of a C `long`.
    pub const fn long_width(&self) -> LongWidth {
        self.long_width
    }

    /// Whether a C `char` is signed.
    pub const fn char_is_signed(&self) -> bool {
        self.char_is_signed
    }

    /// Whether IPv6 addresses can be parsed and formatted.
    pub const fn has_ipv6(&self) -> bool {
        self.has_ipv6
    }

    /// Finds a type by its name (`core/settings.c: find_setting_type`).
    pub fn setting_type(&self, name: &[u8]) -> Option<SettingType> {
        let found = SETTING_TYPES
            .iter()
            .find(|info| info.name.as_bytes() == name)?;
        (found.since <= self.release).then_some(found.id)
    }

    /// The types that this release has, in table order.
    pub fn setting_types(&self) -> impl Iterator<Item = SettingType> {
        let release = self.release;
        SETTING_TYPES
            .iter()
            .filter(move |info| info.since <= release)
            .map(|info| info.id)
    }

    /// The predefined settings of this name, in table order; several scopes may share a name.
    pub fn predefined_named(
        &self,
        name: &[u8],
    ) -> impl Iterator<Item = &'static Setting> + Clone + use<'_> {
        let start = self
            .by_name
            .partition_point(|&index| predefined_at(index).name.as_bytes() < name);
        let rest = self.by_name.get(start..).unwrap_or_default();
        let len = rest.partition_point(|&index| predefined_at(index).name.as_bytes() == name);
        rest.iter().take(len).map(|&index| predefined_at(index))
    }

    /// The first predefined setting with this tag in this scope.
    pub fn predefined_tagged(&self, scope: Scope, tag: u64) -> Option<&'static Setting> {
        let start = self
            .by_tag
            .partition_point(|&(s, t, _)| (s, t) < (scope, tag));
        let &(found_scope, found_tag, index) = self.by_tag.get(start)?;
        ((found_scope, found_tag) == (scope, tag)).then(|| predefined_at(index))
    }

    /// The key of a predefined setting, for fetching it without parsing its name; `None` if this
    /// build does not have it. Of several scopes the first of the table is taken.
    pub fn key(&self, name: &str) -> Option<SettingKey<'static>> {
        self.predefined_named(name.as_bytes())
            .next()
            .map(SettingKey::predefined)
    }
}

impl Default for Dialect {
    /// The newest release that is known, built for UEFI.
    fn default() -> Self {
        Self::new(Release::LATEST, Platform::Efi)
    }
}

fn predefined_at(index: u16) -> &'static Setting {
    // Indices come from enumerating the same table.
    &SETTINGS[usize::from(index)]
}
