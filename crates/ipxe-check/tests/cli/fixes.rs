//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use crate::folder::{BAD, BAD_SHORT, FIXABLE, Folder, GOOD};

/// A safe fix removes the white space before the magic; for `nowhere` there is none.
const MIXED: &str = "\n#!ipxe\ngoto nowhere\n";

#[test]
fn safe_fixes_are_made_and_what_is_left_is_reported() {
    let folder = Folder::with(&[("a.ipxe", MIXED), ("b.ipxe", GOOD)]);
    let expected = format!("a.ipxe{BAD_SHORT}");
    folder.short("--fix .").expect(1, &expected, "");
    assert_eq!(folder.read("a.ipxe"), BAD);
    folder.short("--fix .").expect(1, &expected, "");
    assert_eq!(folder.read("a.ipxe"), BAD);
}

#[test]
fn a_file_in_which_all_is_fixed_is_clean() {
    let folder = Folder::with(&[("a.ipxe", FIXABLE), ("b.ipxe", "#!IPXE\n")]);
    let expected = "2 fixes in 2 files made\nno findings in 2 files\n";
    folder.run(["--fix", "."]).expect(0, expected, "");
    assert_eq!(folder.read("b.ipxe"), "#!ipxe\n");
    folder.short(".").expect(0, "", "");
}

#[test]
fn unsafe_fixes_are_made_only_if_asked_for() {
    let text = "#!ipxe\ngoto nwhere\n:nowhere\n";
    let folder = Folder::with(&[("a.ipxe", text)]);
    let run = folder.run(["--fix", "a.ipxe"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout
            .ends_with("\n1 error in 1 file\n1 can be mended with --unsafe-fixes\n"),
        "{run:?}"
    );
    assert_eq!(folder.read("a.ipxe"), text);
    folder.short("--unsafe-fixes a.ipxe").expect(0, "", "");
    assert_eq!(folder.read("a.ipxe"), "#!ipxe\ngoto nowhere\n:nowhere\n");
}

#[test]
fn a_diff_is_a_patch_and_changes_nothing() {
    let folder = Folder::with(&[("a.ipxe", MIXED), ("b.ipxe", BAD)]);
    let expected = "--- a.ipxe\n+++ a.ipxe\n@@ -1,3 +1,2 @@\n-\n #!ipxe\n goto nowhere\n";
    for line in ["--diff .", "--fix --diff .", "--diff --unsafe-fixes ."] {
        folder
            .short(line)
            .expect(1, expected, "1 fix in 1 file would be made\n");
    }
    folder.short("--diff -q .").expect(1, expected, "");
    assert_eq!(folder.read("a.ipxe"), MIXED);
    folder.write("a.ipxe", GOOD);
    folder
        .short("--diff a.ipxe")
        .expect(0, "", "no fixes to make\n");
    folder
        .short("--diff b.ipxe")
        .expect(1, "", "no fixes to make\n");
}

#[test]
fn standard_input_goes_fixed_to_standard_output() {
    let folder = Folder::new();
    let run = |arguments: &[&str], input| {
        folder.run_with_input(["--format=short"].iter().chain(arguments), input)
    };
    run(&["--fix", "-"], MIXED).expect(1, BAD, &format!("<stdin>{BAD_SHORT}"));
    run(&["--fix", "-"], GOOD).expect(0, GOOD, "");
    let expected = "--- <stdin>\n+++ <stdin>\n@@ -1,3 +1,2 @@\n-\n #!ipxe\n goto nowhere\n";
    run(&["--diff", "-"], MIXED).expect(1, expected, "1 fix in 1 file would be made\n");
}

#[test]
fn line_ends_stay_as_they_are() {
    for (before, after) in [
        ("echo a\r\necho b\r\n", "#!ipxe\r\necho a\r\necho b\r\n"),
        ("echo a\r\necho b", "#!ipxe\r\necho a\r\necho b"),
        ("echo a\necho b", "#!ipxe\necho a\necho b"),
        ("echo a", "#!ipxe\necho a"),
        (" #!ipxe\r\necho \u{e9}", "#!ipxe\r\necho \u{e9}"),
    ] {
        let folder = Folder::with(&[("a.ipxe", before)]);
        folder.run(["--unsafe-fixes", "a.ipxe"]);
        assert_eq!(folder.read("a.ipxe"), after);
    }
}

#[test]
fn bytes_that_no_fix_is_about_stay_as_they_are() {
    let folder = Folder::new();
    folder.write("a.ipxe", b"\n#!ipxe\necho \xff\xe9 \t\n\x0b\n# \x80");
    folder.run(["--fix", "a.ipxe"]);
    let fixed = fs::read(folder.at("a.ipxe")).unwrap();
    assert_eq!(fixed, b"#!ipxe\necho \xff\xe9 \t\n\x0b\n# \x80");
}

#[test]
fn mode_and_owner_stay() {
    let folder = Folder::with(&[("a.ipxe", FIXABLE)]);
    let path = folder.at("a.ipxe");
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    // Only the superuser may give files away.
    let _ = std::os::unix::fs::chown(&path, Some(1234), Some(5678));
    let before = fs::metadata(&path).unwrap();
    folder.short("--fix a.ipxe").expect(0, "", "");
    let after = fs::metadata(&path).unwrap();
    assert_ne!(folder.read("a.ipxe"), FIXABLE);
    assert_eq!(after.mode(), before.mode());
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
}

#[test]
fn a_link_stays_a_link() {
    let folder = Folder::with(&[("real/a.ipxe", FIXABLE), ("b/readme", "")]);
    std::os::unix::fs::symlink("../real/a.ipxe", folder.at("b/link.ipxe")).unwrap();
    folder.short("--fix b/link.ipxe").expect(0, "", "");
    assert!(folder.at("b/link.ipxe").is_symlink());
    assert_ne!(folder.read("real/a.ipxe"), FIXABLE);
    assert_eq!(fs::read_dir(folder.at("b")).unwrap().count(), 2);
    assert_eq!(fs::read_dir(folder.at("real")).unwrap().count(), 1);
}

#[test]
fn a_file_named_in_two_ways_is_fixed_once() {
    let folder = Folder::with(&[("a.ipxe", MIXED)]);
    std::os::unix::fs::symlink("a.ipxe", folder.at("b.ipxe")).unwrap();
    let run = folder.short("--fix a.ipxe b.ipxe");
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    assert_eq!(folder.read("a.ipxe"), BAD);
}

#[test]
fn what_cannot_be_written_is_told_and_reported_as_it_is() {
    let folder = Folder::with(&[("locked/a.ipxe", FIXABLE), ("b.ipxe", FIXABLE)]);
    fs::set_permissions(folder.at("locked"), Permissions::from_mode(0o500)).unwrap();
    if fs::write(folder.at("locked/x"), "").is_ok() {
        // The superuser may write everywhere.
        return;
    }
    let run = folder.short("--fix .");
    assert_eq!(
        run.stderr,
        "error: cannot write locked/a.ipxe: Permission denied\n"
    );
    assert_eq!((run.status, run.files()), (2, vec!["locked/a.ipxe"]));
    assert_eq!(folder.read("locked/a.ipxe"), FIXABLE);
    assert_ne!(folder.read("b.ipxe"), FIXABLE);
    fs::set_permissions(folder.at("locked"), Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn what_is_no_regular_file_is_not_replaced() {
    let folder = Folder::new();
    let run = folder.run_with_input(["--fix", "--format=short", "/dev/stdin"], MIXED);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.starts_with("error: cannot write /dev/stdin: "),
        "{run:?}"
    );
}

#[test]
fn every_rule_s_fix_leaves_a_file_without_what_it_fixes() {
    for rule in ipxe_check::rules::RULES {
        if rule.fixes == ipxe_check::rule::Fixes::None {
            continue;
        }
        let folder = Folder::new();
        folder.write("a.ipxe", rule.bad);
        let target = rule
            .example_target
            .map(|target| format!("--target={target}"));
        let pedantic = if rule.pedantic { "--pedantic" } else { "" };
        let line = format!("{pedantic} {} a.ipxe", target.unwrap_or_default());
        folder.short(&format!("--unsafe-fixes {line}"));
        let run = folder.short(&format!("--diff --unsafe-fixes {line}"));
        assert_eq!(run.stdout, "", "{}", rule.name);
        assert_eq!(run.stderr, "no fixes to make\n", "{}", rule.name);
    }
}
