//! What the settings editor looks like (`hci/tui/settings_ui.c`).

use ipxe_reference::Release;
use ipxe_settings::Settings;

use super::rows::SettingRow;
use super::{RowContent, SettingsUi};
use crate::state::ColourPair;
use crate::ui::screen::Screen;

const TITLE_ROW: u32 = 1;
pub(super) const LIST_ROW: u32 = 3;
const LIST_COLUMN: u32 = 1;
/// Rows above and below the list.
const OTHER_ROWS: u32 = 6 + LIST_ROW;
/// Bytes of a setting's name that are shown.
const NAME_LEN: usize = 15;
/// Columns that a row has less than the screen, without the value of its setting.
const ROW_MARGIN: u32 = 2;
const VALUE_MARGIN: u32 = 20;
/// The column of values.
pub(super) const VALUE_COLUMN: u32 = 18;
/// Bytes of a setting's full name that are shown.
const FULL_NAME_LEN: usize = 31;
const NOT_SPECIFIED: &[u8] = b"<not specified>";

/// Rows of the list.
pub(super) fn list_rows(screen: &Screen) -> u32 {
    screen.rows().saturating_sub(OTHER_ROWS).max(1)
}

/// Columns for the value of a setting.
pub(super) fn value_width(screen: &Screen) -> u32 {
    screen.columns().saturating_sub(VALUE_MARGIN)
}

/// The row of instructions, and of errors.
pub(super) fn alert_row(screen: &Screen) -> u32 {
    screen.rows().wrapping_sub(2)
}

impl SettingsUi {
    /// `draw_setting_row`
    pub(super) fn draw_row(&mut self) {
        let width = self.screen.columns().saturating_sub(ROW_MARGIN) as usize;
        let mut line = vec![b' '];
        let is_bold = match &self.row.content {
            RowContent::Block { name, .. } => {
                // There is always room for the slash since 2.0.0.
                let room = width.saturating_sub(3);
                if self.release >= Release::V2_0_0 {
                    line.extend_from_slice(&name[..name.len().min(room)]);
                    line.push(b'/');
                } else {
                    let name = [name, &b"/"[..]].concat();
                    line.extend_from_slice(&name[..name.len().min(room + 1)]);
                }
                // The cursor goes to the slash.
                true
            }
            RowContent::Setting(setting) => {
                let name = &setting.shown.setting.name;
                line.extend_from_slice(&name[..name.len().min(NAME_LEN)]);
                line.resize(1 + NAME_LEN, b'.');
                line.push(b' ');
                let value = match self.row.edit_box.text() {
                    b"" => NOT_SPECIFIED,
                    value => value,
                };
                let room = value_width(&self.screen) as usize;
                line.extend_from_slice(&value[..value.len().min(room)]);
                setting.is_own()
            }
            RowContent::Nothing => return,
        };
        let is_new_block =
            self.release >= Release::V2_0_0 && matches!(self.row.content, RowContent::Block { .. });
        let cursor = line.len() as u32 - u32::from(is_new_block);
        line.resize(width, b' ');
        if is_bold {
            self.screen.set_bold(true);
        }
        self.screen.print_at(self.row.row, LIST_COLUMN, &line);
        self.screen.set_bold(false);
        self.screen.move_to(self.row.row, LIST_COLUMN + cursor);
    }

    /// `draw_title_row`
    pub(super) fn draw_title(&mut self, settings: &Settings) {
        let name = settings.block_name(self.block);
        let dash: &[u8] = if name.is_empty() { b"" } else { b" - " };
        self.screen.clear_message(TITLE_ROW);
        self.screen.set_bold(true);
        let title = [b"iPXE configuration settings", dash, &name].concat();
        self.screen.message(TITLE_ROW, &title);
        self.screen.set_bold(false);
    }

    /// `draw_info_row`
    pub(super) fn draw_info(&mut self, settings: &Settings) {
        let info_row = self.screen.rows().wrapping_sub(5);
        self.screen.clear_message(info_row);
        self.screen.clear_message(info_row.wrapping_add(1));
        let RowContent::Setting(SettingRow { shown, predefined }) = &self.row.content else {
            return;
        };
        let origin = shown.origin.unwrap_or(self.block);
        let mut name = settings.full_name(origin, shown.setting.key());
        name.truncate(FULL_NAME_LEN);
        let text = [&*name, b" - ", predefined.description.as_bytes()].concat();
        self.screen.set_bold(true);
        self.screen.message(info_row, &text);
        self.screen.set_bold(false);
        self.screen.set_colours(ColourPair::Url);
        let scheme = self.release.info().uri_scheme;
        let address = format!("{scheme}://ipxe.org/cfg/{}", predefined.name);
        self.screen
            .message(info_row.wrapping_add(1), address.as_bytes());
        self.screen.set_colours(ColourPair::Normal);
    }

    /// `draw_instruction_row`
    pub(super) fn draw_instructions(&mut self) {
        let row = alert_row(&self.screen);
        self.screen.clear_message(row);
        let is_own = match &self.row.content {
            RowContent::Setting(setting) => setting.is_own(),
            _ => false,
        };
        let text: &[u8] = if self.row.is_editing {
            b"Enter - accept changes     Ctrl-C - discard changes"
        } else if is_own {
            b"Ctrl-D - delete setting     Ctrl-X - exit configuration utility"
        } else {
            b"Ctrl-X - exit configuration utility"
        };
        self.screen.message(row, text);
    }

    /// `draw_setting_rows`
    pub(super) fn draw_rows(&mut self, settings: &Settings) {
        let rows = self.scroll.rows;
        let column = LIST_COLUMN + 1;
        let mark = |is_end| if is_end { b"   " } else { b"..." };
        self.screen.set_colours(ColourPair::Separator);
        let (is_first, is_last) = (self.scroll.is_first(), self.scroll.is_last());
        self.screen.print_at(LIST_ROW - 1, column, mark(is_first));
        self.screen.print_at(LIST_ROW + rows, column, mark(is_last));
        self.screen.set_colours(ColourPair::Normal);
        let first = self.scroll.first;
        for offset in 0..rows {
            let index = first.saturating_add(offset);
            if index < self.scroll.count {
                self.row = self.select(settings, index);
                self.draw_row();
            } else {
                self.screen.clear_message(LIST_ROW.saturating_add(offset));
            }
        }
    }

    /// Draws what depends on the selected row (`main_loop`).
    pub(super) fn redraw(&mut self, settings: &Settings) {
        self.draw_info(settings);
        self.draw_instructions();
        let is_editing = self.row.is_editing;
        self.screen.set_colours(match is_editing {
            true => ColourPair::Edit,
            false => ColourPair::Select,
        });
        self.draw_row();
        self.screen.set_colours(ColourPair::Normal);
        self.screen.show_cursor(is_editing);
    }
}
