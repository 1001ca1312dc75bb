//! Menus (`hci/tui/menu_ui.c`).

use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix, Release};
use ipxe_settings::number::LongWidth;

use super::jump_scroll::{JumpScroller, Movement};
use super::screen::Screen;
use super::view::{MenuItemView, MenuView};
use crate::activity::Polled;
use crate::input::GetKey;
use crate::input::keys::{CR, CTRL_C, ESC, LF};
use crate::state::{ColourPair, DynamicUi};
use crate::{Cx, Ticks};

const NO_ITEMS: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::MenuUi, 0);
const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::MenuUi, 0);

const TITLE_ROW: u32 = 1;
const MENU_ROW: u32 = 3;
const MENU_COLUMN: u32 = 1;
/// Blanks before and after the text of an item.
const MENU_PAD: usize = 2;
/// Bytes of the buffer that the countdown is written to, without its end mark.
const COUNTDOWN_LEN: usize = 5;

/// A menu while it is shown.
#[derive(Clone, Debug)]
pub struct MenuUi {
    ui: Arc<DynamicUi>,
    scroll: JumpScroller,
    /// What is left when the present second is over; zero is for ever.
    timeout: u64,
    /// What is left after a key.
    retimeout: u64,
    /// The part of the present second that is waited for.
    slice: u64,
    /// The item that was selected when the wait began.
    previous: u32,
    release: Release,
    width: LongWidth,
    screen: Screen,
    key: GetKey,
}

impl MenuUi {
    /// Shows a menu (`show_menu`). Timeouts of zero are for ever.
    ///
    /// # Errors
    /// Where no item has a name. Nothing is shown then.
    pub fn start(
        cx: &mut Cx<'_>,
        ui: Arc<DynamicUi>,
        timeout: Ticks,
        retimeout: Ticks,
        select: Option<&[u8]>,
    ) -> Result<Self, ErrorId> {
        let screen = Screen::open(&cx.machine.display);
        let rows = screen.rows().saturating_sub(2 + MENU_ROW);
        let mut scroll = JumpScroller::new(rows, ui.items.len() as u32);
        scroll.current = first_item(&ui, select).ok_or(NO_ITEMS)?;
        let mut menu = Self {
            ui,
            scroll,
            timeout: timeout.0,
            retimeout: retimeout.0,
            slice: 0,
            previous: 0,
            release: cx.machine.build.release,
            width: cx.machine.settings.dialect().long_width(),
            screen,
            key: GetKey::new(cx.now(), Ticks::ZERO),
        };
        menu.draw();
        menu.wait_for_key(cx.now());
        Ok(menu)
    }

    /// Gives the index of the item that was chosen.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<usize, ErrorId>> {
        loop {
            self.screen.flush(cx);
            let key = self.key.poll_int(cx)?;
            if let Some(result) = self.act(key) {
                self.screen.close();
                self.screen.flush(cx);
                return ControlFlow::Continue(result.map(|()| self.scroll.current as usize));
            }
            self.wait_for_key(cx.now());
        }
    }

    /// What is shown.
    #[must_use]
    pub fn view(&self) -> MenuView {
        let items = self.ui.items.iter().map(|item| MenuItemView {
            name: item.name.clone(),
            text: item.text.clone(),
            shortcut: (item.shortcut != 0).then_some(item.shortcut),
        });
        let timeout = self.timeout + self.slice;
        let (first, rows) = (self.scroll.first as usize, self.scroll.rows as usize);
        MenuView {
            title: self.ui.title.clone().unwrap_or_default(),
            items: items.collect(),
            current: self.scroll.current as usize,
            page: first..(first + rows).min(self.ui.items.len()),
            seconds_left: (timeout != 0).then(|| timeout.div_ceil(Ticks::PER_SECOND)),
        }
    }

    /// Begins to wait, until the end of the present second where time counts (`menu_loop`).
    fn wait_for_key(&mut self, now: Ticks) {
        self.previous = self.scroll.current;
        self.slice = match self.timeout % Ticks::PER_SECOND {
            0 if self.timeout != 0 => Ticks::PER_SECOND,
            part => part,
        };
        self.timeout -= self.slice;
        self.key = GetKey::new(now, Ticks(self.slice));
    }

    /// Lets a key, or the end of a second, act; gives the end of the menu if that is it (`menu_loop`).
    fn act(&mut self, key: i32) -> Option<Result<(), ErrorId>> {
        let mut end = None;
        match u32::try_from(key) {
            // The end of the time, or a key that iPXE takes for it.
            Err(_) => end = (self.timeout == 0).then_some(Ok(())),
            Ok(key) => {
                self.timeout = self.retimeout;
                let mut movement = self.scroll.key(key, self.release);
                match key {
                    ESC | CTRL_C => end = Some(Err(CANCELED)),
                    CR | LF => end = Some(Ok(())),
                    _ if self.release >= Release::V2_0_0 => {
                        let from = self.scroll.current as usize;
                        if let Some(index) = self.ui.shortcut(key, from) {
                            self.scroll.current = index as u32;
                            match self.ui.items[index].name {
                                Some(_) => end = Some(Ok(())),
                                None => movement = Some(Movement::DOWN),
                            }
                        }
                    }
                    _ => self.old_shortcut(key, &mut movement, &mut end),
                }
                if let Some(movement) = movement {
                    let items = &self.ui.items;
                    self.scroll
                        .seek(movement, |index| items[index].name.is_some());
                }
            }
        }
        if self.scroll.current != self.previous || self.slice != 0 {
            self.draw_item(self.previous);
            if self.scroll.jump() {
                self.draw_items();
            }
            self.draw_item(self.scroll.current);
        }
        end
    }

    /// Shortcut keys before 2.0.0: every item with the key has its effect, and is taken to be where it would be
    /// without those of them that come before it.
    fn old_shortcut(
        &mut self,
        key: u32,
        movement: &mut Option<Movement>,
        end: &mut Option<Result<(), ErrorId>>,
    ) {
        let with_key = self
            .ui
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.shortcut != 0 && item.shortcut == key);
        for (before, (index, item)) in with_key.enumerate() {
            self.scroll.current = (index - before) as u32;
            match item.name {
                Some(_) => *end = Some(Ok(())),
                None => *movement = Some(Movement::DOWN),
            }
        }
    }

    /// Draws everything (`show_menu`).
    fn draw(&mut self) {
        let screen = &mut self.screen;
        screen.set_colours(ColourPair::Normal);
        screen.show_cursor(false);
        screen.erase();
        screen.set_bold(true);
        let title = self.ui.title.as_deref().unwrap_or_default();
        let title = &title[..title.len().min(columns(screen))];
        let column = (screen.columns() - title.len() as u32) / 2;
        screen.print_at(TITLE_ROW, column, title);
        screen.set_bold(false);
        self.scroll.jump();
        self.draw_items();
        self.draw_item(self.scroll.current);
    }

    /// `draw_menu_items`
    fn draw_items(&mut self) {
        let column = MENU_COLUMN + MENU_PAD as u32;
        let mark = |is_end| if is_end { b"   " } else { b"..." };
        self.screen.set_colours(ColourPair::Separator);
        let (is_first, is_last) = (self.scroll.is_first(), self.scroll.is_last());
        self.screen.print_at(MENU_ROW - 1, column, mark(is_first));
        self.screen
            .print_at(MENU_ROW + self.scroll.rows, column, mark(is_last));
        self.screen.set_colours(ColourPair::Normal);
        for row in 0..self.scroll.rows {
            self.draw_item(self.scroll.first.saturating_add(row));
        }
    }

    /// `draw_menu_item`
    fn draw_item(&mut self, index: u32) {
        let row = MENU_ROW.saturating_add(index.wrapping_sub(self.scroll.first));
        self.screen.move_to(row, MENU_COLUMN);
        match self.ui.items.get(index as usize) {
            Some(item) => {
                let is_current = index == self.scroll.current;
                if is_current {
                    self.screen.set_colours(ColourPair::Select);
                    self.screen.set_bold(true);
                } else if item.name.is_none() {
                    self.screen.set_colours(ColourPair::Separator);
                }
                let text = self.item_text(&item.text, is_current);
                self.screen.print(&text);
                self.screen.set_colours(ColourPair::Normal);
                self.screen.set_bold(false);
            }
            None => self.screen.clear_to_end_of_row(),
        }
        self.screen.move_to(row, MENU_COLUMN);
    }

    /// The row of an item. A countdown that is too long for its buffer ends the row early.
    fn item_text(&self, text: &[u8], is_current: bool) -> Vec<u8> {
        let columns = columns(&self.screen);
        let room = columns.saturating_sub(2 * MENU_PAD);
        let mut line = vec![b' '; MENU_PAD.min(columns)];
        line.extend_from_slice(&text[..text.len().min(room)]);
        line.resize(columns, b' ');
        if is_current && self.timeout != 0 {
            let ticks = self
                .width
                .truncate(self.timeout.wrapping_add(Ticks::PER_SECOND - 1));
            let countdown = format!("({})", ticks / Ticks::PER_SECOND).into_bytes();
            let shown = &countdown[..countdown.len().min(COUNTDOWN_LEN)];
            let start = columns.checked_sub(MENU_PAD + countdown.len());
            if let Some(start) = start {
                line[start..start + shown.len()].copy_from_slice(shown);
                if shown.len() < countdown.len() {
                    line.truncate(start + shown.len());
                }
            }
        }
        line
    }
}

/// The width of items and title.
fn columns(screen: &Screen) -> usize {
    screen.columns().saturating_sub(2) as usize
}

/// The item that is selected at first, if any can be (`show_menu`).
fn first_item(ui: &DynamicUi, select: Option<&[u8]>) -> Option<u32> {
    let named = || {
        let items = (0..).zip(&ui.items);
        items.filter_map(|(index, item)| Some((index, item.name.as_deref()?, item.is_default)))
    };
    let wanted = named().filter(|&(_, name, is_default)| match select {
        Some(select) => name == select,
        None => is_default,
    });
    let chosen = wanted.last().or_else(|| named().next());
    chosen.map(|(index, ..)| index)
}
