//! The program as an editor sees it.

mod client;
mod findings;
mod lifecycle;
mod places;
mod sync;
