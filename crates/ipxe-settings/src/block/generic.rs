//! A list of whatever was stored (`core/settings.c`, section "Generic settings blocks").

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use ipxe_reference::SettingType;
use smallvec::SmallVec;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;
use ipxe_reference::Scope;

/// Numbers, addresses and short words need no allocation of their own.
type Value = SmallVec<[u8; 16]>;

/// A setting in a [`GenericBlock`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSetting {
    tag: u64,
    scope: Scope,
    setting_type: Option<SettingType>,
    value: Value,
}

impl StoredSetting {
    /// The numeric tag; 0 if there is none.
    pub const fn tag(&self) -> u64 {
        self.tag
    }

    /// The scope of the tag.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The type that the value was stored with.
    pub const fn setting_type(&self) -> Option<SettingType> {
        self.setting_type
    }

    /// The raw value; never empty.
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}

/// A block that can hold any setting with a value that is not empty.
///
/// iPXE keeps a list and takes the first entry whose tag or whose name fits. Entries cannot
/// differ in such a way that the order of the list matters, so this is an index by name and one
/// by tag.
#[derive(Debug, Clone, Default)]
pub struct GenericBlock {
    by_name: IndexMap<Arc<[u8]>, StoredSetting, foldhash::fast::RandomState>,
    by_tag: BTreeMap<(Scope, u64), Arc<[u8]>>,
}

impl GenericBlock {
    /// The settings and their names, in no particular order but always in the same.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &StoredSetting)> {
        self.by_name
            .iter()
            .map(|(name, setting)| (&**name, setting))
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// `find_generic_setting`: by tag, else by name.
    fn find(&self, setting: &SettingKey<'_>) -> Option<usize> {
        if setting.tag != 0
            && let Some(name) = self.by_tag.get(&(setting.scope, setting.tag))
        {
            return self.by_name.get_index_of(name);
        }
        if setting.name.is_empty() {
            return None;
        }
        self.by_name.get_index_of(setting.name)
    }

    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let (_, stored) = self.by_name.get_index(self.find(setting)?)?;
        let setting_type = setting.setting_type.or(stored.setting_type);
        Some(BlockValue {
            raw: RawValue::borrowed(&stored.value),
            setting_type,
        })
    }

    /// Stores a value; the empty value deletes (`generic_settings_store`).
    pub(crate) fn store(&mut self, setting: &SettingKey<'_>, value: &[u8]) {
        // What has neither name nor tag could never be found again.
        if setting.name.is_empty() && setting.tag == 0 {
            return;
        }
        let found = self.find(setting);
        if let Some(index) = found
            && !value.is_empty()
            && let Some((name, stored)) = self.by_name.get_index_mut(index)
            && **name == *setting.name
            && (stored.scope, stored.tag) == (setting.scope, setting.tag)
        {
            stored.setting_type = setting.setting_type;
            stored.value.clear();
            stored.value.extend_from_slice(value);
            return;
        }
        if let Some(index) = found {
            self.remove(index);
        }
        if value.is_empty() {
            return;
        }
        // A setting that is known by its tag only gets the numeric name that stands for it.
        let name: Arc<[u8]> = if setting.name.is_empty() {
            setting.tag.to_string().into_bytes().into()
        } else {
            setting.name.into()
        };
        // The same name with another tag would hide behind the new entry.
        if let Some(index) = self.by_name.get_index_of(&*name) {
            self.remove(index);
        }
        if setting.tag != 0 {
            self.by_tag
                .insert((setting.scope, setting.tag), Arc::clone(&name));
        }
        self.by_name.insert(
            name,
            StoredSetting {
                tag: setting.tag,
                scope: setting.scope,
                setting_type: setting.setting_type,
                value: Value::from_slice(value),
            },
        );
    }

    fn remove(&mut self, index: usize) {
        if let Some((_, stored)) = self.by_name.swap_remove_index(index)
            && stored.tag != 0
        {
            self.by_tag.remove(&(stored.scope, stored.tag));
        }
    }

    /// Forgets everything (`generic_settings_clear`).
    pub(crate) fn clear(&mut self) {
        self.by_name.clear();
        self.by_tag.clear();
    }
}
