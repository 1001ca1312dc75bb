//! Formats, colour, the summary, and where the output goes.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::process::Stdio;

use crate::folder::{BAD, BAD_SHORT, FIXABLE, Folder, GOOD};

#[test]
fn people_get_excerpts_and_a_summary() {
    let folder = Folder::with(&[("a.ipxe", BAD), ("b.ipxe", FIXABLE), ("c.ipxe", GOOD)]);
    let run = folder.run(["."]);
    let expected = expect_test::expect![[r#"
        error[IPX201]: no label `nowhere` in this script
           ╭─[ a.ipxe:2:6 ]
           │
         2 │ goto nowhere
           │      ───┬───
           │         ╰───── not defined
           │
           │ help: define it with a line `:nowhere`, or name another label
           │ iPXE: prints nothing; `goto` fails and the script ends here
        ───╯

        warning[IPX901]: nothing to allow: IPX201 (undefined-label) is not reported here
           ╭─[ b.ipxe:2:21 ]
           │
         2 │ # ipxe-check: allow=undefined-label
           │                     ───────┬───────
           │                            ╰───────── here
           │
           │ help: remove it, or move it to the line before the finding
           │ fix: remove the comment
        ───╯

        1 error, 1 warning in 2 files
        1 can be mended with --fix
    "#]];
    expected.assert_eq(&run.stdout);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let run = folder.run(["c.ipxe"]);
    run.expect(0, "no findings in 1 file\n", "");
    folder.run(["-q", "c.ipxe"]).expect(0, "", "");
    let quiet = folder.run(["-q", "a.ipxe"]).stdout;
    assert!(
        quiet.contains("error[IPX201]") && !quiet.contains("1 error"),
        "{quiet}"
    );
}

#[test]
fn one_line_formats() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let stdout = |format| folder.run(["--format", format, "a.ipxe"]).stdout;
    assert_eq!(stdout("short"), format!("a.ipxe{BAD_SHORT}"));
    assert_eq!(
        stdout("gcc"),
        "a.ipxe:2:6: error: no label `nowhere` in this script [IPX201]\n"
    );
    let github = stdout("github");
    assert!(
        github.starts_with("::error file=a.ipxe,line=2,"),
        "{github}"
    );
    assert_eq!(github.lines().count(), 1);
}

#[test]
fn json_has_every_file_and_all_of_a_finding() {
    let folder = Folder::with(&[("a.ipxe", BAD), ("b.ipxe", GOOD)]);
    let run = folder.run(["--format=json", "."]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["files"][1]["name"], "b.ipxe");
    let finding = &json["diagnostics"][0];
    assert_eq!(finding["code"], "IPX201");
    assert_eq!(finding["start"]["line"], 2);
    assert_eq!(finding["url"], serde_json::Value::Null);
    assert_eq!(json["summary"]["errors"], 1);
}

#[test]
fn sarif_describes_every_rule() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let run = folder.run(["--format=sarif", "."]);
    let sarif: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"][0]["ruleId"], "IPX201");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "ipxe-check");
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), ipxe_check::rules::RULES.len());
    for rule in rules {
        let help = rule["help"]["markdown"].as_str().unwrap();
        assert!(
            help.starts_with(&format!("# {} ", rule["id"].as_str().unwrap())),
            "{help}"
        );
    }
}

#[test]
fn checkstyle_has_every_file() {
    let folder = Folder::with(&[("a.ipxe", BAD), ("b.ipxe", GOOD)]);
    let run = folder.run(["--format=checkstyle", "."]);
    assert!(
        run.stdout.contains(r#"<file name="b.ipxe"/>"#),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains(r#"severity="error""#), "{}", run.stdout);
}

#[test]
fn colour_is_for_terminals_and_for_who_wants_it() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let colored = |color: &str, no_color: &str| {
        let mut command = folder.command();
        command
            .args(["--color", color, "a.ipxe"])
            .env("NO_COLOR", no_color);
        let output = command.output().unwrap();
        output.stdout.contains(&b'\x1b')
    };
    assert!(!colored("auto", ""));
    assert!(!colored("never", ""));
    assert!(colored("always", ""));
    assert!(colored("always", "1"));
}

#[test]
fn a_reader_that_stops_is_no_problem() {
    let folder = Folder::new();
    for number in 0..300 {
        folder.write(format!("{number}.ipxe"), BAD);
    }
    for format in ["human", "short", "json", "sarif", "checkstyle"] {
        let mut child = folder
            .command()
            .args(["--format", format, "."])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut start = [0; 10];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut start).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

#[test]
fn a_full_disk_is_a_problem() {
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = folder
        .command()
        .arg("a.ipxe")
        .stdout(full)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        stderr,
        "error: cannot write standard output: No space left on device\n"
    );
    assert_eq!(output.status.code(), Some(2));
}
