//! Memory stays in bounds, and no input takes long.

use std::fs;
use std::time::{Duration, Instant};

use crate::folder::Folder;

/// Runs the program with so much address space.
fn run_in(folder: &Folder, bytes: u64, line: &str) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_ipxe-check");
    // What is mapped of the program itself counts too, with what it links to.
    let image = fs::metadata(program).expect("it was built and runs").len() + (16 << 20);
    let limit = (bytes + image) / 1024;
    let mut command = std::process::Command::new("bash");
    command
        .current_dir(folder.path())
        .args(["-c", &format!("ulimit -v {limit} && exec {program} {line}")]);
    let output = command.output().expect("it was built and runs");
    let stderr = String::from_utf8(output.stderr).expect("it was built and runs");
    (output.status.code().unwrap_or(-1), stderr)
}

#[test]
fn memory_is_at_most_ten_times_the_input_and_20_mb() {
    let mut script = "#!ipxe\n".to_owned();
    let mut number = 0;
    while script.len() < 4 << 20 {
        number += 1;
        script += &format!(
            ":step{number}\nset url http://192.0.2.1/${{net0/mac:hexhyp}}/{number}\n\
             kernel ${{url}}/vmlinuz initrd=initrd quiet || goto step{number}\n"
        );
    }
    let folder = Folder::with(&[("large.ipxe", &script)]);
    let allowed = 10 * script.len() as u64 + 20_000_000;
    let (status, stderr) = run_in(&folder, allowed, "-q large.ipxe");
    assert_eq!((status, stderr.as_str()), (0, ""));
}

#[test]
fn no_input_takes_long() {
    let many = |text: &str| format!("#!ipxe\n{}", text.repeat(5_000));
    let started = Instant::now();
    for script in [
        many("ecko x\n"),
        many("goto x || "),
        many(":a\n"),
        many("${"),
        many("\\\n"),
        many("# ipxe-check: allow=IPX201\n"),
        many("item --gap -- x\n"),
    ] {
        let folder = Folder::with(&[("a.ipxe", &script)]);
        for line in ["--format=short a.ipxe", "--diff --unsafe-fixes a.ipxe"] {
            let run = folder.run(line.split(' ').chain(["--pedantic"]));
            assert!(run.status < 2, "{}", run.stderr);
        }
    }
    // Seconds even without optimisation; whatever is quadratic would take much longer.
    assert!(started.elapsed() < Duration::from_secs(120));
}
