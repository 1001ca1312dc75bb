//! A setting as an operation names it: name, tag, scope and type.

use ipxe_reference::{Scope, Setting, SettingType};

/// What identifies a setting within any block, and the type to use for its value.
///
/// This is `struct setting` of `include/ipxe/settings.h` without the description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingKey<'a> {
    /// The name; may be empty.
    pub name: &'a [u8],
    /// The numeric tag; 0 if there is none.
    pub tag: u64,
    /// The scope of the tag.
    pub scope: Scope,
    /// The type, if one is known; else the stored value's type is used.
    pub setting_type: Option<SettingType>,
}

impl<'a> SettingKey<'a> {
    /// A setting that has no tag and is not predefined.
    pub const fn named(name: &'a [u8]) -> Self {
        Self {
            name,
            tag: 0,
            scope: Scope::Default,
            setting_type: None,
        }
    }

    /// A predefined setting.
    pub fn predefined(setting: &Setting) -> SettingKey<'static> {
        SettingKey {
            name: setting.name.as_bytes(),
            tag: setting.tag.unwrap_or(0),
            scope: setting.scope,
            setting_type: Some(setting.setting_type),
        }
    }

    /// A DHCP option by its number; encapsulated ones are `encapsulator << 8 | option`. The name
    /// is empty, so only the tag identifies it.
    pub const fn dhcp(tag: u32) -> SettingKey<'static> {
        SettingKey {
            name: b"",
            tag: tag as u64,
            scope: Scope::Default,
            setting_type: None,
        }
    }

    /// The same setting with this type.
    #[must_use]
    pub const fn with_type(self, setting_type: SettingType) -> Self {
        Self {
            setting_type: Some(setting_type),
            ..self
        }
    }

    /// Whether two settings are the same one (`core/settings.c: setting_cmp`).
    ///
    /// Equal tags of one scope decide; else equal names do. The empty name equals nothing.
    pub fn is_same(&self, other: &SettingKey<'_>) -> bool {
        (self.tag != 0 && self.tag == other.tag && self.scope == other.scope)
            || (!self.name.is_empty() && self.name == other.name)
    }
}
