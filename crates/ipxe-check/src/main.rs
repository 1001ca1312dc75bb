//! `ipxe-check`: the checker as a program. See `docs/ipxe-check.md`.
#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
