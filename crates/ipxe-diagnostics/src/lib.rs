//! What a finding is, text edits and fixes, and the renderings of findings.
//!
//! A [`Diagnostic`] says what is wrong with a place of a [`SourceFile`]; a [`Fix`] says which bytes
//! would mend it. Both are plain data that any checker can make, whatever language its files are in:
//! nothing here knows a script from a server's configuration.
//!
//! What this crate is not: it holds no rule, reads no file, and decides nothing about exit codes.
//!
//! Start at [`Diagnostic`].
#![forbid(unsafe_code)]

mod diagnostic;
mod fix;
mod line_index;
mod lossy;
mod rule_info;
mod source;

pub use diagnostic::{Diagnostic, Related, Severity, Tag};
pub use fix::{Applicability, Edit, Fix};
pub use ipxe_syntax::Span;
pub use line_index::Position;
pub use lossy::{lossy, lossy_chars};
pub use rule_info::RuleInfo;
pub use source::SourceFile;
