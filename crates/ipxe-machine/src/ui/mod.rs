//! Full-screen user interfaces: menus, forms, the settings editor.
//!
//! Each is a struct that is polled with keys and draws what iPXE draws, byte for byte
//! ([`MenuUi`], [`FormUi`], [`SettingsUi`]). [`view`] has what they show as plain data, for those who
//! show it in a way of their own.

mod edit_box;
mod form;
mod jump_scroll;
mod login;
mod menu;
pub mod picture;
mod pxe_menu;
mod screen;
mod setting_value;
mod settings;
pub mod view;

pub use edit_box::EditBox;
pub use form::FormUi;
pub use jump_scroll::{JumpScroller, Movement};
pub use login::{OldLoginUi, login_form};
pub use menu::MenuUi;
pub use pxe_menu::PxeMenuUi;
pub use screen::Screen;
pub use settings::SettingsUi;
pub use view::View;
