//! What is on the screen.

use std::fmt::Write;

use super::{COLUMNS, ROWS};

/// A colour of a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// The terminal's own.
    #[default]
    Default,
    /// One of the eight colours of ANSI terminals.
    Ansi(u8),
    /// One of 256 colours.
    Indexed(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// Names of the eight colours, as terminals call them.
const NAMES: [&str; 8] = [
    "black", "red", "green", "brown", "blue", "magenta", "cyan", "white",
];

impl Colour {
    /// Its name: `blue`, `default`, or six hexadecimal digits.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::Ansi(number) => NAMES[usize::from(number & 7)].to_owned(),
            Self::Indexed(number) => indexed(number),
            Self::Rgb(red, green, blue) => format!("{red:02x}{green:02x}{blue:02x}"),
        }
    }
}

/// The usual palette of 256 colours.
fn indexed(number: u8) -> String {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    const FIRST: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    let [red, green, blue] = match number {
        0..16 => FIRST[usize::from(number)],
        16..232 => {
            let cube = usize::from(number - 16);
            [LEVELS[cube / 36], LEVELS[cube / 6 % 6], LEVELS[cube % 6]]
        }
        _ => [8 + 10 * (number - 232); 3],
    };
    format!("{red:02x}{green:02x}{blue:02x}")
}

/// A cell of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The character.
    pub character: char,
    /// Its colour.
    pub foreground: Colour,
    /// The colour behind it.
    pub background: Colour,
    /// Whether it is bold.
    pub bold: bool,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            character: ' ',
            foreground: Colour::Default,
            background: Colour::Default,
            bold: false,
        }
    }
}

/// The cells of the screen, and the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    pub(super) cells: Vec<[Cell; COLUMNS]>,
    /// Row of the cursor, from 0.
    pub row: usize,
    /// Column of the cursor, from 0; 80 after the last column was written to.
    pub column: usize,
    /// Whether the cursor is shown.
    pub cursor_visible: bool,
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            cells: vec![[Cell::default(); COLUMNS]; ROWS],
            row: 0,
            column: 0,
            cursor_visible: true,
        }
    }
}

impl Screen {
    /// The cells of a row.
    #[must_use]
    pub fn row_cells(&self, row: usize) -> &[Cell] {
        self.cells.get(row).map_or(&[], |row| row)
    }

    /// The text: one line for each row, without blanks at the ends.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.cells {
            let line: String = row.iter().map(|cell| cell.character).collect();
            text += line.trim_end();
            text.push('\n');
        }
        text
    }

    /// The colours: for each run of equal cells a line `ROW FIRST-LAST FOREGROUND BACKGROUND [bold]`, counted
    /// from 0.
    #[must_use]
    pub fn attributes(&self) -> String {
        let mut text = String::new();
        for (number, row) in self.cells.iter().enumerate() {
            let look = |cell: &Cell| (cell.foreground, cell.background, cell.bold);
            let mut first = 0;
            for run in row.chunk_by(|a, b| look(a) == look(b)) {
                let Some(cell) = run.first() else { continue };
                let last = first + run.len() - 1;
                let bold = if cell.bold { " bold" } else { "" };
                let (foreground, background) = (cell.foreground.name(), cell.background.name());
                // Writing to a string cannot fail.
                let _ = writeln!(
                    text,
                    "{number} {first}-{last} {foreground} {background}{bold}"
                );
                first = last + 1;
            }
        }
        text
    }
}
