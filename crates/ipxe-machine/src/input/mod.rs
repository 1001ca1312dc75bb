//! The keyboard, and lines that are edited with it.

mod edit_string;
mod getkey;
mod history;
mod keyboard;
pub mod keys;
mod readline;

pub use edit_string::EditString;
pub use getkey::GetKey;
pub use history::History;
pub use keyboard::Keyboard;
pub use readline::ReadLine;
