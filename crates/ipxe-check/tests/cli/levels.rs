//! Rules on and off, and the exit status.

use crate::folder::{BAD, Folder, GOOD};

const UNKNOWN: &str = "#!ipxe\nnosuchcommand\ngoto nowhere\n";

fn severities(line: &str) -> (i32, Vec<String>) {
    let folder = Folder::with(&[("a.ipxe", UNKNOWN)]);
    let run = folder.short(&format!("{line} a.ipxe"));
    assert_eq!(run.stderr, "");
    let words = run.stdout.lines().map(|line| {
        let word = line.split(' ').nth(1).expect("a severity and a code");
        word.to_owned()
    });
    (run.status, words.collect())
}

#[track_caller]
fn check(line: &str, status: i32, expected: &[&str]) {
    let (found_status, found) = severities(line);
    assert_eq!(
        (found.iter().map(String::as_str).collect(), found_status),
        (expected.to_vec(), status)
    );
}

#[test]
fn rules_are_named_by_code_name_group_and_all() {
    check("", 1, &["error[IPX401]", "error[IPX201]"]);
    check("--allow IPX401", 1, &["error[IPX201]"]);
    check("--allow ipx401", 1, &["error[IPX201]"]);
    check("--allow unknown-command", 1, &["error[IPX201]"]);
    check("--allow command", 1, &["error[IPX201]"]);
    check("--allow all", 0, &[]);
    check("--allow command,label", 0, &[]);
    check("--allow command --allow=label", 0, &[]);
}

#[test]
fn the_last_option_counts() {
    check("--allow all --deny IPX201", 1, &["error[IPX201]"]);
    check("--deny IPX201 --allow all", 0, &[]);
    check(
        "--warn all --note IPX401",
        1,
        &["note[IPX401]", "warning[IPX201]"],
    );
    check(
        "--note IPX401 --warn all",
        1,
        &["warning[IPX401]", "warning[IPX201]"],
    );
}

#[test]
fn errors_and_warnings_make_status_1_and_notes_do_not() {
    check("--warn all", 1, &["warning[IPX401]", "warning[IPX201]"]);
    check("--note all", 0, &["note[IPX401]", "note[IPX201]"]);
    check("--exit-zero", 0, &["error[IPX401]", "error[IPX201]"]);
    let folder = Folder::with(&[("a.ipxe", GOOD)]);
    folder.short("a.ipxe").expect(0, "", "");
}

#[test]
fn fragments_need_no_magic() {
    let folder = Folder::with(&[("part", "echo Hello\n")]);
    assert!(folder.short("part").stdout.contains("error[IPX101]"));
    folder.short("--fragment part").expect(0, "", "");
}

#[test]
fn pedantic_rules_are_on_when_asked_for() {
    let pedantic = ipxe_check::rules::RULES.iter().filter(|rule| rule.pedantic);
    for rule in pedantic {
        let folder = Folder::new();
        folder.write("a.ipxe", rule.bad);
        let target = rule
            .example_target
            .map(|target| format!("--target {target}"));
        let target = target.unwrap_or_default();
        let has = |line: &str| {
            let run = folder.short(&format!("{target} {line} a.ipxe"));
            run.stdout.contains(rule.code)
        };
        assert!(!has(""), "{}", rule.name);
        assert!(has("--pedantic"), "{}", rule.name);
        assert!(has(&format!("--warn {}", rule.name)), "{}", rule.name);
        assert!(
            !has(&format!("--warn {}", rule.group.name())),
            "{}",
            rule.name
        );
    }
}

#[test]
fn a_comment_allows_too() {
    let text = BAD.replace("goto", "# ipxe-check: allow=undefined-label\ngoto");
    let folder = Folder::with(&[("a.ipxe", &text)]);
    folder.short("a.ipxe").expect(0, "", "");
}
