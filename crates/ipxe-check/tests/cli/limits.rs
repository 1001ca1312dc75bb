//! Time and memory stay in bounds.

use std::fmt::Write as _;
use std::process::Command;

use crate::folder::Folder;

/// Peak memory of a run in bytes, by GNU's or BSD's own accounting in `/proc`.
fn peak(folder: &Folder, line: &str) -> u64 {
    let program = env!("CARGO_BIN_EXE_ipxe-check");
    // The limit is on address space, which is more than what is used.
    let script = format!("{program} {line} >/dev/null; grep VmHWM /proc/$$/status");
    let output = Command::new("bash").current_dir(folder.path()).args(["-c", &script]).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    text.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
