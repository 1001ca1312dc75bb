//! The list of a PXE boot menu (`usr/pxemenu.c: pxe_menu_select`).

use std::ops::ControlFlow;

use ipxe_reference::{ErrorFile, ErrorId, Posix, Release};

use super::screen::Screen;
use crate::activity::Polled;
use crate::input::GetKey;
use crate::input::keys::{CR, CTRL_C, ESC, KEY_DOWN, KEY_MIN, KEY_UP, LF};
use crate::state::ColourPair;
use crate::{Cx, Ticks};

const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Pxemenu, 0);

/// Lets someone choose from a PXE boot menu.
#[derive(Clone, Debug)]
pub struct PxeMenuUi {
    /// What is shown of the items.
    items: Vec<Vec<u8>>,
    current: usize,
    /// Rows that are left free below the items.
    rows_below: u32,
    screen: Screen,
    key: GetKey,
}

impl PxeMenuUi {
    /// Shows the items, the first of them selected.
    #[must_use]
    pub fn start(cx: &mut Cx<'_>, items: Vec<Vec<u8>>) -> Self {
        let release = cx.machine.build.release;
        let mut menu = Self {
            items,
            current: 0,
            rows_below: u32::from(release >= Release::V2_0_0),
            screen: Screen::open(&cx.machine.display),
            key: GetKey::new(cx.now(), Ticks::ZERO),
        };
        menu.screen.flush(cx);
        // Makes room; the screen does not know of it.
        cx.print(b"\n".repeat(menu.items.len()));
        for index in (0..menu.items.len()).rev() {
            menu.draw_item(index, false);
        }
        menu.draw_item(menu.current, true);
        menu
    }

    /// Gives the index of the item that was chosen.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<usize, ErrorId>> {
        loop {
            self.screen.flush(cx);
            let key = self.key.poll_int(cx)?;
            self.draw_item(self.current, false);
            if let Some(result) = self.act(key) {
                if result.is_ok() {
                    self.draw_item(self.current, true);
                }
                self.screen.close();
                self.screen.flush(cx);
                return ControlFlow::Continue(result.map(|()| self.current));
            }
            self.draw_item(self.current, true);
            self.key = GetKey::new(cx.now(), Ticks::ZERO);
        }
    }

    /// Index of the selected item.
    #[must_use]
    pub fn current(&self) -> usize {
        self.current
    }

    /// Lets a key act; gives the end of the menu if that is it.
    fn act(&mut self, key: i32) -> Option<Result<(), ErrorId>> {
        let key = u32::try_from(key).ok()?;
        match key {
            CR | LF => return Some(Ok(())),
            CTRL_C | ESC => return Some(Err(CANCELED)),
            KEY_UP => self.current = self.current.saturating_sub(1),
            KEY_DOWN => self.current = (self.current + 1).min(self.items.len().saturating_sub(1)),
            _ if key < KEY_MIN => {
                let letter = u8::try_from(key).map_or(key, |key| key.to_ascii_uppercase().into());
                let index = letter.wrapping_sub(u32::from(b'A')) as usize;
                if index < self.items.len() {
                    self.current = index;
                    return Some(Ok(()));
                }
            }
            _ => {}
        }
        None
    }

    /// `pxe_menu_draw_item`
    fn draw_item(&mut self, index: usize, is_selected: bool) {
        let Some(text) = self.items.get(index) else {
            return;
        };
        let letter = b'A'.wrapping_add(index as u8);
        let mut line = [b" ", &[letter][..], b". ", text].concat();
        line.resize(self.screen.columns() as usize, b' ');
        let from_end = (self.items.len() - index) as u32 + self.rows_below;
        let row = self.screen.rows().wrapping_sub(from_end);
        self.screen.set_colours(match is_selected {
            true => ColourPair::Pxe,
            false => ColourPair::Default,
        });
        self.screen.print_at(row, 0, &line);
        self.screen.move_to(row, 1);
    }
}
