//! The size and the colours of the console.

use super::Colours;

/// Columns of a text console (`CONSOLE_DEFAULT_WIDTH`).
const DEFAULT_COLUMNS: u32 = 80;
/// Rows of a text console (`CONSOLE_DEFAULT_HEIGHT`).
const DEFAULT_ROWS: u32 = 25;

/// What the console looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Display {
    columns: u32,
    rows: u32,
    /// Whether a graphical console has taken the place of the text console.
    pub is_graphical: bool,
    /// The colours.
    pub colours: Colours,
}

impl Default for Display {
    fn default() -> Self {
        Self {
            columns: DEFAULT_COLUMNS,
            rows: DEFAULT_ROWS,
            is_graphical: false,
            colours: Colours::default(),
        }
    }
}

impl Display {
    /// Characters in a row, at least 1.
    #[must_use]
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Rows, at least 1.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Changes the size (`core/console.c: console_set_size`).
    pub fn set_size(&mut self, columns: u32, rows: u32) {
        self.columns = columns.max(1);
        self.rows = rows.max(1);
    }

    /// Goes back to the size of a text console.
    pub fn reset_size(&mut self) {
        self.set_size(DEFAULT_COLUMNS, DEFAULT_ROWS);
    }
}
