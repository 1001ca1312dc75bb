//! What happened during a run, as data, and views of it.
//!
//! [`Recorder`] takes the machine's events and the world's and makes [`Entry`]s of them. [`story`] tells them
//! to people, `json` to programs; `docs/trace.md` documents the latter.

mod entry;
mod recorder;
mod source;
pub mod story;

pub use entry::{Entry, Expansion, Kind, Place};
pub use recorder::Recorder;

pub(crate) use entry::seconds;
