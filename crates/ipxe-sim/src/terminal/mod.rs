//! A terminal of 80 columns and 25 rows, as far as iPXE's escape sequences need one.
//!
//! It is what a user sees: the characters and colours of each cell, and the cursor. It understands
//! what `core/ansiesc.c`, `hci/mucurses/ansi_screen.c` and scripts print: cursor movement, erasing,
//! colours and bold, and the controls of a line printer. Other sequences are skipped as a VT100 does.

mod cell;
mod parse;

pub use cell::{Cell, Colour, Screen};
pub use parse::Terminal;

/// Columns of the screen.
pub const COLUMNS: usize = 80;
/// Rows of the screen.
pub const ROWS: usize = 25;

#[cfg(test)]
mod tests;
