//! Renderings of findings, one format a module.
//!
//! Every renderer takes files in the order given and writes to any [`std::io::Write`]. Columns are
//! counted in bytes where the format leaves it open (`human`, `short`, `gcc`, `checkstyle`) and in
//! UTF-16 code units where its readers expect that (`github`, `sarif`); `json` has both.

pub mod checkstyle;
pub mod gcc;
pub mod github;
pub mod human;
pub mod json;
mod replacement;
pub mod sarif;
pub mod short;
