//! What was recorded against what was simulated.

use super::case::{Case, FirmwareName};
use super::run::Recording;

/// How far times may be apart, in seconds.
const TOLERANCE: f64 = 0.35;
/// How far the times between two packets may be apart where UEFI firmware boots: its timers tick by the second.
const FIRMWARE_TOLERANCE: f64 = 1.05;

/// The differences, a line for each.
pub(super) fn differences(case: &Case, recording: &Recording) -> Vec<String> {
    let mut found = Vec::new();
    let console = case.text("console");
    let same_text = |a: Option<&str>, b: Option<&str>| a == b;
    lines(
        "console",
        &console,
        &recording.console,
        &mut found,
        same_text,
    );
    if case.description.unstable {
        return found;
    }
    let is_uefi = case.description.firmware == Some(FirmwareName::Uefi);
    let mut before = (0.0, 0.0);
    let same_packet = |a: Option<&str>, b: Option<&str>| {
        let (Some((a, left)), Some((b, right))) = (a.and_then(packet), b.and_then(packet)) else {
            return a == b;
        };
        let (apart, limit) = match is_uefi {
            true => ((a - before.0) - (b - before.1), FIRMWARE_TOLERANCE),
            false => (a - b, TOLERANCE),
        };
        before = (a, b);
        apart.abs() <= limit && left == right
    };
    let packets = recording.packets.join("\n");
    lines(
        "packets",
        &case.text("packets.txt"),
        &packets,
        &mut found,
        same_packet,
    );
    found
}

/// Compares texts line by line; the first difference is enough, as all that follows may be shifted.
fn lines(
    what: &str,
    expected: &str,
    actual: &str,
    found: &mut Vec<String>,
    mut is_same: impl FnMut(Option<&str>, Option<&str>) -> bool,
) {
    let (mut left, mut right) = (expected.lines(), actual.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (expected, actual) = match (left.next(), right.next()) {
            (None, None) => return,
            (a, b) if is_same(a, b) => continue,
            (a, b) => (a.unwrap_or("[end]"), b.unwrap_or("[end]")),
        };
        found.push(format!(
            "{what}, line {number}: recorded {expected:?}, simulated {actual:?}"
        ));
        return;
    }
}

/// The time of a packet, and what its line says, without the columns.
fn packet(line: &str) -> Option<(f64, Vec<&str>)> {
    let (time, rest) = line.trim_start().split_once(' ')?;
    Some((time.parse().ok()?, rest.split_whitespace().collect()))
}
