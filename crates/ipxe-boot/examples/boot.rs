//! Boots a case and shows what is printed and what goes over the wire: `boot FOLDER`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::path::PathBuf;
use std::process::ExitCode;

use ipxe_boot::verify::{Case, run};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: boot FOLDER");
        return ExitCode::from(2);
    };
    let recording = Case::load(&folder)
        .map_err(|error| error.to_string())
        .and_then(|case| run(&case).map_err(|error| error.to_string()));
    match recording {
        Ok(recording) => {
            print!("{}", recording.console);
            for line in recording.packets {
                println!("{line}");
            }
            if let Some(endless) = recording.endless {
                println!("{endless}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
