//! The program as an editor sees it.
#![allow(
    clippy::unwrap_used,
    reason = "the client of a test has no better answer"
)]

mod client;
mod findings;
mod lifecycle;
mod places;
mod sync;
mod whole;
