//! The rows of a settings block (`hci/tui/settings_ui.c: select_setting_row`).

use ipxe_reference::{SETTINGS, Setting};
use ipxe_settings::{BlockId, Dialect, SettingKey, Settings};

use crate::ui::setting_value::ShownSetting;

/// What a row stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// Another block.
    Block(BlockId),
    /// A predefined setting.
    Setting(&'static Setting),
}

/// A setting in a row, with its value.
#[derive(Clone, Debug)]
pub(super) struct SettingRow {
    pub shown: ShownSetting,
    /// The predefined setting that was found; it can be a namesake of the one that was looked for.
    pub predefined: &'static Setting,
}

/// The rows of a block: the block above, the blocks below, and all predefined settings that it can have.
pub(super) fn rows(settings: &Settings, block: BlockId) -> Vec<Target> {
    let blocks = settings.parent(block).into_iter();
    let blocks = blocks.chain(settings.children(block)).map(Target::Block);
    let mut targets: Vec<Target> = blocks.collect();
    let mut previous: Option<SettingKey<'_>> = None;
    for setting in predefined(settings.dialect()) {
        let key = SettingKey::predefined(setting);
        let applies = settings
            .block(block)
            .is_some_and(|block| block.applies(&key));
        if applies && previous.is_none_or(|previous| !previous.is_same(&key)) {
            previous = Some(key);
            targets.push(Target::Setting(setting));
        }
    }
    targets
}

/// The predefined settings of a build, in table order.
fn predefined(dialect: &Dialect) -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|setting| {
        let mut namesakes = dialect.predefined_named(setting.name.as_bytes());
        namesakes.any(|namesake| std::ptr::eq(namesake, *setting))
    })
}

impl SettingRow {
    /// Looks the value of a setting up.
    pub(super) fn fetch(settings: &Settings, block: BlockId, setting: &'static Setting) -> Self {
        let shown = ShownSetting::fetch(settings, block, SettingKey::predefined(setting));
        let found = &shown.setting;
        let mut namesakes = settings.dialect().predefined_named(&found.name);
        let predefined = namesakes.find(|namesake| namesake.scope == found.scope);
        Self {
            predefined: predefined.unwrap_or(setting),
            shown,
        }
    }

    /// Whether the block itself has the value.
    pub(super) fn is_own(&self) -> bool {
        self.shown.origin == Some(self.shown.setting.block)
    }

    /// The value as text; empty where there is none.
    pub(super) fn value(&self) -> &[u8] {
        self.shown.value.as_deref().unwrap_or_default()
    }
}
