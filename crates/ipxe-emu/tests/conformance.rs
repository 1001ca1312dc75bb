//! The conformance cases, all of them, in this process.
//!
//! `corpus/conformance/pending.txt` lists the cases that are known to differ. They must differ: a case that
//! passes has to be taken off the list.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ipxe_emu::conformance::{Runner, Verdict, cases};

#[test]
fn recorded_cases_are_matched() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/conformance");
    let pending =
        fs::read_to_string(folder.join("pending.txt")).expect("the list of pending cases");
    let pending: BTreeSet<&str> = pending
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let only = std::env::var("CASE").ok();
    let runner = Runner::new(&folder).expect("the world of the cases");
    let mut wrong = Vec::new();
    for case in cases(&folder).expect("the cases") {
        if only.as_ref().is_some_and(|only| !case.name.contains(only)) {
            continue;
        }
        let verdict = runner.run(&case).expect("a case that can be read");
        let is_pending = pending.contains(&*case.name);
        match verdict {
            Verdict::Passed if is_pending => {
                wrong.push(format!("{}: passes, so take it off the list", case.name));
            }
            Verdict::Failed(differences) if !is_pending => {
                let diffs: String = differences
                    .iter()
                    .map(|difference| difference.diff())
                    .collect();
                wrong.push(format!("{}: differs\n{diffs}", case.name));
            }
            _ => {}
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{}\n{count} cases", wrong.join("\n"));
}
