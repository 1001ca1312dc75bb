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
//!
//! ```
//! use ipxe_settings::{Settings, SettingName};
//!
//! let mut settings = Settings::default();
//! let name = settings.parse_name(b"net0/ip");
//! let (block, setting) = settings.find_or_create(name.as_name())?;
//! settings.store_text(block, setting, Some(b"10.0.2.15"))?;
//! assert_eq!(*settings.expand(b"I am ${ip:hex}.")?, *b"I am 0a:00:02:0f.");
//!
//! // `ip` is DHCP option 175.2, whatever block it is found in.
//! let name = SettingName::parse(b"175.2", settings.dialect());
//! let (block, setting) = settings.find(name)?;
//! let fetched = settings.fetch(block, setting)?;
//! assert_eq!(*fetched.value, [10, 0, 2, 15]);
//! assert_eq!(settings.shown_name(fetched.origin, fetched.typed_setting()), b"net0/ip:ipv4");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
