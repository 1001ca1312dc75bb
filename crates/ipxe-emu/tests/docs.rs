//! The examples of the documentation are what the program prints.
//!
//! Of a page, a fenced block with `file=NAME` is a file, and in a block of the language `console` the
//! lines that begin with `$ ` are commands, each with what it writes to standard output and standard
//! error, without carriage returns. With `UPDATE_EXPECT=1` in the environment the blocks are written anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::expect_file;

/// Runs the examples of a page and gives the page with what they print.
fn with_output(page: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut shown = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        shown.push_str(line);
        shown.push('\n');
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some((_, name)) = language.split_once("file=") {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder");
            fs::write(path, block.join("\n") + "\n").expect("a file");
        }
        if language == "console" {
            for command in block.iter().filter(|line| line.starts_with("$ ")) {
                shown.push_str(command);
                shown.push('\n');
                shown.push_str(&output(folder.path(), &command[2..]));
            }
        } else {
            shown.extend(block.iter().flat_map(|line| [*line, "\n"]));
        }
        shown.push_str("```\n");
    }
    shown
}

fn output(folder: &Path, line: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_ipxe-emu"));
    let tools = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{tools}", program.parent().expect("a folder").display());
    let run = Command::new("/bin/sh")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .expect("a shell");
    let text = String::from_utf8(run.stdout).expect("text");
    text.replace('\r', "")
}

#[track_caller]
fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    let page = fs::read_to_string(&path).expect("the page is there");
    assert!(page.contains("\n$ ipxe-emu "), "no examples in {name}");
    expect_file![path].assert_eq(&with_output(&page));
}

#[test]
fn the_description_of_the_program() {
    check("ipxe-emu.md");
}

#[test]
fn the_description_of_scenarios() {
    check("scenario.md");
}

#[test]
fn the_description_of_traces() {
    check("trace.md");
}
