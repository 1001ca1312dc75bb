//! What editors write between the words: milliseconds as seconds.

use ipxe_reference::ValueKind;
use ipxe_syntax::{Span, parse};

use crate::pieces::{Role, pieces};

/// Times below this need no other form.
const LEAST: u32 = 1000;

/// Texts that explain what stands before them, with their offsets, in the lines that touch `range`.
#[must_use]
pub fn hints(source: &[u8], range: Span) -> Vec<(u32, String)> {
    let script = parse(source);
    let first = script.line_at(range.start).map_or(0, |line| line.index());
    let lines = script.lines().skip(first);
    let lines = lines.take_while(|line| line.span().start <= range.end);
    let times = lines.flat_map(pieces).filter_map(|piece| {
        let Role::Argument(_, what) = piece.role else {
            return None;
        };
        let number = std::str::from_utf8(piece.text).ok()?.parse::<u32>().ok()?;
        let plain = !piece.text.starts_with(b"0") && !piece.text.starts_with(b"+");
        let shown = what.kind() == ValueKind::Timeout && number >= LEAST && plain;
        // Milliseconds are 1/1024 of a second (`core/parseopt.c: parse_timeout`).
        let seconds = format!("{:.1}", f64::from(number) / 1024.0);
        let seconds = seconds.strip_suffix(".0").unwrap_or(&seconds);
        shown.then(|| (piece.span.end, format!("{seconds} s")))
    });
    times.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_seconds() {
        for (text, expected) in [
            ("prompt --timeout 5000 x", "21 4.9 s"),
            ("prompt --timeout=2048 x", "21 2 s"),
            ("prompt --timeout 10 x", ""),
            ("prompt --timeout ${t} x", ""),
            ("sleep 5000", ""),
        ] {
            let all = hints(text.as_bytes(), Span::new(0, text.len() as u32));
            let all: Vec<_> = all
                .iter()
                .map(|(at, text)| format!("{at} {text}"))
                .collect();
            assert_eq!(all.join(","), expected, "{text}");
        }
    }
}
