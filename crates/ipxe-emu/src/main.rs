//! The emulator.
#![forbid(unsafe_code)]
fn main() {}
