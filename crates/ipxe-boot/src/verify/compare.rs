//! What was recorded against what was simulated.

use super::case::Case;
use super::run::Recording;

/// How far times may be apart, in seconds.
const TOLERANCE: f64 = 0.35;

/// The differences, a line for each.
pub(super) fn differences(case: &Case, recording: &Recording) -> Vec<String> {
    let mut found = Vec::new();
    let console = case.text("console");
    lines(
        "console",
        &console,
        &recording.console,
        &mut found,
        |a, b| a == b,
    );
    if !case.description.unstable {
        let packets = recording.packets.join("\n");
        lines(
            "packets",
            &case.text("packets.txt"),
            &packets,
            &mut found,
            is_same_packet,
        );
    }
    found
}

/// Compares texts line by line; the first difference is enough, as all that follows may be shifted.
fn lines(
    what: &str,
    expected: &str,
    actual: &str,
    found: &mut Vec<String>,
    is_same: impl Fn(&str, &str) -> bool,
) {
    let (mut left, mut right) = (expected.lines(), actual.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (expected, actual) = match (left.next(), right.next()) {
            (None, None) => return,
            (Some(a), Some(b)) if is_same(a, b) => continue,
            (a, b) => (a.unwrap_or("[end]"), b.unwrap_or("[end]")),
        };
        found.push(format!(
            "{what}, line {number}: recorded {expected:?}, simulated {actual:?}"
        ));
        return;
    }
}

/// Whether two lines tell of the same packet, at nearly the same time.
fn is_same_packet(a: &str, b: &str) -> bool {
    let parts = |line: &str| {
        let (time, rest) = line.trim_start().split_once(' ')?;
        let rest: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        Some((time.parse::<f64>().ok()?, rest))
    };
    match (parts(a), parts(b)) {
        (Some((a, left)), Some((b, right))) => (a - b).abs() <= TOLERANCE && left == right,
        _ => a == b,
    }
}
