//! The tables that know the iPXE script language.
//!
//! This crate is data: commands and their options, settings and their types,
//! settings blocks, error numbers, build options, URI schemes, image types,
//! keys, releases. Everything else in the toolkit asks here and hard-codes
//! nothing. Each record says since which [`Release`] something exists and where
//! a build without any configuration has it ([`Availability`]).
//!
//! ```
//! use ipxe_reference::{Platform, Posix, Release, ValueKind, command, describe, setting};
//!
//! let chain = command(b"chain").unwrap();
//! assert_eq!(chain.canonical().name(), "imgexec");
//! assert_eq!(chain.option(b"timeout").unwrap().kind, ValueKind::Timeout);
//! assert!(chain.defaults.contains(Release::V1_20_1, Platform::Pcbios));
//!
//! assert_eq!(setting(b"filename").unwrap().tag, Some(67));
//!
//! let error = describe(0x2d0c618e);
//! assert_eq!(error.posix.unwrap().id, Posix::Enoent);
//! assert_eq!(error.file.unwrap().source, Some("net/tcp/httpcore.c"));
//! assert_eq!(error.cases().next().unwrap().description, "Not found");
//! assert_eq!(error.platforms().next(), Some(Platform::Efi));
//! ```
//!
//! # Where to start
//!
//! * A command line: [`command`] finds the [`Command`], [`getopt`] splits its
//!   arguments, [`ValueKind`] says what each of them is and [`Checked`] when a wrong
//!   one is found, [`Effect`] what the command does.
//! * A setting: [`setting`], [`settings_by_tag`], [`setting_type`], [`block`](block()).
//! * A value of which there are only so many: [`values_of_kind`], [`values_of_setting`].
//! * An error: [`error_number`] makes a number, [`strerror`] shows it, [`describe`]
//!   takes it apart, [`SITUATIONS`] are examples.
//! * A build: [`BUILD_OPTIONS`], [`SCHEMES`], [`IMAGE_TYPES`], [`ANNOUNCEMENTS`].
//! * A mistyped name: [`nearest`].
//!
//! # What it is not
//!
//! It reads no scripts and runs none. It has no dependencies, allocates only to
//! build texts, and costs nothing at the start: the tables are constants.
//!
//! # Changing a table
//!
//! The tables are written in `grammar/*.toml`, where the head of each file
//! explains its fields. `cargo xtask codegen` checks them and writes `src/generated`;
//! `cargo xtask codegen --check`, and a test, fail when that was forgotten.
//! Facts come from the source of iPXE; the `source` of a record names the file.
#![forbid(unsafe_code)]

mod availability;
mod block;
mod command;
mod command_index;
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
mod values;

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
pub use generated::values::KNOWN_VALUES;
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
pub use values::{KnownValue, KnownValues, ValuesOf, values_of_kind, values_of_setting};
