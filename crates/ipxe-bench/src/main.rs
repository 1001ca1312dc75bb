//! Prints a boot script of as many lines as its argument says, to time whole programs on.
#![forbid(unsafe_code)]

use std::io::Write;

fn main() -> std::io::Result<()> {
    let lines = std::env::args()
        .nth(1)
        .and_then(|lines| lines.parse().ok())
        .unwrap_or(60_000);
    std::io::stdout()
        .lock()
        .write_all(ipxe_bench::script(lines).as_bytes())
}
