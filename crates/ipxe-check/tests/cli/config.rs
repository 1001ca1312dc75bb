//! `ipxe-check.toml`.

use crate::folder::{BAD, BAD_SHORT, Folder};

#[test]
fn each_file_has_the_nearest_configuration_above_it() {
    let folder = Folder::with(&[
        ("ipxe-check.toml", "allow = [\"undefined-label\"]\n"),
        ("a.ipxe", BAD),
        ("x/ipxe-check.toml", "note = [\"undefined-label\"]\n"),
        ("x/a.ipxe", BAD),
        ("x/y/z/a.ipxe", BAD),
        ("w/a.ipxe", BAD),
    ]);
    let run = folder.short(".");
    assert_eq!(run.files(), ["x/a.ipxe", "x/y/z/a.ipxe"]);
    assert!(run.stdout.contains("note[IPX201]"));
    assert_eq!(run.status, 0);
    let mut command = folder.command();
    let output = command
        .current_dir(folder.at("x/y"))
        .args(["-q", "../../a.ipxe"])
        .output();
    assert_eq!(output.unwrap().stdout, b"");
}

#[test]
fn the_command_line_counts_more() {
    let folder = Folder::with(&[
        (
            "ipxe-check.toml",
            "allow = [\"undefined-label\"]\nfragment = true\n",
        ),
        ("a.ipxe", BAD),
    ]);
    assert!(
        folder
            .short("--warn IPX201 a.ipxe")
            .stdout
            .contains("warning[IPX201]")
    );
    assert!(
        folder
            .short("--no-config a.ipxe")
            .stdout
            .contains("error[IPX201]")
    );
    folder.write("other.toml", "note = [\"label\"]\n");
    assert!(
        folder
            .short("--config other.toml a.ipxe")
            .stdout
            .contains("note[IPX201]")
    );
    assert!(
        folder
            .short("--config=other.toml .")
            .stdout
            .contains("note[IPX201]")
    );
}

#[test]
fn standard_input_has_the_configuration_of_its_name() {
    let folder = Folder::with(&[
        ("ipxe-check.toml", "warn = [\"undefined-label\"]\n"),
        (
            "x/ipxe-check.toml",
            "[[override]]\nfiles = [\"b.ipxe\"]\nnote = [\"undefined-label\"]\n",
        ),
    ]);
    let severity = |arguments: &[&str]| {
        let run = folder.run_with_input(["--format=short"].iter().chain(arguments), BAD);
        run.stdout.split(' ').nth(1).map(str::to_owned)
    };
    assert_eq!(severity(&["-"]).as_deref(), Some("warning[IPX201]"));
    let name = ["--stdin-filename=x/a.ipxe", "-"];
    assert_eq!(severity(&name).as_deref(), Some("error[IPX201]"));
    let name = ["--stdin-filename=x/b.ipxe", "-"];
    assert_eq!(severity(&name).as_deref(), Some("note[IPX201]"));
}

#[test]
fn excluded_files_are_left_out_of_folders_only() {
    let folder = Folder::with(&[
        (
            "ipxe-check.toml",
            "exclude = [\"vendor\", \"old-*\", \"gen/*.ipxe\"]\n",
        ),
        ("a.ipxe", BAD),
        ("old-a.ipxe", BAD),
        ("gen/a.ipxe", BAD),
        ("gen/x/a.ipxe", BAD),
        ("x/vendor/y/a.ipxe", BAD),
        ("x/vendor/ipxe-check.toml", "nonsense\n"),
    ]);
    assert_eq!(folder.short(".").files(), ["a.ipxe", "gen/x/a.ipxe"]);
    assert_eq!(folder.short(".").stderr, "");
    assert_eq!(
        folder.short("old-a.ipxe gen/*.ipxe").files(),
        ["old-a.ipxe", "gen/a.ipxe"]
    );
    assert_eq!(folder.short("--no-config .").files().len(), 5);
}

#[test]
fn overrides_speak_of_some_files() {
    let text = "deny = [\"undefined-label\"]\n\
                [[override]]\nfiles = [\"lib\"]\nfragment = true\nallow = [\"label\"]\n\
                [[override]]\nfiles = [\"*.j2\", \"/nowhere/*\"]\nwarn = [\"undefined-label\"]\n";
    let folder = Folder::with(&[
        ("ipxe-check.toml", text),
        ("a.ipxe", BAD),
        ("lib/a.ipxe", "goto nowhere\n"),
        ("lib/b.ipxe.j2", BAD),
    ]);
    let expected = format!(
        "a.ipxe{BAD_SHORT}lib/b.ipxe.j2{}",
        BAD_SHORT.replace("error", "warning")
    );
    folder.short(".").expect(1, &expected, "");
}

#[test]
fn targets_of_the_command_line_replace_those_of_the_configuration() {
    let targets = ipxe_check::rules::RULES
        .iter()
        .filter_map(|rule| Some((rule, rule.example_target?)));
    for (rule, target) in targets.take(3) {
        let folder = Folder::with(&[("ipxe-check.toml", &format!("target = \"{target}\"\n"))]);
        folder.write("a.ipxe", rule.bad);
        let on = format!("--warn {} a.ipxe", rule.code);
        assert!(
            folder.short(&on).stdout.contains(rule.code),
            "{}",
            rule.name
        );
        let run = folder.short(&format!("--no-config {on}"));
        assert!(!run.stdout.contains(rule.code), "{}", rule.name);
    }
}

#[test]
fn a_wrong_configuration_is_told_once_and_other_files_are_checked() {
    let folder = Folder::with(&[
        ("a.ipxe", BAD),
        ("x/ipxe-check.toml", "pedantic = true\nfragments = true\n"),
        ("x/a.ipxe", BAD),
        ("x/b.ipxe", BAD),
        ("x/y/c.ipxe", BAD),
    ]);
    let expected = "error: x/ipxe-check.toml:2:1: unknown field `fragments`, expected one of \
                    `target`, `targets`, `pedantic`, `fragment`, `allow`, `note`, `warn`, `deny`, \
                    `exclude`, `override`\n";
    folder
        .short(".")
        .expect(2, &format!("a.ipxe{BAD_SHORT}"), expected);
    let expected = expected.replace("x/", "");
    let output = folder
        .command()
        .current_dir(folder.at("x"))
        .arg("a.ipxe")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
}

#[test]
fn a_configuration_that_was_named_must_be_there_and_right() {
    let folder = Folder::with(&[
        ("a.ipxe", BAD),
        ("wrong.toml", "allow = [\n  \"nope\",\n]\n"),
    ]);
    let expected = "error: cannot read nope.toml: No such file or directory\n";
    folder
        .short("--config nope.toml a.ipxe")
        .expect(2, "", expected);
    let expected = "error: wrong.toml:2:3: unknown rule or group `nope`; `ipxe-check --list-rules` \
                    shows them all\n";
    folder
        .short("--config wrong.toml a.ipxe")
        .expect(2, "", expected);
}
