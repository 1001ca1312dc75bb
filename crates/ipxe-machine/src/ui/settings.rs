//! The settings editor (`hci/tui/settings_ui.c`).

mod draw;
mod rows;

use std::ops::ControlFlow;

use ipxe_reference::Release;
use ipxe_settings::{BlockId, Settings};

use self::draw::{LIST_ROW, VALUE_COLUMN, alert_row, list_rows, value_width};
use self::rows::{SettingRow, Target, rows};
use super::edit_box::EditBox;
use super::jump_scroll::JumpScroller;
use super::screen::Screen;
use super::view::{SettingsRowView, SettingsView};
use crate::activity::{Polled, wait_until};
use crate::input::GetKey;
use crate::input::keys::{CR, CTRL_C, CTRL_D, CTRL_X, LF};
use crate::state::ColourPair;
use crate::{Cx, Status, Ticks};

/// How long an error is shown.
const ALERT_TIME: Ticks = Ticks::from_seconds(2);
/// The most bytes of a value before 2.0.0.
const OLD_VALUE_LEN: usize = 255;

/// The settings editor while it is shown.
#[derive(Clone, Debug)]
pub struct SettingsUi {
    /// The block whose settings are seen.
    block: BlockId,
    scroll: JumpScroller,
    row: Row,
    release: Release,
    screen: Screen,
    key: GetKey,
    alert: Option<Alert>,
}

/// The selected row.
#[derive(Clone, Debug, Default)]
struct Row {
    content: RowContent,
    /// Row of the screen.
    row: u32,
    is_editing: bool,
    edit_box: EditBox,
}

#[derive(Clone, Debug, Default)]
enum RowContent {
    #[default]
    Nothing,
    Block {
        block: BlockId,
        name: Vec<u8>,
    },
    Setting(SettingRow),
}

/// An error that is shown for a while.
#[derive(Clone, Debug)]
struct Alert {
    text: Vec<u8>,
    until: Ticks,
}

impl SettingsUi {
    /// Shows the settings of a block (`settings_ui`).
    #[must_use]
    pub fn start(cx: &Cx<'_>, block: BlockId) -> Self {
        let settings = &cx.machine.settings;
        let mut screen = Screen::open(&cx.machine.display);
        screen.set_colours(ColourPair::Normal);
        screen.show_cursor(false);
        screen.erase();
        let mut ui = Self {
            block,
            scroll: JumpScroller::new(1, 1),
            row: Row::default(),
            release: cx.machine.build.release,
            screen,
            key: GetKey::new(cx.now(), Ticks::ZERO),
            alert: None,
        };
        ui.enter(settings, block);
        ui.redraw(settings);
        ui
    }

    /// Ends where the user is done.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<()> {
        loop {
            self.screen.flush(cx);
            if let Some(alert) = &self.alert {
                wait_for_alert(cx, alert.until)?;
                self.end_alert(&cx.machine.settings);
            } else {
                let key = self.key.poll_int(cx)? as u32;
                let is_end = if self.row.is_editing {
                    self.act_on_value(cx, key);
                    false
                } else {
                    self.act_on_list(cx, key)
                };
                if is_end {
                    self.screen.close();
                    self.screen.flush(cx);
                    return ControlFlow::Continue(());
                }
            }
            if self.alert.is_none() && self.row.is_editing {
                self.row.edit_box.draw(&mut self.screen);
            }
            self.key = GetKey::new(cx.now(), Ticks::ZERO);
        }
    }

    /// What is shown.
    #[must_use]
    pub fn view(&self, settings: &Settings) -> SettingsView {
        let parent = settings.parent(self.block);
        let rows = rows(settings, self.block);
        let rows = rows.into_iter().map(|target| match target {
            Target::Block(block) if Some(block) == parent => SettingsRowView::Parent,
            Target::Block(block) => SettingsRowView::Block {
                name: own_name(settings, block),
            },
            Target::Setting(setting) => {
                let row = SettingRow::fetch(settings, self.block, setting);
                SettingsRowView::Setting {
                    name: row.predefined.name,
                    description: row.predefined.description,
                    is_own: row.is_own(),
                    value: row.shown.value,
                }
            }
        });
        let rows: Vec<SettingsRowView> = rows.collect();
        let edit_box = &self.row.edit_box;
        let (first, page) = (self.scroll.first as usize, self.scroll.rows as usize);
        SettingsView {
            block: settings.block_name(self.block),
            page: first.min(rows.len())..(first + page).min(rows.len()),
            rows,
            current: self.scroll.current as usize,
            editing: (self.row.is_editing).then(|| (edit_box.text().to_vec(), edit_box.cursor())),
            alert: self.alert.as_ref().map(|alert| alert.text.clone()),
        }
    }

    /// `select_settings`
    fn enter(&mut self, settings: &Settings, block: BlockId) {
        self.block = settings.target(block);
        let count = rows(settings, self.block).len() as u32;
        self.scroll = JumpScroller::new(list_rows(&self.screen), count);
        self.draw_title(settings);
        self.draw_rows(settings);
        self.row = self.select(settings, 0);
    }

    /// What is in the row of this index (`select_setting_row`).
    fn select(&self, settings: &Settings, index: u32) -> Row {
        let row = LIST_ROW.wrapping_add(index.wrapping_sub(self.scroll.first));
        let mut edit_box = EditBox::new(row, VALUE_COLUMN, value_width(&self.screen));
        edit_box.capacity = (self.release < Release::V2_0_0).then_some(OLD_VALUE_LEN);
        let targets = rows(settings, self.block);
        let content = match targets.get(index as usize) {
            None => RowContent::Nothing,
            Some(&Target::Block(block)) => RowContent::Block {
                block,
                name: match settings.parent(self.block) {
                    Some(parent) if parent == block => b"..".to_vec(),
                    _ => own_name(settings, block),
                },
            },
            Some(Target::Setting(setting)) => {
                let setting = SettingRow::fetch(settings, self.block, setting);
                edit_box.fill(setting.value());
                RowContent::Setting(setting)
            }
        };
        Row {
            content,
            row,
            is_editing: false,
            edit_box,
        }
    }

    /// Reads the selected row again and shows it.
    fn reselect(&mut self, settings: &Settings) {
        self.row = self.select(settings, self.scroll.current);
        self.redraw(settings);
    }

    /// Lets a key act while a value is edited.
    fn act_on_value(&mut self, cx: &mut Cx<'_>, key: u32) {
        if self.row.edit_box.edit(key) {
            return;
        }
        match key {
            CR | LF => {
                if let RowContent::Setting(SettingRow { shown, .. }) = &self.row.content {
                    let stored = cx.store_setting(&shown.setting, Some(self.row.edit_box.text()));
                    if let Err(error) = stored {
                        self.start_alert(cx, cx.status(error.id()));
                        return;
                    }
                }
            }
            CTRL_C => {}
            _ => return,
        }
        self.reselect(&cx.machine.settings);
    }

    /// Lets a key act while nothing is edited; true if that is the end.
    fn act_on_list(&mut self, cx: &mut Cx<'_>, key: u32) -> bool {
        let settings = &cx.machine.settings;
        if let Some(movement) = self.scroll.key(key, self.release) {
            let previous = self.scroll.current;
            self.scroll.step(movement);
            if self.scroll.current != previous {
                self.draw_row();
                if self.scroll.jump() {
                    self.draw_rows(settings);
                }
                self.reselect(settings);
            }
            return false;
        }
        match key {
            CTRL_X => return true,
            CTRL_D => {
                if let RowContent::Setting(SettingRow { shown, .. }) = &self.row.content {
                    if let Err(error) = cx.store_setting(&shown.setting, None) {
                        self.start_alert(cx, cx.status(error.id()));
                    } else {
                        self.reselect(&cx.machine.settings);
                    }
                }
                return false;
            }
            CR | LF => {
                if let RowContent::Block { block, .. } = self.row.content {
                    self.enter(settings, block);
                    self.begin_editing(key);
                    self.redraw(settings);
                    return false;
                }
            }
            _ => {}
        }
        if self.begin_editing(key) {
            self.redraw(settings);
        }
        false
    }

    /// Begins to edit the selected row with a key, if it is a setting.
    fn begin_editing(&mut self, key: u32) -> bool {
        let is_setting = matches!(self.row.content, RowContent::Setting(_));
        if is_setting {
            self.row.is_editing = true;
            self.row.edit_box.edit(key);
        }
        is_setting
    }

    /// `hci/tui/message.c: alert`, until it waits.
    fn start_alert(&mut self, cx: &Cx<'_>, status: Status) {
        let text = cx.strerror(status);
        self.screen.alert(alert_row(&self.screen), &text);
        let until = cx.now() + ALERT_TIME;
        self.alert = Some(Alert { text, until });
    }

    /// Takes the error away and goes on where it came up.
    fn end_alert(&mut self, settings: &Settings) {
        self.alert = None;
        self.screen.end_alert(alert_row(&self.screen));
        self.reselect(settings);
    }
}

/// The name that a block has below the one above it.
fn own_name(settings: &Settings, block: BlockId) -> Vec<u8> {
    let path = settings.path(block).unwrap_or_default();
    path.last().map(|name| name.to_vec()).unwrap_or_default()
}

/// Lets the time of an error pass; Ctrl-C ends it, other keys are lost (`core/timer.c: sleep`).
fn wait_for_alert(cx: &mut Cx<'_>, until: Ticks) -> Polled<()> {
    while cx.now() < until {
        match cx.getchar() {
            Some(byte) if u32::try_from(byte) == Ok(CTRL_C) => break,
            Some(_) => {}
            None => return wait_until(until, true),
        }
    }
    ControlFlow::Continue(())
}
