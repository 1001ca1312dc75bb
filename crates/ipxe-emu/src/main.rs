//! `ipxe-emu`: the emulator as a program. See `docs/ipxe-emu.md`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ipxe_emu::cli::main()
}
