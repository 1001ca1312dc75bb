//! What the terminal makes of the bytes that it receives.

use super::{COLUMNS, Cell, Colour, ROWS, Screen};

/// Most parameters of one sequence that are looked at.
const MAX_PARAMETERS: usize = 32;
/// Columns between tab stops.
const TAB: usize = 8;

/// A terminal.
#[derive(Clone, Debug, Default)]
pub struct Terminal {
    screen: Screen,
    /// What the next characters look like.
    look: Cell,
    state: State,
    /// Row and column that `ESC 7` kept.
    saved: (usize, usize),
    /// Bytes of a character that is not complete yet.
    partial: Vec<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    /// Characters are shown.
    #[default]
    Ground,
    /// After ESC.
    Escape,
    /// After ESC and a byte that announces one more: a character set.
    EscapeOne,
    /// After ESC `[`.
    Control {
        private: bool,
        parameters: Vec<u32>,
        /// Whether the last parameter has digits.
        has_digits: bool,
    },
    /// After ESC `]` and similar: a text up to BEL or ESC `\`.
    Text { escape: bool },
}

impl Terminal {
    /// A blank screen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The screen.
    #[must_use]
    pub const fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Takes bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.take(byte);
        }
    }

    fn take(&mut self, byte: u8) {
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte),
            State::Escape => self.escape(byte),
            State::EscapeOne => {}
            State::Control {
                private,
                parameters,
                has_digits,
            } => self.control(byte, private, parameters, has_digits),
            State::Text { escape } => {
                let ends = byte == 0x07 || escape && byte == b'\\';
                if !ends {
                    self.state = State::Text {
                        escape: byte == 0x1b,
                    };
                }
            }
        }
    }

    fn ground(&mut self, byte: u8) {
        if byte < 0x80 {
            self.partial.clear();
        }
        match byte {
            0x1b => self.state = State::Escape,
            0x08 => self.screen.column = self.screen.column.min(COLUMNS).saturating_sub(1),
            b'\t' => {
                let next = (self.screen.column / TAB + 1) * TAB;
                self.screen.column = next.min(COLUMNS - 1);
            }
            b'\n' | 0x0b | 0x0c => self.line_feed(),
            b'\r' => self.screen.column = 0,
            0..0x20 | 0x7f => {}
            0x20..0x7f => self.show(char::from(byte)),
            0x80.. => self.show_utf8(byte),
        }
    }

    /// Characters beyond ASCII are UTF-8; what is not is replaced.
    fn show_utf8(&mut self, byte: u8) {
        self.partial.push(byte);
        match std::str::from_utf8(&self.partial) {
            Ok(text) => {
                let character = text.chars().next();
                self.partial.clear();
                if let Some(character) = character {
                    self.show(character);
                }
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => {
                let last = self.partial.pop();
                let was_alone = self.partial.is_empty();
                self.partial.clear();
                self.show(char::REPLACEMENT_CHARACTER);
                if let Some(last) = last.filter(|_| !was_alone) {
                    self.show_utf8(last);
                }
            }
        }
    }

    fn show(&mut self, character: char) {
        if self.screen.column >= COLUMNS {
            self.screen.column = 0;
            self.line_feed();
        }
        let cell = Cell {
            character,
            ..self.look
        };
        if let Some(row) = self.screen.cells.get_mut(self.screen.row)
            && let Some(target) = row.get_mut(self.screen.column)
        {
            *target = cell;
        }
        self.screen.column += 1;
    }

    fn blank(&self) -> Cell {
        Cell {
            character: ' ',
            ..self.look
        }
    }

    fn line_feed(&mut self) {
        if self.screen.row + 1 < ROWS {
            self.screen.row += 1;
            return;
        }
        self.screen.cells.remove(0);
        self.screen.cells.push([Cell::default(); COLUMNS]);
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            b'[' => {
                self.state = State::Control {
                    private: false,
                    parameters: vec![0],
                    has_digits: false,
                };
            }
            b']' | b'P' | b'_' | b'^' | b'X' => self.state = State::Text { escape: false },
            b'(' | b')' | b'*' | b'+' | b'#' | b'%' | b' ' => self.state = State::EscapeOne,
            b'7' => self.saved = (self.screen.row, self.screen.column),
            b'8' => (self.screen.row, self.screen.column) = self.saved,
            b'D' => self.line_feed(),
            b'E' => {
                self.screen.column = 0;
                self.line_feed();
            }
            b'M' => {
                if self.screen.row > 0 {
                    self.screen.row -= 1;
                } else {
                    self.screen.cells.pop();
                    self.screen.cells.insert(0, [Cell::default(); COLUMNS]);
                }
            }
            b'c' => *self = Self::default(),
            0x1b => self.state = State::Escape,
            _ => {}
        }
    }

    fn control(&mut self, byte: u8, private: bool, mut parameters: Vec<u32>, has_digits: bool) {
        match byte {
            b'0'..=b'9' => {
                if let Some(last) = parameters.last_mut() {
                    *last = last
                        .saturating_mul(10)
                        .saturating_add(u32::from(byte - b'0'));
                }
                self.state = State::Control {
                    private,
                    parameters,
                    has_digits: true,
                };
            }
            b';' | b':' => {
                if parameters.len() < MAX_PARAMETERS {
                    parameters.push(0);
                }
                self.state = State::Control {
                    private,
                    parameters,
                    has_digits: false,
                };
            }
            b'<'..=b'?' => {
                self.state = State::Control {
                    private: true,
                    parameters,
                    has_digits,
                };
            }
            b' '..=b'/' => {
                self.state = State::Control {
                    private,
                    parameters,
                    has_digits,
                };
            }
            0x1b => self.state = State::Escape,
            0x40..=0x7e if private => self.private(byte, &parameters),
            0x40..=0x7e => self.command(byte, &parameters),
            _ => {
                // Controls within a sequence take effect at once.
                self.ground(byte);
                self.state = State::Control {
                    private,
                    parameters,
                    has_digits,
                };
            }
        }
    }

    fn private(&mut self, byte: u8, parameters: &[u32]) {
        if parameters.contains(&25) {
            match byte {
                b'h' => self.screen.cursor_visible = true,
                b'l' => self.screen.cursor_visible = false,
                _ => {}
            }
        }
    }

    fn command(&mut self, byte: u8, parameters: &[u32]) {
        let first = parameters.first().copied().unwrap_or(0) as usize;
        let second = parameters.get(1).copied().unwrap_or(0) as usize;
        let count = first.max(1);
        let screen = &mut self.screen;
        let column = screen.column.min(COLUMNS - 1);
        match byte {
            b'A' => screen.row = screen.row.saturating_sub(count),
            b'B' | b'e' => screen.row = screen.row.saturating_add(count).min(ROWS - 1),
            b'C' | b'a' => screen.column = column.saturating_add(count).min(COLUMNS - 1),
            b'D' => screen.column = column.saturating_sub(count),
            b'G' | b'`' => screen.column = (count - 1).min(COLUMNS - 1),
            b'd' => screen.row = (count - 1).min(ROWS - 1),
            b'H' | b'f' => {
                screen.row = (count - 1).min(ROWS - 1);
                screen.column = (second.max(1) - 1).min(COLUMNS - 1);
            }
            b'J' => self.erase_display(first),
            b'K' => self.erase_line(first),
            b'm' => self.graphics(parameters),
            _ => {}
        }
    }

    fn erase_display(&mut self, how: usize) {
        let blank = self.blank();
        let row = self.screen.row;
        let whole = match how {
            0 => row + 1..ROWS,
            1 => 0..row,
            _ => 0..ROWS,
        };
        for row in self.screen.cells.get_mut(whole).unwrap_or_default() {
            *row = [blank; COLUMNS];
        }
        if how < 2 {
            self.erase_line(how);
        }
    }

    fn erase_line(&mut self, how: usize) {
        let blank = self.blank();
        let column = self.screen.column.min(COLUMNS - 1);
        let part = match how {
            0 => column..COLUMNS,
            1 => 0..column + 1,
            _ => 0..COLUMNS,
        };
        if let Some(row) = self.screen.cells.get_mut(self.screen.row) {
            row.get_mut(part).unwrap_or_default().fill(blank);
        }
    }

    /// Select graphic rendition.
    fn graphics(&mut self, parameters: &[u32]) {
        let mut rest = parameters;
        while let Some((&parameter, after)) = rest.split_first() {
            rest = after;
            let ansi = |from: u32| Colour::Ansi((parameter - from) as u8);
            match parameter {
                0 => self.look = Cell::default(),
                1 => self.look.bold = true,
                22 => self.look.bold = false,
                30..=37 => self.look.foreground = ansi(30),
                39 => self.look.foreground = Colour::Default,
                40..=47 => self.look.background = ansi(40),
                49 => self.look.background = Colour::Default,
                38 | 48 => {
                    let (colour, after) = extended(rest);
                    rest = after;
                    if let Some(colour) = colour {
                        let target = if parameter == 38 {
                            &mut self.look.foreground
                        } else {
                            &mut self.look.background
                        };
                        *target = colour;
                    }
                }
                _ => {}
            }
        }
    }
}

/// A colour of 256, or one by its parts, at the start of parameters.
fn extended(parameters: &[u32]) -> (Option<Colour>, &[u32]) {
    let byte = |value: u32| value.min(255) as u8;
    match parameters {
        [5, number, rest @ ..] => (Some(Colour::Indexed(byte(*number))), rest),
        [2, red, green, blue, rest @ ..] => (
            Some(Colour::Rgb(byte(*red), byte(*green), byte(*blue))),
            rest,
        ),
        _ => (None, &[]),
    }
}
