//! The trace as people read it.

use std::time::Duration;

use ipxe_sim::net::NetEventKind;

use super::{Entry, Expansion, Kind};

/// Longest text of a line before it is cut, in characters.
const LONGEST: usize = 160;

/// Writes entries as lines of text.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// What was printed and has not come to the end of its line.
    printed: String,
}

impl Story {
    /// A new story.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The lines of an entry; empty if there is nothing to say.
    pub fn tell(&mut self, entry: &Entry) -> String {
        if let Kind::Output { text } = &entry.kind {
            self.printed += text;
            return self.finished_lines(entry.time);
        }
        let mut lines = String::new();
        for (depth, line) in sentences(&entry.kind) {
            lines += &self.line(entry, depth, &line);
        }
        lines
    }

    /// What was printed and is not the end of a line.
    pub fn rest(&mut self, time: f64) -> String {
        if self.printed.is_empty() {
            return String::new();
        }
        let text = shown(&std::mem::take(&mut self.printed));
        text.map_or_else(String::new, |text| format!("{time:9.3}  | {text}\n"))
    }

    fn finished_lines(&mut self, time: f64) -> String {
        let mut lines = String::new();
        while let Some(end) = self.printed.find('\n') {
            let line: String = self.printed.drain(..=end).collect();
            if let Some(line) = shown(line.trim_end_matches(['\n', '\r'])) {
                lines += &format!("{time:9.3}  | {line}\n");
            }
        }
        lines
    }

    fn line(&self, entry: &Entry, depth: usize, text: &str) -> String {
        let place = match &entry.place {
            Some(place) if depth == 0 && !place.script.is_empty() => {
                format!("{}:{}  ", place.script, place.line)
            }
            _ => String::new(),
        };
        let indent = "  ".repeat(depth);
        format!("{:9.3}  {indent}{place}{}\n", entry.time, cut(text))
    }
}

/// The sentences of an entry, with how deep they are indented.
fn sentences(kind: &Kind) -> Vec<(usize, String)> {
    let one = |depth: usize, text: String| vec![(depth, text)];
    match kind {
        Kind::ScriptStarted { name } => one(0, format!("the script {name} starts")),
        Kind::ScriptEnded { name, error, .. } => match error {
            None => one(0, format!("the script {name} ends well")),
            Some(error) => one(0, format!("the script {name} ends: {error}")),
        },
        Kind::Command {
            arguments,
            expanded,
            known,
        } => {
            let mut lines = vec![(0, command(arguments))];
            for Expansion { word, value } in expanded {
                lines.push((2, format!("{word} became {}", quoted(value))));
            }
            if !known {
                lines.push((2, "there is no such command in this build".to_owned()));
            }
            lines
        }
        Kind::CommandSkipped { text } => one(1, format!("skipped: {text}")),
        Kind::CommandFailed { command, error, .. } => one(1, format!("{command} failed: {error}")),
        Kind::Jumped { to } => one(1, format!("goes on at line {to}")),
        Kind::SettingStored { name, value } => one(1, format!("{name} is now {}", quoted(value))),
        Kind::SettingCleared { name } => one(1, format!("{name} is gone")),
        Kind::FetchStarted { uri } => one(1, format!("fetches {uri}")),
        Kind::FetchEnded {
            redirected,
            length,
            took,
            error,
            ..
        } => {
            let mut lines = Vec::new();
            if let Some(uri) = redirected {
                lines.push((2, format!("it was redirected to {uri}")));
            }
            lines.push(match error {
                None => (
                    1,
                    format!("got {} in {}", bytes(*length as u64), seconds(*took)),
                ),
                Some(error) => (1, format!("got nothing: {error}, after {}", seconds(*took))),
            });
            lines
        }
        Kind::ImageRegistered { name } => {
            one(1, format!("the image {} is registered", quoted(name)))
        }
        Kind::ImageSelected => one(1, "it is selected to be booted".to_owned()),
        Kind::ImageExecuted { name, image_type } => {
            let kind = image_type.as_deref().unwrap_or("no known type");
            one(
                1,
                format!("the image {} ({kind}) is executed", quoted(name)),
            )
        }
        Kind::ImageFreed => one(1, "an image is freed".to_owned()),
        Kind::Output { .. } => Vec::new(),
        Kind::Note { subject, text } => one(1, format!("{subject}: {text}")),
        Kind::Net(kind) => one(2, network(kind)),
    }
}

fn command(arguments: &[String]) -> String {
    let words: Vec<String> = arguments
        .iter()
        .map(|argument| {
            let plain = !argument.is_empty() && !argument.contains(char::is_whitespace);
            if plain {
                argument.clone()
            } else {
                quoted(argument)
            }
        })
        .collect();
    words.join(" ")
}

fn network(kind: &NetEventKind) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match kind {
        NetEventKind::Lookup {
            name,
            address,
            took,
        } => {
            let found = address.map_or("nothing".to_owned(), |address| address.to_string());
            format!("looks up {}: {found} ({})", text(name), time(*took))
        }
        NetEventKind::Connect {
            address,
            port,
            connected,
            took,
        } => {
            let result = if *connected {
                "connected"
            } else {
                "no connection"
            };
            format!("TCP to {address} port {port}: {result} ({})", time(*took))
        }
        NetEventKind::Request {
            method,
            target,
            status,
            length,
            reused,
            took,
            body,
            ..
        } => {
            let with = if body.is_empty() {
                String::new()
            } else {
                format!(" with {}", quoted(&text(body)))
            };
            let again = if *reused {
                ", on the open connection"
            } else {
                ""
            };
            let answer = match status {
                Some(status) => {
                    format!(
                        "{status}, {} in {}{}",
                        bytes(*length),
                        time(*took),
                        rate(*length, *took)
                    )
                }
                None => format!("no answer after {}", time(*took)),
            };
            format!("{method} {}{with}{again}: {answer}", text(target))
        }
        NetEventKind::Blocks {
            protocol,
            blocks,
            block_size,
            round_trip,
            retries,
            took,
            ..
        } => {
            let waiting = round_trip.as_secs_f64() * *blocks as f64;
            let share = (waiting / took.as_secs_f64().max(1e-9) * 100.0).min(100.0);
            let length = *blocks * u64::from(*block_size);
            if *blocks == 1 && *retries == 0 {
                return format!("{protocol}: one block in {}", time(*took));
            }
            let again = match retries {
                0 => String::new(),
                count => format!(", with {count} retries"),
            };
            format!(
                "{protocol}: {blocks} blocks of {block_size} bytes one after the other{again}, in {}{}; {share:.0}% of that is \
                 waiting for round trips of {}",
                time(*took),
                rate(length, *took),
                time(*round_trip)
            )
        }
        NetEventKind::Refused { path, reason } => {
            format!("the server refuses {}: {reason}", text(path))
        }
        NetEventKind::Dhcp { message, detail } => {
            format!("{message} {detail}").trim_end().to_owned()
        }
        NetEventKind::Note { text } => text.clone(),
    }
}

/// A number of bytes: `1.4 MB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    match count {
        1 => "1 byte".to_owned(),
        0..10_000 => format!("{count} bytes"),
        10_000..10_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        10_000_000..10_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

fn rate(length: u64, took: Duration) -> String {
    if length < 10_000 || took.is_zero() {
        return String::new();
    }
    let rate = length as f64 / took.as_secs_f64();
    format!(" ({:.1} MB/s)", rate / 1e6)
}

fn time(time: Duration) -> String {
    seconds(time.as_secs_f64())
}

/// A time: `0.2 ms`, `1.25 s`, `18 min 5 s`.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    if seconds < 1.0 {
        format!("{:.1} ms", seconds * 1e3)
    } else if seconds < 120.0 {
        format!("{seconds:.2} s")
    } else if seconds < 7200.0 {
        format!("{} min {:.0} s", (seconds / 60.0) as u64, seconds % 60.0)
    } else {
        format!("{:.1} h", seconds / 3600.0)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_default())
}

/// What erases the screen.
const ERASED: &str = "\u{1b}[2J";

/// A line as it looks in the end: with what backspaces and carriage returns overwrite, without escape sequences. What
/// fills the screen is no line.
fn shown(text: &str) -> Option<String> {
    let Some((_, after)) = text.rsplit_once(ERASED) else {
        return Some(overwritten(text));
    };
    // Only what fills the screen moves the cursor about.
    let moves = after.split("\u{1b}[").skip(1).any(|part| {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';');
        end.is_some_and(|end| end > 0 && part[end..].starts_with('H'))
    });
    (!moves).then(|| overwritten(after))
}

fn overwritten(text: &str) -> String {
    let mut line: Vec<char> = Vec::new();
    let mut column = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{8}' => column = usize::saturating_sub(column, 1),
            '\r' => column = 0,
            '\u{1b}' => skip_sequence(&mut rest),
            c if c.is_control() && c != '\t' => {}
            c => {
                if column < line.len() {
                    line[column] = c;
                } else {
                    line.push(c);
                }
                column += 1;
            }
        }
    }
    line.into_iter().collect::<String>().trim_end().to_owned()
}

/// Skips what follows ESC.
fn skip_sequence(rest: &mut std::str::Chars<'_>) {
    if rest.clone().next() == Some('[') {
        rest.next();
        for c in rest.by_ref() {
            if ('@'..='~').contains(&c) {
                break;
            }
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
