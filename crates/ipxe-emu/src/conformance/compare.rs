//! What differs from a recording.

use ipxe_machine::Outcome;
use ipxe_sim::terminal::Screen;
use similar::TextDiff;

use super::{Recording, normalised, with_exit, without_screens};

/// A file of a recording that a run does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file: `console`, `text`, `screen-2`.
    pub file: String,
    /// What was recorded.
    pub expected: String,
    /// What came out.
    pub actual: String,
}

impl Difference {
    /// Both, line by line.
    #[must_use]
    pub fn diff(&self) -> String {
        TextDiff::from_lines(&self.expected, &self.actual)
            .unified_diff()
            .context_radius(3)
            .header(
                &format!("{} (recorded)", self.file),
                &format!("{} (emulated)", self.file),
            )
            .to_string()
    }
}

/// Compares a run with a recording.
#[must_use]
pub fn compare(
    recording: &Recording,
    output: &[u8],
    outcome: &Outcome,
    snapshots: &[Screen],
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut check = |file: &str, expected: &[u8], actual: &[u8]| {
        if expected != actual {
            differences.push(Difference {
                file: file.to_owned(),
                expected: readable(expected),
                actual: readable(actual),
            });
        }
    };
    let transcript = normalised(output);
    match &recording.text {
        None => check(
            "console",
            &recording.console,
            &with_exit(transcript, outcome),
        ),
        Some(text) => check(
            "text",
            text,
            &with_exit(without_screens(&transcript), outcome),
        ),
    }
    let screens = snapshots.iter().map(Screen::text).collect::<Vec<_>>();
    let attributes = snapshots.iter().map(Screen::attributes).collect::<Vec<_>>();
    let all = [
        ("screen", &recording.screens, screens),
        ("attrs", &recording.attributes, attributes),
    ];
    for (name, expected, actual) in all {
        for index in 0..expected.len().max(actual.len()) {
            let number = index + 1;
            let file = if number == 1 {
                name.to_owned()
            } else {
                format!("{name}-{number}")
            };
            let text = |list: &[String]| list.get(index).cloned().unwrap_or_default();
            check(&file, text(expected).as_bytes(), text(&actual).as_bytes());
        }
    }
    differences
}

/// The bytes as text in which everything can be seen.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push('\n'),
                character if character.is_control() => text.extend(character.escape_default()),
                character => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            text += &format!("\\x{byte:02x}");
        }
    }
    text
}
