//! From names to blocks and settings, and back.

use ipxe_reference::Scope;

use super::{BlockId, Settings};
use crate::block::Block;
use crate::error::SettingsError;
use crate::name::{ParsedName, SettingName};
use crate::number::until_nul;
use crate::setting::SettingKey;

/// Longest name of a block that iPXE prints (`core/settings.c: settings_name`).
const BLOCK_NAME_LEN: usize = 15;

/// Longest name of a setting that `show` prints (`hci/commands/nvo_cmd.c: show_exec`).
const SHOW_NAME_LEN: usize = 31;

impl Settings {
    /// The block and the setting that a name means; the block must exist
    /// (`core/settings.c: parse_setting_name` with `find_child_settings`).
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoSuchBlock`] and [`SettingsError::NoSuchType`], in this order.
    pub fn find<'n>(
        &self,
        name: SettingName<'n>,
    ) -> Result<(BlockId, SettingKey<'n>), SettingsError> {
        let block = match name.block() {
            None => self.root(),
            Some(path) => self.find_block(path).ok_or(SettingsError::NoSuchBlock)?,
        };
        Ok((block, self.key(name, block)?))
    }

    /// The block and the setting that a name means; the block is made if it does not exist, even
    /// if the rest of the name turns out to be wrong
    /// (`core/settings.c: parse_setting_name` with `autovivify_child_settings`).
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoSuchType`]; [`SettingsError::TooDeep`] if the block would be nested too
    /// deep.
    pub fn find_or_create<'n>(
        &mut self,
        name: SettingName<'n>,
    ) -> Result<(BlockId, SettingKey<'n>), SettingsError> {
        let mut block = self.root();
        if let Some(path) = name.block() {
            for component in path.split(|&byte| byte == b'.') {
                block = self.autovivify_child(block, component)?;
            }
        }
        Ok((block, self.key(name, block)?))
    }

    /// The block of a path such as `net0.dhcp` (`core/settings.c: find_settings`).
    pub fn find_block(&self, path: &[u8]) -> Option<BlockId> {
        path.split(|&byte| byte == b'.')
            .try_fold(self.root(), |block, component| self.child(block, component))
    }

    fn key<'n>(
        &self,
        name: SettingName<'n>,
        block: BlockId,
    ) -> Result<SettingKey<'n>, SettingsError> {
        let scope = self
            .block(block)
            .map_or(Scope::Default, Block::default_scope);
        name.key(scope, &self.dialect)
    }

    /// Appends the value of a setting as a C string, or nothing: what `${name}` expands to
    /// (`core/settings.c: expand_settings`).
    pub fn append_value(&self, name: SettingName<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        if let Ok((block, setting)) = self.find(name)
            && self.fetch_text(block, setting, out).is_ok()
        {
            let len = out.get(start..).map_or(0, |text| until_nul(text).len());
            out.truncate(start + len);
        }
    }

    /// As [`append_value`](Self::append_value), for the text of a name.
    pub fn append_value_of(&self, name: &[u8], out: &mut Vec<u8>) {
        self.append_value(SettingName::parse(name, &self.dialect), out);
    }

    /// Reads a name in order to keep it.
    pub fn parse_name(&self, name: &[u8]) -> ParsedName {
        ParsedName::new(name, &self.dialect)
    }

    /// The name of a block as iPXE prints it: the names from below the root down with dots
    /// between them, built from the innermost one outwards and cut to 15 bytes at every step
    /// (`core/settings.c: settings_name`). The root has the empty name.
    pub fn block_name(&self, block: BlockId) -> Vec<u8> {
        let path = self.path(self.target(block)).unwrap_or_default();
        let mut name = path.last().map(|leaf| leaf.to_vec()).unwrap_or_default();
        name.truncate(BLOCK_NAME_LEN);
        for component in path.iter().rev().skip(1) {
            name = [component, b".".as_slice(), &name].concat();
            name.truncate(BLOCK_NAME_LEN);
        }
        name
    }

    /// The full name of a setting as `show` prints it: `net0/ip:ipv4`, cut to 31 bytes
    /// (`core/settings.c: setting_name`, `hci/commands/nvo_cmd.c: show_exec`).
    pub fn shown_name(&self, origin: BlockId, setting: SettingKey<'_>) -> Vec<u8> {
        let mut name = self.full_name(origin, setting);
        name.truncate(SHOW_NAME_LEN);
        name
    }

    /// The full name of a setting, with the block's name cut as always but not cut itself
    /// (`core/settings.c: setting_name`).
    pub fn full_name(&self, origin: BlockId, setting: SettingKey<'_>) -> Vec<u8> {
        let mut name = self.block_name(origin);
        if !name.is_empty() {
            name.push(b'/');
        }
        name.extend_from_slice(setting.name);
        name.push(b':');
        let setting_type = setting
            .setting_type
            .unwrap_or(ipxe_reference::SettingType::String);
        name.extend_from_slice(setting_type.name().as_bytes());
        name
    }
}
