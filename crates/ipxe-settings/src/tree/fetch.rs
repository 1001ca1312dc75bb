//! Looking values up.

use ipxe_reference::SettingType;

use super::walk::Walk;
use super::{BlockId, NodeIndex, Settings};
use crate::block::BlockValue;
use crate::error::SettingsError;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;
use crate::types;

/// A value that was found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched<'s, 'k> {
    /// The raw value.
    pub value: RawValue<'s>,
    /// The block that has it.
    pub origin: BlockId,
    /// The setting under which the block has it. It is the one that was asked for, unless a
    /// predefined setting of the same name in another scope had to take its place.
    pub setting: SettingKey<'k>,
    /// The type to show it with: the one that was asked for, else the stored one, else `string`.
    pub setting_type: SettingType,
}

impl<'k> Fetched<'_, 'k> {
    /// The setting with the type that was found, as iPXE's commands go on to store it.
    pub const fn typed_setting(&self) -> SettingKey<'k> {
        self.setting.with_type(self.setting_type)
    }
}

impl Settings {
    /// Finds a value in a block or, if the block does not have it, in the blocks below it in
    /// their order (`core/settings.c: fetch_setting`).
    ///
    /// # Errors
    ///
    /// [`SettingsError::NotFound`] if no block has it; [`SettingsError::NoValues`] for an alias
    /// without a target; [`SettingsError::NoSuchBlock`] if the block is gone.
    pub fn fetch<'s, 'k>(
        &'s self,
        block: BlockId,
        setting: SettingKey<'k>,
    ) -> Result<Fetched<'s, 'k>, SettingsError> {
        self.fetch_from(self.index(block)?, setting)
    }

    pub(super) fn fetch_from<'s, 'k>(
        &'s self,
        start: NodeIndex,
        setting: SettingKey<'k>,
    ) -> Result<Fetched<'s, 'k>, SettingsError> {
        let start = self.target_index(start);
        if !self.node(start).block.can_fetch() {
            return Err(SettingsError::NoValues);
        }
        let mut namesakes = None;
        for index in Walk::new(self, start) {
            let block = &self.node(index).block;
            // A block that cannot have the setting may have the first predefined one that is the
            // same (`core/settings.c: applicable_setting`). Whether it can depends on the tag and
            // its scope only, so another setting can only be the same one by its name.
            let applicable = if block.applies(&setting) {
                Some(setting)
            } else {
                namesakes
                    .get_or_insert_with(|| self.dialect.predefined_named(setting.name))
                    .clone()
                    .map(SettingKey::predefined)
                    .find(|other| other.is_same(&setting) && block.applies(other))
            };
            let Some(setting) = applicable else { continue };
            if let Some(BlockValue { raw, setting_type }) = block.fetch(&setting) {
                let setting_type = setting.setting_type.or(setting_type);
                return Ok(Fetched {
                    value: raw,
                    origin: self.id(index),
                    setting,
                    setting_type: setting_type.unwrap_or(SettingType::String),
                });
            }
        }
        Err(SettingsError::NotFound)
    }

    /// Appends a value as text (`core/settings.c: fetchf_setting_copy`). Where iPXE goes on with
    /// it as a C string, only [`until_nul`](crate::number::until_nul) of it counts.
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch), and what formatting says. Nothing is appended then.
    pub fn fetch_text<'s, 'k>(
        &'s self,
        block: BlockId,
        setting: SettingKey<'k>,
        out: &mut Vec<u8>,
    ) -> Result<Fetched<'s, 'k>, SettingsError> {
        let fetched = self.fetch(block, setting)?;
        types::format(fetched.setting_type, &fetched.value, &self.dialect, out)?;
        Ok(fetched)
    }

    /// A value as a number, for types that are numbers (`core/settings.c: fetchn_setting`). The
    /// number is the bit pattern of a C `long`.
    ///
    /// The setting under which it was found comes along even if it is no number, because `inc`
    /// goes on with its type then.
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch). The inner result says why a value is no number.
    pub fn fetch_number<'s, 'k>(
        &'s self,
        block: BlockId,
        setting: SettingKey<'k>,
    ) -> Result<(Fetched<'s, 'k>, Result<u64, SettingsError>), SettingsError> {
        let fetched = self.fetch(block, setting)?;
        let number = types::numerate(fetched.setting_type, &fetched.value, &self.dialect);
        Ok((fetched, number))
    }
}
