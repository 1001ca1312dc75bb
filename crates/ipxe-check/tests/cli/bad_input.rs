//! What cannot be read is named, and everything else is checked.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use crate::folder::{BAD, BAD_SHORT, Folder, GOOD};

/// Checks a bad input before and behind a file, which is checked each time.
#[track_caller]
fn check(folder: &Folder, bad: &str, message: &str) {
    folder.write("bad.ipxe", BAD);
    let expected = format!("bad.ipxe{BAD_SHORT}");
    for line in [format!("{bad} bad.ipxe"), format!("bad.ipxe {bad}")] {
        folder.short(&line).expect(2, &expected, message);
    }
    folder.short(bad).expect(2, "", message);
    folder.run(["--exit-zero", bad]).expect(2, "", message);
}

#[test]
fn a_missing_file() {
    let message = "error: cannot read nope.ipxe: No such file or directory\n";
    check(&Folder::new(), "nope.ipxe", message);
    let folder = Folder::with(&[("a.ipxe", GOOD)]);
    let message = "error: cannot read a.ipxe/b: Not a directory\n";
    check(&folder, "a.ipxe/b", message);
}

#[test]
fn a_folder_without_scripts() {
    let folder = Folder::with(&[("empty/readme.txt", "text\n")]);
    let message = "error: empty: no scripts in this folder; looked for *.ipxe and for files that \
                   begin with `#!ipxe`, except those that .gitignore or the configuration leave \
                   out\n";
    check(&folder, "empty", message);
}

#[test]
fn a_glob_that_matches_nothing() {
    check(
        &Folder::new(),
        "*.nope",
        "error: *.nope: no file has such a name\n",
    );
}

#[test]
fn a_glob_that_is_none() {
    let message = "error: a[.ipxe: unclosed character class; missing ']'\n";
    check(&Folder::new(), "a[.ipxe", message);
}

#[test]
fn binary_data() {
    let folder = Folder::with(&[("kernel.ipxe", "\x7fELF\0\0\0")]);
    let message = "error: kernel.ipxe: not a script but binary data: an ELF file\n";
    check(&folder, "kernel.ipxe", message);
    check(
        &Folder::new(),
        "/dev/zero",
        "error: /dev/zero: not a script but binary data: not text\n",
    );
}

#[test]
fn a_script_with_a_nul_is_no_binary_data() {
    let folder = Folder::with(&[("a.ipxe", "#!ipxe\necho \0\ngoto nowhere\n")]);
    let run = folder.short("a.ipxe");
    assert!(run.stdout.contains("a.ipxe:3:6: error[IPX201]"), "{run:?}");
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
}

#[test]
fn a_file_that_may_not_be_read() {
    let folder = Folder::with(&[("secret.ipxe", BAD), ("locked/a.ipxe", BAD)]);
    fs::set_permissions(folder.at("secret.ipxe"), Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(folder.at("locked"), Permissions::from_mode(0o000)).unwrap();
    if fs::read(folder.at("secret.ipxe")).is_ok() {
        // The superuser may read everything.
        return;
    }
    let message = "error: cannot read secret.ipxe: Permission denied\n";
    check(&folder, "secret.ipxe", message);
    let message = "error: cannot read locked: Permission denied\n";
    check(&folder, "locked", message);
    fs::set_permissions(folder.at("locked"), Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn an_unknown_rule() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    for option in ["--allow", "--note", "--warn", "--deny"] {
        let message = "error: unknown rule or group `undefined-lable`, did you mean \
                       `undefined-label`?; `ipxe-check --list-rules` shows them all\n";
        folder
            .run([option, "undefined-lable", "a.ipxe"])
            .expect(2, "", message);
        let message = "error: unknown rule or group `IPX999`; `ipxe-check --list-rules` shows \
                       them all\n";
        folder
            .run([option, "label,IPX999", "a.ipxe"])
            .expect(2, "", message);
    }
}

#[test]
fn an_unknown_target() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let run = folder.run(["--target", "2.0.0/dos", "a.ipxe"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("unknown platform `dos`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_command_line_that_makes_no_sense() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    for line in [
        "",
        "--nope a.ipxe",
        "--format nope a.ipxe",
        "--config x --no-config a.ipxe",
        "--explain IPX201 a.ipxe",
        "--timeout never a.ipxe",
        "--fix http://localhost/a.ipxe",
        "--stdin-filename x a.ipxe",
    ] {
        let run = folder.short(line);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{line}");
        assert!(run.stderr.starts_with("error: "), "{line}: {}", run.stderr);
    }
}
