//! The screen that user interfaces draw on (`hci/mucurses`).
//!
//! iPXE keeps no picture of the screen. What it sends to the console follows from the order in which
//! things are drawn, so this keeps what iPXE keeps: where it is, and with which attributes.

use crate::Cx;
use crate::state::{ColourPair, Colours, Display};

/// How characters look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Attributes {
    pair: ColourPair,
    is_bold: bool,
}

/// A screen while a user interface is shown. Rows and columns count from 0.
#[derive(Clone, Debug)]
pub struct Screen {
    columns: u32,
    rows: u32,
    colours: Colours,
    /// What is to be printed.
    pending: Vec<u8>,
    /// Where the next character goes.
    row: u32,
    column: u32,
    /// How it is to look.
    attributes: Attributes,
    /// Where the console's cursor is.
    cursor: (u32, u32),
    /// How the console shows characters at the moment.
    shown: Attributes,
}

impl Screen {
    /// Takes the console over (`wininit.c: initscr`).
    #[must_use]
    pub fn open(display: &Display) -> Self {
        let mut screen = Self {
            columns: display.columns(),
            rows: display.rows(),
            colours: display.colours.clone(),
            pending: Vec::new(),
            row: 0,
            column: 0,
            attributes: Attributes::default(),
            cursor: (0, 0),
            shown: Attributes::default(),
        };
        screen.reset();
        screen
    }

    /// Gives the console back (`wininit.c: endwin`).
    pub fn close(&mut self) {
        self.attributes = Attributes::default();
        self.show_cursor(true);
        self.print_at(self.rows - 1, 0, b"\n");
        self.reset();
    }

    /// `ansi_screen.c: ansiscr_reset`. The first sequence lacks its bracket.
    fn reset(&mut self) {
        self.shown = Attributes::default();
        self.cursor = (0, 0);
        self.pending.extend_from_slice(b"\x1b0m");
        let colours = self.colours.escape_sequence(ColourPair::Default);
        self.pending.extend_from_slice(colours.as_bytes());
        self.pending.extend_from_slice(b"\x1b[2J");
    }

    /// Prints what was drawn.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        cx.draw(std::mem::take(&mut self.pending));
    }

    /// Characters in a row.
    #[must_use]
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Chooses the colours of what is drawn next (`color_set`).
    pub fn set_colours(&mut self, pair: ColourPair) {
        self.attributes.pair = pair;
    }

    /// Chooses whether what is drawn next is bold (`attron`, `attroff`).
    pub fn set_bold(&mut self, is_bold: bool) {
        self.attributes.is_bold = is_bold;
    }

    /// Shows or hides the cursor (`curs_set`).
    pub fn show_cursor(&mut self, is_shown: bool) {
        let sequence = if is_shown { b"\x1b[?25h" } else { b"\x1b[?25l" };
        self.pending.extend_from_slice(sequence);
    }

    /// Clears the whole screen (`clear.c: erase`).
    pub fn erase(&mut self) {
        self.show_attributes();
        self.pending.extend_from_slice(b"\x1b[2J");
    }

    /// Moves; false, and nothing happens, where that is not on the screen (`mucurses.c: wmove`).
    pub fn move_to(&mut self, row: u32, column: u32) -> bool {
        let is_inside = row < self.rows && column < self.columns;
        if is_inside {
            (self.row, self.column) = (row, column);
            self.show_position();
        }
        is_inside
    }

    /// Draws text from where it is, and goes on in the next row at the end of one, and at the top after the
    /// last one (`print.c: wprintw`).
    pub fn print(&mut self, text: &[u8]) {
        for &character in text {
            self.put(character);
        }
    }

    /// Draws text from some position on, if that is on the screen (`mvprintw`).
    pub fn print_at(&mut self, row: u32, column: u32, text: &[u8]) {
        if self.move_to(row, column) {
            self.print(text);
        }
    }

    /// Clears the rest of the row (`clear.c: wclrtoeol`).
    pub fn clear_to_end_of_row(&mut self) {
        let (row, column) = (self.row, self.column);
        for _ in column..self.columns {
            self.put(b' ');
        }
        self.move_to(row, column);
    }

    /// `mucurses.c: _wputch`
    fn put(&mut self, character: u8) {
        self.show_position();
        self.show_attributes();
        self.pending.push(character);
        self.cursor.1 += 1;
        if self.cursor.1 == self.columns {
            self.cursor = (self.cursor.0 + 1, 0);
        }
        self.column += 1;
        if self.column == self.columns {
            self.column = 0;
            self.row = (self.row + 1) % self.rows;
        }
    }

    /// `ansi_screen.c: ansiscr_movetoyx`
    fn show_position(&mut self) {
        let position = (self.row, self.column);
        if self.cursor != position {
            let sequence = format!("\x1b[{};{}H", self.row + 1, self.column + 1);
            self.pending.extend_from_slice(sequence.as_bytes());
            self.cursor = position;
        }
    }

    /// `ansi_screen.c: ansiscr_attrs`
    fn show_attributes(&mut self) {
        if self.shown != self.attributes {
            self.shown = self.attributes;
            let weight = if self.attributes.is_bold { 1 } else { 22 };
            let colours = self.colours.escape_sequence(self.attributes.pair);
            let sequence = format!("\x1b[0;{weight}m{colours}");
            self.pending.extend_from_slice(sequence.as_bytes());
        }
    }
}

/// Lines of their own (`hci/tui/message.c`).
impl Screen {
    /// Draws a message in the middle of a row. Nothing is drawn where it is longer than the row (`msg`).
    pub fn message(&mut self, row: u32, text: &[u8]) {
        let Some(room) = usize::try_from(self.columns)
            .ok()
            .and_then(|columns| columns.checked_sub(text.len()))
        else {
            return;
        };
        // The buffer of the message has room for an end mark in place of the last column.
        let shown = text.len().min(self.columns as usize - 1);
        self.print_at(row, room as u32 / 2, &text[..shown]);
    }

    /// Clears a row (`clearmsg`).
    pub fn clear_message(&mut self, row: u32) {
        self.move_to(row, 0);
        self.clear_to_end_of_row();
    }

    /// Draws an error where there is room for one row, the row being cleared before
    /// (`valert`, until it waits).
    pub fn alert(&mut self, row: u32, text: &[u8]) {
        self.clear_message(row);
        self.set_colours(ColourPair::Alert);
        self.message(row, &[b" ", text, b" "].concat());
    }

    /// Takes an error away (`valert`, after it has waited).
    pub fn end_alert(&mut self, row: u32) {
        self.set_colours(ColourPair::Normal);
        self.clear_message(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(columns: u32, rows: u32, draw: impl FnOnce(&mut Screen)) -> String {
        let mut display = Display::default();
        display.set_size(columns, rows);
        let mut screen = Screen::open(&display);
        screen.pending.clear();
        draw(&mut screen);
        String::from_utf8(screen.pending)
            .expect("text")
            .replace('\x1b', "~")
    }

    #[test]
    fn attributes_are_sent_with_the_first_character_that_has_them() {
        let text = drawn(80, 25, |screen| {
            screen.set_colours(ColourPair::Select);
            screen.set_bold(true);
            screen.print(b"a");
            screen.set_colours(ColourPair::Alert);
            screen.set_bold(false);
            screen.set_bold(true);
            screen.set_colours(ColourPair::Select);
            screen.print(b"b");
        });
        assert_eq!(text, "~[0;1m~[37m~[41mab");
    }

    #[test]
    fn the_cursor_is_moved_only_where_it_is_not_already() {
        let text = drawn(80, 25, |screen| {
            screen.print_at(0, 0, b"ab");
            screen.print_at(0, 2, b"c");
            screen.print_at(1, 0, b"d");
            assert!(!screen.move_to(25, 0));
            assert!(!screen.move_to(0, 80));
            screen.print(b"e");
        });
        assert_eq!(text, "abc~[2;1Hde");
    }

    #[test]
    fn text_goes_on_in_the_next_row_and_after_the_last_one_at_the_top() {
        // After the last character the terminal has not gone to the top, so that a sequence is needed.
        let text = drawn(3, 2, |screen| screen.print(b"abcdefg"));
        assert_eq!(text, "abcdef~[1;1Hg");
    }

    #[test]
    fn the_rest_of_a_row_is_cleared_with_blanks() {
        let text = drawn(5, 3, |screen| {
            screen.move_to(1, 2);
            screen.clear_to_end_of_row();
        });
        assert_eq!(text, "~[2;3H   ~[2;3H");
        let text = drawn(2, 1, Screen::clear_to_end_of_row);
        assert_eq!(text, "  ~[1;1H");
    }

    #[test]
    fn a_message_is_in_the_middle_or_nowhere() {
        assert_eq!(
            drawn(10, 3, |screen| screen.message(1, b"abcd")),
            "~[2;4Habcd"
        );
        assert_eq!(
            drawn(10, 3, |screen| screen.message(1, b"0123456789")),
            "~[2;1H012345678"
        );
        assert_eq!(drawn(10, 3, |screen| screen.message(1, b"0123456789a")), "");
    }
}
