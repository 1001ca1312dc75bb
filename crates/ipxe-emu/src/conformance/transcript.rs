//! Transcripts in the form in which they are recorded.

use ipxe_machine::Outcome;

/// What was printed, as it is recorded: without carriage returns before line feeds, with at most three dots at
/// the end of progress.
#[must_use]
pub fn normalised(output: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(output.len() + 16);
    for line in output.split_inclusive(|&byte| byte == b'\n') {
        match line
            .strip_suffix(b"\r\n")
            .or_else(|| line.strip_suffix(b"\n"))
        {
            Some(line) => {
                shorten(line, &mut text);
                text.push(b'\n');
            }
            None => shorten(line, &mut text),
        }
    }
    text
}

/// The transcript with the exit status after it.
#[must_use]
pub fn with_exit(mut text: Vec<u8>, outcome: &Outcome) -> Vec<u8> {
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    let end = match outcome {
        Outcome::Finished(status) => format!("[exit {}]\n", status.exit_code()),
        // The process ends well when it hands over or switches off.
        Outcome::Booted { .. } | Outcome::BootedSan { .. } => "[booted]\n".to_owned(),
        Outcome::Rebooted | Outcome::PoweredOff => "[exit 0]\n".to_owned(),
        Outcome::Crashed { .. } => "[crashed]\n".to_owned(),
        Outcome::Exhausted(_) => "[timeout]\n".to_owned(),
    };
    text.extend_from_slice(end.as_bytes());
    text
}

/// Cuts a run of four or more dots to three where ` ok` or ` <message> (https://ipxe.org/XXXXXXXX)` follows it
/// up to the end of the line.
fn shorten(line: &[u8], text: &mut Vec<u8>) {
    let Some(end) = progress_end(line) else {
        return text.extend_from_slice(line);
    };
    let dots = line[..end]
        .iter()
        .rev()
        .take_while(|&&byte| byte == b'.')
        .count();
    text.extend_from_slice(&line[..end - dots.saturating_sub(3)]);
    text.extend_from_slice(&line[end..]);
}

/// Where the dots of a progress line end.
fn progress_end(line: &[u8]) -> Option<usize> {
    if let Some(before) = line.strip_suffix(b" ok") {
        return before.ends_with(b"....").then_some(before.len());
    }
    let (before, code) = line.strip_suffix(b")")?.split_last_chunk::<8>()?;
    let is_code = code
        .iter()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let before = before
        .strip_suffix(b"(https://ipxe.org/")
        .filter(|_| is_code)?;
    // The first run of at least four dots that a blank follows.
    let mut run = 0;
    for (at, &byte) in before.iter().enumerate() {
        match byte {
            b'.' => run += 1,
            b' ' if run >= 4 => return Some(at),
            _ => run = 0,
        }
    }
    None
}

/// The transcript with a line `[screen]` in place of each full-screen session.
///
/// A session begins and ends with the same sequence, which resets the colours and erases the screen.
#[must_use]
pub fn without_screens(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut inside = false;
    while let Some((start, end)) = next_reset(rest) {
        if inside {
            out.extend_from_slice(b"[screen]\n");
        } else {
            out.extend_from_slice(&rest[..start]);
        }
        inside = !inside;
        rest = &rest[end..];
    }
    if inside {
        out.extend_from_slice(b"[screen]\n");
    } else {
        out.extend_from_slice(rest);
    }
    out
}

/// The next `ESC 0m`, colours, `ESC [2J`.
fn next_reset(text: &[u8]) -> Option<(usize, usize)> {
    const START: &[u8] = b"\x1b0m";
    let mut from = 0;
    loop {
        let start = from + find(text.get(from..)?, START)?;
        let mut at = start + START.len();
        let mut colours = 0;
        while let Some(length) = colour(&text[at..]) {
            at += length;
            colours += 1;
        }
        if colours > 0 && text[at..].starts_with(b"\x1b[2J") {
            return Some((start, at + 4));
        }
        from = start + 1;
    }
}

/// Length of `ESC [ digits m` at the start.
fn colour(text: &[u8]) -> Option<usize> {
    let parameters = text.strip_prefix(b"\x1b[")?;
    let digits = parameters
        .iter()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b';'))
        .count();
    (parameters.get(digits) == Some(&b'm')).then_some(digits + 3)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use ipxe_machine::Status;

    use super::*;

    fn normal(text: &str) -> String {
        let text = with_exit(normalised(text.as_bytes()), &Outcome::Finished(Status::OK));
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn dots_of_progress_are_cut() {
        assert_eq!(normal("a...... ok\r\n"), "a... ok\n[exit 0]\n");
        let failed = "x..... Not found (https://ipxe.org/2d0c6102)\r\n";
        assert_eq!(
            normal(failed),
            "x... Not found (https://ipxe.org/2d0c6102)\n[exit 0]\n"
        );
        assert_eq!(normal("a.... okay\n"), "a.... okay\n[exit 0]\n");
        assert_eq!(normal("a... ok"), "a... ok\n[exit 0]\n");
    }

    #[test]
    fn only_carriage_returns_before_line_feeds_go() {
        assert_eq!(normal("a\rb\r\n"), "a\rb\n[exit 0]\n");
        assert_eq!(normal(""), "[exit 0]\n");
    }

    #[test]
    fn sessions_become_one_line() {
        let session =
            b"before\n\x1b0m\x1b[39m\x1b[49m\x1b[2Jmenu\x1b0m\x1b[39m\x1b[49m\x1b[2Jafter\n";
        assert_eq!(without_screens(session), b"before\n[screen]\nafter\n");
        assert_eq!(without_screens(b"\x1b0m no screen"), b"\x1b0m no screen");
    }
}
