//! The settings tree of a running iPXE: blocks, precedence, typed store, fetch and format.
//!
//! [`Settings`] is the store that the emulator works on. It mirrors `core/settings.c`: blocks in
//! a tree, searched depth first in an order that the setting `priority` decides; blocks of many
//! kinds ([`Block`]), from plain lists over received DHCP packets to SMBIOS tables; values as raw
//! bytes with a type that says how to read and show them.
//!
//! It is not a language: tokens, commands and their messages are elsewhere. It reads no clock and
//! no hardware either; whoever owns the tree fills in what blocks compute.
//!
//! Where to start: [`Settings::find`] and [`Settings::fetch`]; [`SettingName`] for what names
//! mean; [`types`] for text and raw values; [`expand`](mod@expand) for `${...}`.
#![forbid(unsafe_code)]

pub mod block;
pub mod dhcp;
mod dialect;
mod error;
pub mod expand;
mod name;
pub mod number;
mod raw_value;
mod setting;
mod tree;
pub mod types;

pub use block::Block;
pub use dialect::Dialect;
pub use error::SettingsError;
pub use name::{NameParts, NameProblem, ParsedName, SettingName, parse_tag};
pub use raw_value::RawValue;
pub use setting::SettingKey;
pub use tree::{BlockId, Fetched, MAX_DEPTH, Settings};
