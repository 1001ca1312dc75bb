//! The scripts of the corpus draw the findings that stand beside them, and no others.
//!
//! `NAME.expected` beside a script has one line for each finding in the short format, with the name of
//! the script alone; a script without it has none. The examples of a rule are checked with what the rule
//! needs. With `UPDATE_EXPECT=1` in the environment the files are written anew: look at each finding in
//! a script that is right before you keep it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ipxe_check::levels::Level;
use ipxe_check::{Checker, Levels, Options, Rule, rules};
use ipxe_diagnostics::{FileDiagnostics, SourceFile, render::short, unified_diff};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// All files of the corpus with this ending.
fn all(ending: &str) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![corpus()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.insert(path);
            }
        }
    }
    found
}

/// The rule that a script is an example of.
fn rule_of(path: &Path) -> Option<&'static Rule> {
    let folder = path.parent().expect("it is in a folder");
    let is_rule = folder
        .parent()
        .is_some_and(|parent| parent.ends_with("corpus/rules"));
    let name = folder.file_name().and_then(|name| name.to_str());
    is_rule.then(|| name.and_then(rules::rule).expect("the folder of a rule"))
}

/// The usual options, and for the examples of a rule what it needs.
fn options(rule: Option<&Rule>) -> Options {
    let Some(rule) = rule else {
        return Options::default();
    };
    let mut levels = Levels::default();
    levels.set(rule.code, Level::On).expect("the rule exists");
    let target = rule.example_target;
    let target = target.map(|target| target.parse().expect("a target"));
    Options {
        levels,
        targets: target.into_iter().collect(),
        ..Options::default()
    }
}

/// The findings in a script, one line each.
fn findings(path: &Path) -> String {
    let rule = rule_of(path);
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.expect("UTF-8");
    let source = SourceFile::new(name, fs::read(path).expect("a script"));
    // Where the rule looks at how its example was served; what is right was served as it should.
    let answer = rule.and_then(rules::example_answer);
    let answer = answer.filter(|_| name != "near-miss.ipxe");
    let found = Checker::new(options(rule)).check_served(&source, answer.as_ref());
    let mut lines = Vec::new();
    short::write(&mut lines, &[FileDiagnostics::new(source, found)]).expect("a vector");
    String::from_utf8(lines).expect("text")
}

#[test]
fn every_script_draws_what_stands_beside_it() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    for path in all("ipxe") {
        let found = findings(&path);
        let beside = PathBuf::from(format!("{}.expected", path.display()));
        if update && found.is_empty() {
            // Most have none.
            let _ = fs::remove_file(beside);
        } else if update {
            fs::write(beside, found).expect("it can be written");
        } else {
            let expected = fs::read_to_string(beside).unwrap_or_default();
            let name = path.strip_prefix(corpus()).expect("it is in the corpus");
            let name = name.display().to_string();
            wrong += &unified_diff(&name, expected.as_bytes(), found.as_bytes());
        }
    }
    assert!(wrong.is_empty(), "expected (-) and found (+):\n{wrong}");
}

#[test]
fn expectations_have_their_scripts() {
    for path in all("expected") {
        let script = path.with_extension("");
        assert!(script.is_file(), "{} has no script", path.display());
    }
}
