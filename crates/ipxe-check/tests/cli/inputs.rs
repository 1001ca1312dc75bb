//! What is checked.

use crate::folder::{BAD, BAD_SHORT, Folder, GOOD};

fn many() -> Folder {
    Folder::with(&[
        ("b.ipxe", BAD),
        ("a.ipxe", BAD),
        ("A.IPXE", BAD),
        ("old.gpxe", BAD),
        ("sub/menu.ipxe.j2", BAD),
        ("sub/menu.ipxe.tmpl", BAD),
        ("sub/by-magic", BAD),
        ("sub/by-magic.txt", "#!gpxe\ngoto nowhere\n"),
        ("sub/marked.txt", "\u{feff}#!ipxe\ngoto nowhere\n"),
        ("sub/readme.txt", "goto nowhere\n"),
        ("sub/boot.ipxe.defects", "goto nowhere\n"),
        ("sub/dnsmasq.conf.j2", "goto nowhere\n"),
    ])
}

#[test]
fn a_file_is_checked_whatever_its_name() {
    let folder = Folder::with(&[("boot.txt", BAD)]);
    let expected = format!("boot.txt{BAD_SHORT}");
    folder.short("boot.txt").expect(1, &expected, "");
    let absolute = folder.at("boot.txt").display().to_string();
    let expected = format!("{absolute}{BAD_SHORT}");
    folder.short(&absolute).expect(1, &expected, "");
}

#[test]
fn scripts_in_folders_are_found_by_name_and_by_magic_in_stable_order() {
    let folder = many();
    let run = folder.short(".");
    let expected = [
        "A.IPXE",
        "a.ipxe",
        "b.ipxe",
        "old.gpxe",
        "sub/by-magic",
        "sub/by-magic.txt",
        "sub/marked.txt",
        "sub/menu.ipxe.j2",
        "sub/menu.ipxe.tmpl",
    ];
    assert_eq!(run.files(), expected);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    for _ in 0..3 {
        assert_eq!(folder.short("."), run);
    }
    assert_eq!(folder.short("sub").files(), expected[4..]);
}

#[test]
fn many_files_are_checked_in_stable_order() {
    let folder = Folder::new();
    for number in 0..1200 {
        folder.write(
            format!("{number:04}"),
            if number % 3 == 0 { BAD } else { GOOD },
        );
    }
    let run = folder.short(".");
    let expected: Vec<String> = (0..400).map(|n| format!("{:04}", n * 3)).collect();
    assert_eq!(run.files(), expected);
}

#[test]
fn gitignore_and_hidden_files_are_left_out_of_folders() {
    let folder = many();
    folder.write(".gitignore", "b.ipxe\n/sub/\n");
    folder.write(".hidden/x.ipxe", BAD);
    assert_eq!(folder.short(".").files(), ["A.IPXE", "a.ipxe", "old.gpxe"]);
    // What is named is checked.
    let run = folder.short("b.ipxe .hidden/x.ipxe sub/by-magic");
    assert_eq!(run.files(), ["b.ipxe", ".hidden/x.ipxe", "sub/by-magic"]);
}

#[test]
fn links_in_folders_are_not_followed_but_named_ones_are() {
    let folder = Folder::with(&[("real/a.ipxe", BAD)]);
    std::os::unix::fs::symlink("real", folder.at("linked")).unwrap();
    std::os::unix::fs::symlink("real/a.ipxe", folder.at("b.ipxe")).unwrap();
    assert_eq!(folder.short(".").files(), ["real/a.ipxe"]);
    let run = folder.short("b.ipxe linked");
    assert_eq!(run.files(), ["b.ipxe", "linked/a.ipxe"]);
}

#[test]
fn each_file_is_checked_once() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let run = folder.short("a.ipxe . ./a.ipxe *.ipxe");
    assert_eq!(run.stdout, format!("a.ipxe{BAD_SHORT}"));
}

#[test]
fn globs_are_expanded_if_no_shell_has_done_so() {
    let folder = many();
    folder.write(".x/y.ipxe", BAD);
    assert_eq!(folder.short("*.ipxe").files(), ["a.ipxe", "b.ipxe"]);
    assert_eq!(folder.short("[ab].ipxe").files(), ["a.ipxe", "b.ipxe"]);
    assert_eq!(folder.short("?.ipxe").files(), ["a.ipxe", "b.ipxe"]);
    assert_eq!(folder.short("{a,old}.?pxe").files(), ["a.ipxe", "old.gpxe"]);
    let run = folder.short("s*/*.j2");
    assert_eq!(run.files(), ["sub/dnsmasq.conf.j2", "sub/menu.ipxe.j2"]);
    assert_eq!(folder.short("**/*.ipxe").files(), ["a.ipxe", "b.ipxe"]);
    assert_eq!(folder.short(".x/*.ipxe").files(), [".x/y.ipxe"]);
    assert_eq!(folder.short(".?/*").files(), [".x/y.ipxe"]);
    let absolute = folder.at("*.gpxe").display().to_string();
    let found = folder.at("old.gpxe").display().to_string();
    assert_eq!(folder.short(&absolute).files(), [found]);
    // A folder that a glob matches is searched.
    let run = folder.short("su*");
    assert_eq!(run.files().len(), 5);
}

#[test]
fn a_file_with_a_name_like_a_glob_is_that_file() {
    let folder = Folder::with(&[("[ab].ipxe", BAD), ("a.ipxe", BAD)]);
    assert_eq!(folder.short("[ab].ipxe").files(), ["[ab].ipxe"]);
}

#[test]
fn standard_input_is_checked_by_the_name_given() {
    let folder = Folder::new();
    let run = folder.run_with_input(["--format=short", "-"], BAD);
    run.expect(1, &format!("<stdin>{BAD_SHORT}"), "");
    let arguments = ["--format=short", "--stdin-filename", "x/boot.ipxe", "-"];
    let run = folder.run_with_input(arguments, BAD);
    run.expect(1, &format!("x/boot.ipxe{BAD_SHORT}"), "");
    let run = folder.run_with_input(&arguments[..3], BAD);
    run.expect(1, &format!("x/boot.ipxe{BAD_SHORT}"), "");
    folder.run_with_input(["-q", "-"], GOOD).expect(0, "", "");
}

#[test]
fn standard_input_can_stand_among_files() {
    let folder = Folder::with(&[("a.ipxe", BAD), ("b.ipxe", BAD)]);
    let run = folder.run_with_input(["--format=short", "b.ipxe", "-", "a.ipxe"], BAD);
    assert_eq!(run.files(), ["b.ipxe", "<stdin>", "a.ipxe"]);
}

#[test]
fn a_pipe_is_a_file_like_any_other() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let run = folder.run_with_input(["--format=short", "/dev/stdin"], BAD);
    run.expect(1, &format!("/dev/stdin{BAD_SHORT}"), "");
}

#[test]
fn file_names_need_not_be_utf_8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"b\xffd.ipxe");
    folder.write(name, BAD);
    let expected = format!("b\u{fffd}d.ipxe{BAD_SHORT}");
    let run = folder.run([OsStr::new("--format=short"), name]);
    run.expect(1, &expected, "");
    folder.short(".").expect(1, &expected, "");
    folder.short("*.ipxe").expect(1, &expected, "");
    let run = folder.run([OsStr::new("--format=json"), name]);
    assert!(run.stdout.contains("b\u{fffd}d.ipxe"), "{}", run.stdout);
    let missing = OsStr::from_bytes(b"n\xff.ipxe");
    let expected = "error: cannot read n\u{fffd}.ipxe: No such file or directory\n";
    folder.run([missing]).expect(2, "", expected);
}
