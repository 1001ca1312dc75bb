//! The emulator's front end: all of the program `ipxe-emu` but its `main`.
//!
//! * [`cli`]: the command line.
//! * [`run`](mod@run): runs a script in a scenario; [`outcome`] is how that ended, as data.
//! * [`trace`]: what happened meanwhile, for people and for programs.
//! * [`conformance`]: recorded cases, run and compared.
//! * [`repl`]: the interactive emulator.
//! * [`disk`], [`live`]: the two ways out of the simulation, to folders and to real web servers.
//!
//! How scripts behave is none of this crate's business: that is `ipxe-machine`, and the world around
//! it `ipxe-sim`.
#![forbid(unsafe_code)]

pub mod cli;
pub mod conformance;
pub mod disk;
pub mod live;
pub mod outcome;
pub mod repl;
pub mod run;
pub mod trace;
