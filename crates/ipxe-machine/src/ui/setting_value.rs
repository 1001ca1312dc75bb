//! Values of settings as user interfaces show and store them.

use ipxe_settings::number::until_nul;
use ipxe_settings::{BlockId, SettingKey, Settings, SettingsError, types};

use crate::Cx;
use crate::event::EventKind;
use crate::options::NamedSetting;

/// What was found when the value of a setting was to be shown (`core/settings.c: fetchf_setting_copy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShownSetting {
    /// The block that has the value.
    pub origin: Option<BlockId>,
    /// The setting under which it has it, with the type found; else the setting that was asked for.
    pub setting: NamedSetting,
    /// The value; none also where it cannot be shown.
    pub value: Option<Vec<u8>>,
}

impl ShownSetting {
    /// Looks a setting up in a block. The result is a setting of that block, wherever the value is.
    pub(super) fn fetch(settings: &Settings, block: BlockId, key: SettingKey<'_>) -> Self {
        let Ok(fetched) = settings.fetch(block, key) else {
            return Self {
                origin: None,
                setting: NamedSetting::new(block, key),
                value: None,
            };
        };
        let mut text = Vec::new();
        let (found, dialect) = (fetched.setting_type, settings.dialect());
        let formatted = types::format(found, &fetched.value, dialect, &mut text);
        Self {
            origin: Some(fetched.origin),
            setting: NamedSetting::new(block, fetched.typed_setting()),
            value: formatted.is_ok().then(|| until_nul(&text).to_vec()),
        }
    }
}

impl Cx<'_> {
    /// Stores a value given as text, or deletes the setting where there is none
    /// (`core/settings.c: storef_setting`).
    pub(super) fn store_setting(
        &mut self,
        setting: &NamedSetting,
        text: Option<&[u8]>,
    ) -> Result<(), SettingsError> {
        let NamedSetting { block, .. } = *setting;
        let key = setting.key();
        self.machine.settings.store_text(block, key, text)?;
        if self.is_watched() {
            let name = self.machine.settings.full_name(block, key);
            self.emit(|_| match text {
                Some(value) if !value.is_empty() => EventKind::SettingStored { name: &name, value },
                _ => EventKind::SettingCleared { name: &name },
            });
        }
        Ok(())
    }
}
