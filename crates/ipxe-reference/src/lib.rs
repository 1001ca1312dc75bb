//! The tables that know the iPXE script language.
//!
//! This crate is data: commands and their options, settings and their types,
//! settings blocks, error numbers, build options, URI schemes, image types,
//! keys, releases. Everything else in the toolkit asks here and hard-codes
//! nothing.
#![forbid(unsafe_code)]

mod availability;
mod command;
mod effect;
pub mod getopt;
mod generated;
pub mod nearest;
mod release;
mod setting;
mod value_kind;

pub use availability::Availability;
pub use command::{Argument, Command, CommandOption, Positional, command};
pub use effect::{Effect, Effects};
pub use generated::commands::{COMMANDS, CommandName};
pub use generated::releases::{RELEASES, Release};
pub use generated::settings::{SETTING_TYPES, SETTINGS, SettingType};
pub use release::{Platform, ReleaseInfo};
pub use setting::{
    Numeric, Scope, Setting, SettingGroup, SettingTypeInfo, setting, setting_type, settings_by_tag,
    settings_named,
};
pub use value_kind::{Checked, ValueKind};
