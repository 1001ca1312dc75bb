//! What editors show of iPXE scripts: completion, explanations, names and where they are used.
//!
//! Everything is plain data in the words of editors and spans of bytes. This crate knows no
//! protocol, does no I/O and keeps no state: each function takes the bytes of a script and answers.
//!
//! - [`pieces`]: what each piece of a line is. Most of the others begin there.
//! - [`names`]: labels, settings, items and more, and all places that mention them; [`navigation`]
//!   follows them, [`rename`](mod@rename) changes them, [`outline`](mod@outline) lists them.
//! - [`completion`], [`signature`](mod@signature): what can be typed at the cursor.
//! - [`hover`](mod@hover): what is said of a place; [`describe`]: how the tables are put into words.
//! - [`tokens`](mod@tokens), [`hints`](mod@hints), [`links`](mod@links), [`selection`]: how a script looks.
//! - [`fixes`]: what can be mended.
//!
//! What it is not: it judges nothing. Findings come from `ipxe-check`.
#![forbid(unsafe_code)]

pub mod completion;
pub mod describe;
pub mod fixes;
pub mod hints;
pub mod hover;
pub mod links;
pub mod names;
pub mod navigation;
pub mod outline;
pub mod pieces;
pub mod rename;
pub mod selection;
pub mod signature;
pub mod tokens;

#[cfg(test)]
mod marker;
