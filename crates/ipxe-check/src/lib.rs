//! The checker of iPXE scripts.
//!
//! [`check`] takes a file and [`Options`] and gives findings. It does no I/O.
//!
//! - [`rule`]: what a rule is; [`rules`]: the rules, one file each, and their registry.
//! - [`walk`]: the one pass over a file that calls the rules' hooks.
//! - [`invocation`]: a command with its options read, before expansion.
//! - [`file`](mod@file): what rules may ask about the whole file.
//! - [`target`]: iPXE builds to check against.
//! - [`template`]: parts of a file that some other program will replace.
//!
//! A rule reports what is wrong for every way in which the script can run. Where
//! it cannot be sure it keeps quiet, unless it is a pedantic rule, and those are
//! off unless asked for.
#![forbid(unsafe_code)]

pub mod facts;
pub mod file;
pub mod invocation;
pub mod labels;
pub mod levels;
pub mod rule;
pub mod rules;
pub mod suppression;
pub mod target;
pub mod template;
pub mod walk;

pub use file::FileContext;
pub use invocation::{Arg, Invocation};
pub use levels::Levels;
pub use rule::{Group, Hook, Report, Rule};
pub use target::Target;
pub use walk::{Checker, Options};
