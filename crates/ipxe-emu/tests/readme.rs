//! What the README shows of `ipxe-emu` is what it prints.

use std::path::Path;
use std::process::Command;

#[test]
fn the_readme_shows_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let mut shown = 0;
    for block in readme.split("```console\n$ ipxe-emu ").skip(1) {
        let (arguments, rest) = block.split_once('\n').expect("a command line");
        let (expected, _) = rest.split_once("```").expect("the end of the block");
        let ran = Command::new(env!("CARGO_BIN_EXE_ipxe-emu"))
            .current_dir(&root)
            .args(arguments.split(' '))
            .output()
            .expect("the program");
        assert_eq!(
            String::from_utf8_lossy(&ran.stdout).replace("\r\n", "\n"),
            expected,
            "{arguments}"
        );
        shown += 1;
    }
    assert!(shown > 0, "the README shows something");
}
