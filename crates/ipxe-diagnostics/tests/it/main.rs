//! The renderings, from outside the crate.
// In the functions that tests share, too, a surprise is a failed test.
#![allow(clippy::unwrap_used)]

mod awkward;
mod diff;
mod human;
mod lines;
mod properties;
mod scale;
mod schemas;
