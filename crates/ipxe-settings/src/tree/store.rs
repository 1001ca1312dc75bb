//! Storing and deleting values.

use super::{BlockId, Settings};
use crate::block::Block;
use crate::error::SettingsError;
use crate::number::until_nul;
use crate::setting::SettingKey;
use crate::types;
use ipxe_reference::SettingType;

impl Settings {
    /// Stores a raw value in a block, or deletes it there if there is none
    /// (`core/settings.c: store_setting`).
    ///
    /// # Errors
    ///
    /// [`SettingsError::NotApplicable`] and [`SettingsError::ReadOnlyBlock`] for blocks that
    /// cannot hold the setting or anything, what the kind of block says about the value, and
    /// [`SettingsError::NoSuchBlock`] if the block is gone.
    pub fn store(
        &mut self,
        block: BlockId,
        setting: SettingKey<'_>,
        value: Option<&[u8]>,
    ) -> Result<(), SettingsError> {
        let index = self.target_index(self.index(block)?);
        let dialect = &*self.dialect;
        let super::Slot::Used(node) = &mut self.slots[index as usize] else {
            return Err(SettingsError::NoSuchBlock);
        };
        if !node.block.applies(&setting) {
            return Err(SettingsError::NotApplicable);
        }
        node.block.store(&setting, value, dialect)?;
        // An encapsulated priority can hide in other DHCP options.
        let is_priority = setting.is_same(&self.priority_key);
        if is_priority || matches!(node.block, Block::Dhcp(_) | Block::DhcpOptions(_)) {
            self.priority_epoch += 1;
        }
        if is_priority {
            self.reprioritise(index);
        }
        self.revision += 1;
        Ok(())
    }

    /// Deletes a value from a block (`core/settings.c: delete_setting`). What is not there is
    /// deleted without an error.
    ///
    /// # Errors
    ///
    /// As [`store`](Self::store).
    pub fn delete(&mut self, block: BlockId, setting: SettingKey<'_>) -> Result<(), SettingsError> {
        self.store(block, setting, None)
    }

    /// Stores a value that is given as text, which is read according to the setting's type or as
    /// `string` if it has none (`core/settings.c: storef_setting`). No text and the empty text
    /// delete.
    ///
    /// # Errors
    ///
    /// What reading the text says, else as [`store`](Self::store).
    pub fn store_text(
        &mut self,
        block: BlockId,
        setting: SettingKey<'_>,
        text: Option<&[u8]>,
    ) -> Result<(), SettingsError> {
        let setting_type = setting.setting_type.unwrap_or(SettingType::String);
        let setting = setting.with_type(setting_type);
        match text.map(until_nul) {
            None | Some([]) => self.delete(block, setting),
            Some(text) => {
                let raw = types::parse(setting_type, text, &self.dialect)?;
                self.store(block, setting, Some(&raw))
            }
        }
    }

    /// Stores a number, of which the setting's type keeps the low bits
    /// (`core/settings.c: storen_setting`).
    ///
    /// # Errors
    ///
    /// [`SettingsError::NotNumeric`] if the setting has no type or one that is no number, else as
    /// [`store`](Self::store).
    pub fn store_number(
        &mut self,
        block: BlockId,
        setting: SettingKey<'_>,
        number: u64,
    ) -> Result<(), SettingsError> {
        let setting_type = setting.setting_type.ok_or(SettingsError::NotNumeric)?;
        let raw = types::denumerate(setting_type, number)?;
        self.store(block, setting, Some(&raw))
    }

    /// Adds to a number (`hci/commands/nvo_cmd.c: inc_exec`). What has no value or none that is a
    /// number counts as 0; without any type it becomes an `int32`.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NotNumeric`] if the stored value has another type, else as
    /// [`store`](Self::store).
    pub fn increment(
        &mut self,
        block: BlockId,
        setting: SettingKey<'_>,
        increment: u32,
    ) -> Result<(), SettingsError> {
        let (setting, value) = match self.fetch_number(block, setting) {
            Ok((fetched, number)) => (fetched.typed_setting(), number.unwrap_or(0)),
            Err(_) => {
                let setting_type = setting.setting_type.unwrap_or(SettingType::Int32);
                (setting.with_type(setting_type), 0)
            }
        };
        self.store_number(block, setting, value.wrapping_add(u64::from(increment)))
    }

    /// Forgets everything that was stored in a block; its children stay
    /// (`core/settings.c: clear_settings`).
    ///
    /// Nothing is applied or reordered, as in iPXE.
    pub fn clear(&mut self, block: BlockId) {
        let target = self.target(block);
        if let Some(block) = self.block_mut(target) {
            block.clear();
        }
    }
}
