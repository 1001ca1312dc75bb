//! Recorded cases: scripts and what real iPXE printed for them.
//!
//! A case is a folder with `main.ipxe`, what it fetches, perhaps `keys`, and the recording: `console`, and for
//! full-screen interfaces `text`, `screen` and `attrs` with their numbered companions.
//! `corpus/conformance/README.md` says what each of them is.

mod case;
mod compare;
mod run;
mod transcript;

pub use case::{Case, CaseError, Recording, cases};
pub use compare::{Difference, compare};
pub use run::{Runner, Verdict};
pub use transcript::{normalised, with_exit, without_screens};
