//! The tables, generated from `grammar/*.toml` by `cargo xtask codegen`.

#[rustfmt::skip]
pub mod commands;
#[rustfmt::skip]
pub mod releases;
#[rustfmt::skip]
pub mod settings;
