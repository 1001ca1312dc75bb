//! The tables, generated from `grammar/*.toml` by `cargo xtask codegen`.

#[rustfmt::skip]
pub mod commands;
#[rustfmt::skip]
pub mod errors;
#[rustfmt::skip]
pub mod features;
#[rustfmt::skip]
pub mod images;
#[rustfmt::skip]
pub mod keys;
#[rustfmt::skip]
pub mod releases;
#[rustfmt::skip]
pub mod schemes;
#[rustfmt::skip]
pub mod settings;
#[rustfmt::skip]
pub mod values;
