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

mod apply;
mod diagnostic;
mod diff;
mod file_diagnostics;
mod fix;
mod line_index;
mod lossy;
pub mod render;
mod rule_info;
mod source;
mod visible;

pub use apply::{Applied, SkipReason, Skipped, apply};
pub use diagnostic::{Diagnostic, Related, Severity, Tag};
pub use diff::unified_diff;
pub use file_diagnostics::{FileDiagnostics, Summary};
pub use fix::{Applicability, Edit, Fix};
pub use ipxe_syntax::Span;
pub use line_index::Position;
pub use lossy::{lossy, lossy_chars};
pub use rule_info::RuleInfo;
pub use source::SourceFile;
