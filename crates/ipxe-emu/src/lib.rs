//! The emulator's front end: what the program `ipxe-emu` does, apart from reading its command line.
//!
//! * [`disk`]: folders of this computer, as the simulated servers serve them.
//! * [`conformance`]: recorded cases, run and compared.
//!
//! How scripts behave is none of this crate's business: that is `ipxe-machine`, and the world around
//! it `ipxe-sim`.
#![forbid(unsafe_code)]

pub mod conformance;
pub mod disk;
