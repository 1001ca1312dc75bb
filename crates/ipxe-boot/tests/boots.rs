//! Recorded boots of real iPXE.

use std::path::Path;

use ipxe_boot::verify::verify;

/// The cases that are not reproduced yet.
const PENDING: &str = include_str!("pending.txt");

#[test]
fn recorded_boots() {
    let collection = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/boots");
    let report = verify(&collection).expect("the collection is complete");
    let pending: Vec<&str> = PENDING
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert!(report.cases.len() > 30, "few cases");
    let mut wrong = String::new();
    for case in &report.cases {
        let is_pending = pending.contains(&case.name.as_str());
        match (case.differences.is_empty(), is_pending) {
            (true, true) => wrong += &format!("{}: passes, so take it off the list\n", case.name),
            (false, false) => {
                wrong += &format!("{}: {}\n", case.name, case.differences.join("\n  "))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
