//! The checker of iPXE scripts.
//!
//! A [`Checker`] made of [`Options`] takes a file and gives findings. It does no I/O.
//!
//! - [`rule`]: what a rule is; [`rules`]: the rules, one file each, and their registry.
//! - [`walk`]: the one pass over a file that calls the rules' hooks.
//! - [`invocation`]: a command with its options read, before expansion.
//! - [`refusal`]: how iPXE's option parser judges it; [`uri_arg`] and [`setting_name`]: what it
//!   is about; [`misplaced_option`], [`menu`], [`named`]: what its rules share.
//! - [`file`](mod@file): what rules may ask about the whole file.
//! - [`straight`]: what runs directly before a command.
//! - [`content`]: what the file is made of; [`flow`]: which commands cannot run.
//! - [`misread`]: why a word is no command; [`stray`], [`entity`], [`characters`], [`continuation`],
//!   [`almost_label`]: what looks like something else than it is.
//! - [`target`]: iPXE builds to check against.
//! - [`fixing`]: making the edits of findings until none is left; [`line_ends`]: those they put in.
//! - [`page`]: what is said of a rule, for documentation and `--explain`.
//! - [`template`]: parts of a file that some other program will replace.
//!
//! A rule reports what is wrong for every way in which the script can run. Where
//! it cannot be sure it keeps quiet, unless it is a pedantic rule, and those are
//! off unless asked for.
#![forbid(unsafe_code)]

pub mod almost_label;
#[cfg(feature = "cli")]
pub mod arguments;
pub mod broken_expansion;
pub mod characters;
pub mod content;
pub mod continuation;
pub mod entity;
pub mod facts;
pub mod file;
pub mod fixing;
pub mod flow;
pub mod invocation;
pub mod labels;
pub mod levels;
pub mod line_ends;
pub mod menu;
pub mod misplaced_option;
pub mod misread;
pub mod named;

pub mod page;
pub mod refusal;
pub mod rule;
pub mod rules;
pub mod setting_name;
pub mod straight;
pub mod stray;
pub mod suppression;
pub mod target;
pub mod template;
pub mod uri_arg;
pub mod walk;

pub use file::FileContext;
pub use invocation::{Arg, Invocation};
pub use levels::Levels;
pub use rule::{Group, Hook, Report, Rule};
pub use target::Target;
pub use walk::{Checker, Options};
