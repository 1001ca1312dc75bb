//! The tables that know the iPXE script language.
//!
//! This crate is data: commands and their options, settings and their types,
//! settings blocks, error numbers, build options, URI schemes, image types,
//! keys, releases. Everything else in the toolkit asks here and hard-codes
//! nothing.
#![forbid(unsafe_code)]

mod availability;
mod block;
mod command;
mod effect;
mod error;
mod feature;
mod generated;
pub mod getopt;
mod image;
mod key;
pub mod nearest;
mod release;
mod scheme;
mod setting;
mod situation;
mod value_kind;

pub use availability::Availability;
pub use block::{Block, BlockStores, block};
pub use command::{Argument, Command, CommandOption, Positional, command};
pub use effect::{Effect, Effects};
pub use error::{
    ErrorCase, ErrorDescription, ErrorFileInfo, ErrorId, PosixError, describe, error_cases,
    error_number, error_text, strerror, strerror_with,
};
pub use feature::{
    Announcement, AnnouncementGroup, BuildOption, BuildOptionKind, Enables, Part, build_option,
    part,
};
pub use generated::commands::{COMMANDS, CommandName};
pub use generated::errors::{ERROR_CASES, ERROR_FILES, ErrorFile, POSIX_ERRORS, Posix, SITUATIONS};
pub use generated::features::{ANNOUNCEMENTS, BUILD_OPTIONS, PARTS};
pub use generated::images::IMAGE_TYPES;
pub use generated::keys::KEYS;
pub use generated::releases::{RELEASES, Release};
pub use generated::schemes::SCHEMES;
pub use generated::settings::{BLOCKS, SETTING_TYPES, SETTINGS, SettingType};
pub use image::{ImageAbility, ImageType, image_type};
pub use key::{KEY_MIN, Key, key};
pub use release::{Platform, ReleaseInfo};
pub use scheme::{Scheme, SchemeUse, scheme};
pub use setting::{
    Numeric, Scope, Setting, SettingGroup, SettingTypeInfo, setting, setting_type, settings_by_tag,
    settings_named,
};
pub use situation::Situation;
pub use value_kind::{Checked, ValueKind};
