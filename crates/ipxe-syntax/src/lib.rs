//! Bytes to a lossless tree of logical lines, commands and words, as iPXE reads them.
#![forbid(unsafe_code)]

pub mod span;
pub mod uri;

pub use span::Span;
